import type { Analysis } from '../engine/analysis.ts';
import type { ChainStep } from '../engine/finding.ts';
import { formatMessage, type Language } from './format-message.ts';

/** The line that something begins in, counted from 1: `12`, and in a notebook `cell 3:12`. */
export function lineText(
  analysis: Pick<Analysis, 'writtenRange'>,
  { path, range }: Pick<ChainStep, 'path' | 'range'>,
  language: Language,
): string {
  const { cell, range: written } = analysis.writtenRange(path, range);
  const line = String(written.start.line + 1);
  return cell === undefined ? line : formatMessage(language, 'line in cell', { cell: String(cell), line });
}
