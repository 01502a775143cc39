import { lineStartsOf } from '../engine/line-index.ts';
import type { Range } from '../engine/text-range.ts';
import type { Colours } from './terminal-colours.ts';
import { displayWidth, visible } from './terminal-text.ts';

export interface ExcerptStyle {
  readonly colours: Colours;
  /** Colours the carets. */
  readonly mark: (text: string) => string;
  /** Lines that are shown before and after the marked one. */
  readonly context: number;
  /** Columns that a line of code may take. */
  readonly width: number;
  /** Columns of the line numbers, so that excerpts below each other are aligned. */
  readonly gutter: number;
}

const tabWidth = 4;
const ellipsis = '…';

/**
 * Lines of a file with their numbers, and carets under the first line of a range. Wide characters and tabs do not shift the
 * carets, control characters are written out, and of long lines the part around the range is shown.
 */
export function sourceExcerpt(text: string, range: Range, style: ExcerptStyle): string[] {
  const { colours, mark, context, gutter } = style;
  const lines = linesAround(text, range.start.line, context);
  const marked = lines.find(({ number }) => number === range.start.line);
  if (!marked) return [];
  const end = range.end.line === range.start.line ? range.end.character : marked.text.length;
  const cells = cellsOf(marked.text);
  const from = columnOf(cells, range.start.character);
  const to = Math.max(columnOf(cells, end), from + 1);
  const window = windowAround(widthOf(cells), from, to, style.width);
  const bar = colours.dim('|');
  const row = (number: string, rest: string) =>
    `${colours.dim(number.padStart(gutter))} ${bar}${rest === '' ? '' : ` ${rest}`}`;
  return lines.flatMap(({ number, text: line }) => {
    const shown = row(String(number + 1), cut(cellsOf(line), window));
    if (number !== range.start.line) return [shown];
    const before = ' '.repeat(from - window.from + (window.from > 0 ? 1 : 0));
    return [shown, row('', before + mark('^'.repeat(Math.min(to, window.to) - from)))];
  });
}

/** How many columns the numbers of lines up to one (from 0) take. */
export function gutterFor(lastLine: number): number {
  return String(lastLine + 1).length;
}

/** Lines around one (from 0), without empty ones at both ends. */
function linesAround(text: string, line: number, context: number): { number: number; text: string }[] {
  const starts = lineStartsOf(text);
  const found: { number: number; text: string }[] = [];
  for (let number = Math.max(0, line - context); number <= Math.min(starts.length - 1, line + context); number++)
    found.push({ number, text: text.slice(starts[number], starts[number + 1]).replace(/[\r\n]+$/, '') });
  const isBlank = (at: number) => found.at(at)?.text.trim() === '' && found.at(at)?.number !== line;
  while (isBlank(0)) found.shift();
  while (isBlank(-1)) found.pop();
  return found;
}

/** A character as it is shown: how long it is in the text (UTF-16), and how many columns it takes. */
interface Cell {
  readonly shown: string;
  readonly length: number;
  readonly width: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function cellsOf(line: string): Cell[] {
  let column = 0;
  return [...segmenter.segment(line)].map(({ segment }) => {
    const shown = segment === '\t' ? ' '.repeat(tabWidth - (column % tabWidth)) : visible(segment);
    const width = displayWidth(shown);
    column += width;
    return { shown, length: segment.length, width };
  });
}

function columnOf(cells: readonly Cell[], character: number): number {
  let column = 0;
  let at = 0;
  for (const cell of cells) {
    if (at + cell.length > character) break;
    at += cell.length;
    column += cell.width;
  }
  return column;
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** The columns that are shown: all, or a part with the range in it and some of what stands before. */
function windowAround(total: number, from: number, to: number, width: number): Window {
  if (total <= width) return { from: 0, to: Math.max(width, to) };
  const start = to <= width - 2 ? 0 : Math.max(0, from - Math.max(8, Math.floor((width - (to - from)) / 2)));
  return { from: start, to: start + width - 2 };
}

function cut(cells: readonly Cell[], window: Window): string {
  let column = 0;
  let shown = '';
  let isCut = false;
  for (const cell of cells) {
    if (column + cell.width > window.to) isCut = true;
    // Half of a wide character, or of a tab, is a blank.
    else if (column >= window.from) shown += cell.shown;
    else if (column + cell.width > window.from) shown += ' '.repeat(column + cell.width - window.from);
    column += cell.width;
    if (isCut) break;
  }
  return `${window.from > 0 ? ellipsis : ''}${shown.trimEnd()}${isCut ? ellipsis : ''}`;
}
