import type { Position, Range } from './text-range.ts';

/** Offset of the first character of every line; `\n`, `\r\n` and a lone `\r` end a line. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** Line and character of an offset; offsets beyond the text give the last line. */
export function positionAt(lineStarts: readonly number[], offset: number): Position {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - (lineStarts[low] ?? 0) };
}

/** Offset of a place; lines beyond the text give the start of the last line plus the character. */
export function offsetAt(lineStarts: readonly number[], position: Position): number {
  return (lineStarts[Math.min(position.line, lineStarts.length - 1)] ?? 0) + position.character;
}

export function rangeOf(lineStarts: readonly number[], span: { start: number; end: number }): Range {
  return { start: positionAt(lineStarts, span.start), end: positionAt(lineStarts, span.end) };
}
