import type { TextEdit } from '../finding.ts';
import { offsetAt } from '../line-index.ts';

/**
 * A text with edits applied that were made for it. Edits at one place keep their order; edits that overlap are a mistake of the
 * caller (see `overlap`).
 */
export function applyEdits(text: string, lineStarts: readonly number[], edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  const spans = edits
    .map(({ range, newText }) => ({
      start: offsetAt(lineStarts, range.start),
      end: offsetAt(lineStarts, range.end),
      newText,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  for (const { start, end, newText } of spans) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}
