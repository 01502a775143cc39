import type { Confidence } from './blocking-summary.ts';
import type { Range } from './text-range.ts';

/** How loudly a finding is shown. `off` in settings silences a rule. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * Where FastAPI runs a function: on the event loop, in the thread pool (40 threads), in another process, or not by FastAPI
 * at all (`caller`: a plain helper runs wherever its caller does).
 */
export type Place = 'event loop' | 'thread pool' | 'process' | 'caller';

/** One step on the way from the function that FastAPI calls down to the call that blocks. */
export interface ChainStep {
  /** File of the step, relative to the checked root, with `/`. */
  readonly path: string;
  readonly range: Range;
  /** Qualified name of the function that holds the step (`Class.method`, `outer.inner`). */
  readonly function: string;
  /** The source text of the call, on one line. */
  readonly text: string;
}

/** A defect, language-neutral until it is shown: `formatMessage` turns `message` and `params` into a sentence. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** File of the finding, relative to the checked root, with `/`. */
  readonly path: string;
  readonly range: Range;
  /** Qualified name of the function that the finding stands in. */
  readonly function: string;
  readonly runsOn: Place;
  /** Key of the message in the rule's metadata. */
  readonly message: string;
  readonly params: Readonly<Record<string, string>>;
  /** Identifier of the concept card that explains it. */
  readonly card: string;
  /** Steps from the call at `range` (first) down to the blocking call (last). Empty where a rule has no chain. */
  readonly chain: readonly ChainStep[];
  /** What the finding rests on, by the weakest step of its chain. */
  readonly confidence: Confidence;
  /** It may be wrong, since a step of the chain may go another way; only the preset `strict` shows such findings. */
  readonly isLikely: boolean;
}

/** Whether a finding certainly blocks the event loop or computes on it, so that every request waits. */
export function freezesLoop({ rule, isLikely }: Pick<Finding, 'rule' | 'isLikely'>): boolean {
  return (rule === 'blocking-call' || rule === 'cpu-bound-call') && !isLikely;
}

/** A replacement of a part of a file. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A change that mends a finding: the edits by file (path relative to the root). */
export interface Fix {
  /** What is done, whatever it is done to: `make-def`, `offload`, … */
  readonly kind: string;
  /** Key of the title in the messages (`fix.make-def` …). */
  readonly title: string;
  readonly params: Readonly<Record<string, string>>;
  /** The one to apply with a single key; at most one per finding. */
  readonly preferred: boolean;
  /** It may be applied unread, as on save: nothing but the defect changes. */
  readonly isSafe: boolean;
  /** Key of the message that says what the user must see to, as installing a package: the edit is shown before it is applied. */
  readonly review?: string;
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
}
