import type { Fix, TextEdit } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';

/** What a fix is called and how far it can be trusted. */
export interface FixLabel {
  /** Kind of the fix: `fix.` and the kind is the key of its title. */
  readonly kind: string;
  readonly params: Readonly<Record<string, string>>;
  /** Key of what the user must see to before the edit is applied. */
  readonly review?: string;
  /** Whether it may be applied unread: nothing but the defect changes. */
  readonly isSafe: boolean;
}

/** A fix whose edits all stand in the finding's own file. */
export function fixInFile(context: FixContext, label: FixLabel, edits: readonly TextEdit[]): Fix {
  return fixAt(context.finding.path, label, edits);
}

/** A fix whose edits all stand in one file (path relative to the root). */
export function fixAt(path: string, label: FixLabel, edits: readonly TextEdit[]): Fix {
  return { ...label, title: `fix.${label.kind}`, preferred: false, edits: new Map([[path, edits]]) };
}
