import type { TextEdit } from '../finding.ts';
import { positionAt } from '../line-index.ts';
import type { ModuleFacts } from '../module-facts.ts';

/** An edit that replaces `start`–`end` (offsets) of a module's text. */
export function replaceSpan(facts: ModuleFacts, start: number, end: number, newText: string): TextEdit {
  return { range: { start: positionAt(facts.lineStarts, start), end: positionAt(facts.lineStarts, end) }, newText };
}

/** The line ending that a text uses, from its first line. */
export function lineEndingOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** Offset of the first character of the line that an offset is on. */
export function lineStartOf(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}
