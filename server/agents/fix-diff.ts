import type { Analysis } from '../engine/analysis.ts';
import type { Fix, TextEdit } from '../engine/finding.ts';
import { applyEdits } from '../engine/fixes/apply-edits.ts';
import { lineStartsOf } from '../engine/line-index.ts';
import type { NotebookModule } from '../engine/notebook-module.ts';

/** Lines around a change that are shown with it. */
const context = 1;

/** What a fix changes, as a unified diff of all its files, and of the cells of notebooks. */
export function fixDiff(analysis: Analysis, fix: Fix): string {
  return [...fix.edits]
    .flatMap(([path, edits]) => {
      const notebook = analysis.notebook(path);
      if (notebook) return cellDiffs(path, notebook, edits);
      const text = analysis.text(path);
      return text === undefined || edits.length === 0 ? [] : [fileDiff(path, text, edits)];
    })
    .join('\n');
}

function cellDiffs(path: string, notebook: NotebookModule, edits: readonly TextEdit[]): readonly string[] {
  const inCells = edits.flatMap((edit) => notebook.editOf(edit) ?? []);
  return notebook.cells.flatMap(({ number, source }, index) => {
    const own = inCells.flatMap(({ cell, edit }) => (cell === index ? [edit] : []));
    return own.length > 0 ? [fileDiff(`${path} (cell ${number})`, source, own)] : [];
  });
}

/** Lines that belong together: those of edits, with what stands around them. */
interface Hunk {
  readonly edits: TextEdit[];
  /** The first and the last line of the edits, from 0. */
  readonly first: number;
  last: number;
}

function fileDiff(path: string, text: string, edits: readonly TextEdit[]): string {
  const starts = lineStartsOf(text);
  const lines = starts.map((start, index) => text.slice(start, starts[index + 1]));
  const hunks: Hunk[] = [];
  for (const edit of edits.toSorted((a, b) => a.range.start.line - b.range.start.line)) {
    const { start, end } = edit.range;
    const open = hunks.at(-1);
    if (open && start.line <= open.last + 2 * context + 1) {
      open.edits.push(edit);
      open.last = Math.max(open.last, end.line);
    } else hunks.push({ edits: [edit], first: start.line, last: end.line });
  }
  const shown: string[] = [`--- a/${path}`, `+++ b/${path}`];
  let shift = 0;
  for (const { edits: own, first, last } of hunks) {
    const from = Math.max(0, first - context);
    const to = Math.min(lines.length - 1, last + context);
    const before = lines.slice(from, to + 1);
    const moved = own.map(({ range, newText }) => ({
      range: { start: up(range.start, from), end: up(range.end, from) },
      newText,
    }));
    const old = before.join('');
    const after = linesOf(applyEdits(old, lineStartsOf(old), moved));
    const changes = changedLines(linesOf(old), after);
    const removed = changes.filter(([mark]) => mark !== '+').length;
    const added = changes.filter(([mark]) => mark !== '-').length;
    shown.push(`@@ -${from + 1},${removed} +${from + 1 + shift},${added} @@`, ...changes);
    shift += added - removed;
  }
  return shown.join('\n');
}

function up<P extends { readonly line: number }>(position: P, lines: number): P {
  return { ...position, line: position.line - lines };
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Both texts line by line with their marks: what is common to their longest common subsequence once. */
function changedLines(old: readonly string[], after: readonly string[]): string[] {
  const width = after.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const isSame = old[i] === after[j];
      common[i * width + j] = isSame
        ? (common[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const shown: string[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < after.length) {
    if (i < old.length && j < after.length && old[i] === after[j]) {
      shown.push(` ${old[i++]}`);
      j++;
    } else if (
      i < old.length &&
      (j >= after.length || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    )
      shown.push(`-${old[i++]}`);
    else shown.push(`+${after[j++]}`);
  }
  return shown;
}
