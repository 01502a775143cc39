import type { Finding } from '../engine/finding.ts';
import type { OpenedAnalysis } from './open-analysis.ts';

/**
 * The first and the last line of a range in its file, counted from 0, as git and code hosts count them: in a notebook those that hold
 * its code in the JSON.
 */
export function linesInFile(
  { notebooks }: OpenedAnalysis,
  { path, range: { start, end } }: Pick<Finding, 'path' | 'range'>,
): { readonly first: number; readonly last: number } {
  const notebook = notebooks.get(path);
  if (!notebook) return { first: start.line, last: end.line };
  return { first: notebook.lineInFile(start.line), last: notebook.lineInFile(end.line) };
}
