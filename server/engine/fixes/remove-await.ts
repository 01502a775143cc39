import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** `await f()` becomes `f()`: the finding begins with the `await`. */
export function removeAwait(context: FixContext): Fix | undefined {
  const { start } = context.source.span;
  const keyword = /^await(?:[ \t]+(?![\\#\r\n])|(?=\())/.exec(context.text.slice(start))?.[0];
  if (keyword === undefined) return undefined;
  const edit = replaceSpan(context.source.node.module.facts, start, start + keyword.length, '');
  const params = { call: context.finding.params.call ?? '' };
  return fixInFile(context, { kind: 'remove-await', params, isSafe: true }, [edit]);
}
