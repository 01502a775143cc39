import type { Fix } from '../finding.ts';
import { positionAt } from '../line-index.ts';
import type { SuppressionFacts } from '../module-facts.ts';
import type { FixContext, FixMaker } from '../rules/rule.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/**
 * Takes rules out of a comment that silences them, or the comment away when none is left. Other comments on the line stay.
 *
 * @param isSafe False where a name is misspelt: another one may have been meant.
 */
export function removeSuppression(suppression: SuppressionFacts, unused: readonly string[], isSafe: boolean): FixMaker {
  return (context: FixContext): Fix => {
    const { facts } = context.source.node.module;
    const { text } = context;
    const left = suppression.rules.filter((name) => !unused.includes(name));
    const label = { kind: 'remove-suppression', params: {}, isSafe };
    if (left.length > 0) {
      const open = text.indexOf('[', suppression.start) + 1;
      const close = text.indexOf(']', open);
      return fixInFile(context, label, [replaceSpan(facts, open, close, left.join(', '))]);
    }
    const { start, end } = wholeOf(text, suppression);
    const lineStart = facts.lineStarts[positionAt(facts.lineStarts, start).line] ?? 0;
    const isAlone = text.slice(lineStart, start).trim() === '' && /^(?:\r\n|\r|\n|$)/.test(text.slice(end));
    if (!isAlone) return fixInFile(context, label, [replaceSpan(facts, start, end, '')]);
    const next = facts.lineStarts[positionAt(facts.lineStarts, start).line + 1] ?? text.length;
    return fixInFile(context, label, [replaceSpan(facts, lineStart, next, '')]);
  };
}

/** The comment with the space that parts it from what stands before; where another comment follows, that keeps the space. */
function wholeOf(text: string, { start, end }: SuppressionFacts): { start: number; end: number } {
  const behind = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  if (text[end + behind] === '#') return { start, end: end + behind };
  const before = text.slice(0, start);
  return { start: before.length - (/[ \t]*$/.exec(before)?.[0].length ?? 0), end: end + behind };
}
