import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** Silences the rule on the finding's line, where a comment can stand. */
export function suppress(context: FixContext): Fix | undefined {
  const { finding, text } = context;
  const facts = context.source.node.module.facts;
  const start = facts.lineStarts[finding.range.start.line] ?? 0;
  const next = facts.lineStarts[finding.range.start.line + 1] ?? text.length;
  const line = text.slice(start, next).replace(/[\r\n]+$/, '');
  // A comment cannot follow a continued line or stand inside a string that goes on.
  if (line.endsWith('\\') || (line.match(/"""|'''/g)?.length ?? 0) % 2 === 1) return undefined;
  const end = start + line.trimEnd().length;
  const edit = replaceSpan(facts, end, end, `  # loopwise: ignore[${finding.rule}]`);
  return fixInFile(context, { kind: 'suppress', params: { rule: finding.rule }, isSafe: false }, [edit]);
}
