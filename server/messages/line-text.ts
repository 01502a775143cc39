import type { WrittenRange } from '../engine/notebook-module.ts';
import { formatMessage, type Language } from './format-message.ts';

/** The line that a range begins in, counted from 1: `12`, and in a notebook `cell 3:12`. */
export function lineText({ cell, range: { start } }: WrittenRange, language: Language): string {
  const line = String(start.line + 1);
  return cell === undefined ? line : formatMessage(language, 'line in cell', { cell: String(cell), line });
}
