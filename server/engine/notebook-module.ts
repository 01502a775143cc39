import type { TextEdit } from './finding.ts';
import { codeOfCell, nothingOfCell, type PythonOfCell } from './notebook-cell-code.ts';
import type { Range } from './text-range.ts';

/** Whether a path is that of a notebook, which runs in Jupyter: there a loop runs already, and what stands at the top may await. */
export function isNotebook(path: string): boolean {
  return path.endsWith('.ipynb');
}

/** A cell with Python code. */
export interface PythonCell {
  /** Among all cells of the notebook, counted from 1. */
  readonly number: number;
  /** With any line ends. */
  readonly source: string;
}

/** A line of a cell. */
export interface CellLine {
  /** Counted from 0 over the cells that the module was made from. */
  readonly cell: number;
  /** Counted from 0. */
  readonly line: number;
}

/** A range as a user finds it. */
export interface WrittenRange {
  /** In a notebook the number of the cell, counted from 1 over all cells; the range is in it. */
  readonly cell: number | undefined;
  readonly range: Range;
}

/** An edit of one cell. */
export interface CellEdit {
  readonly cell: number;
  readonly edit: TextEdit;
}

/**
 * The Python cells of a notebook as one module, in their order: a script with a line `# %%` above each cell, as editors and jupytext
 * write them. Every line of a cell is a line of the module with the same characters in the same places; what is no Python there
 * (magics, shell commands, cells that do not end what they begin) stands in it as something that does nothing.
 */
export class NotebookModule {
  /** The text of the module; its lines end with `\n`. */
  readonly text: string;
  /** The cells that it was made from. */
  readonly cells: readonly PythonCell[];
  private readonly separator: string;
  private readonly code: readonly PythonOfCell[];
  /** Cells, counted from 0, of which nothing is to be said. */
  readonly broken: ReadonlySet<number>;
  /** The module's line that each cell begins with. */
  private readonly firstLines: readonly number[];

  /** @param broken Cells, counted from 0, of which nothing is to be said. */
  constructor(cells: readonly PythonCell[], broken: ReadonlySet<number> = new Set()) {
    this.cells = cells;
    this.broken = broken;
    this.code = cells.map(({ source }, cell) => (broken.has(cell) ? nothingOfCell(source) : codeOfCell(source)));
    this.separator = separatorBetween(this.code);
    const firstLines: number[] = [];
    const lines: string[] = [];
    for (const { code } of this.code) {
      lines.push(isIndented(code) ? blockBefore + this.separator : this.separator);
      firstLines.push(lines.length);
      for (const line of code) lines.push(line);
    }
    this.firstLines = firstLines;
    this.text = lines.map((line) => `${line}\n`).join('');
  }

  /** The notebook without the code of cells, counted from 0. */
  without(broken: ReadonlySet<number>): NotebookModule {
    return new NotebookModule(this.cells, new Set([...this.broken, ...broken]));
  }

  /** Whether another notebook has the same Python cells under the same numbers. */
  hasSameCells({ cells }: NotebookModule): boolean {
    return (
      cells.length === this.cells.length &&
      cells.every(({ number, source }, at) => this.cells[at]?.number === number && this.cells[at]?.source === source)
    );
  }

  /** A cell as a module of its own. */
  textOf(cell: number): string {
    const code = this.code[cell]?.code ?? [];
    return [...(isIndented(code) ? [blockBefore] : []), ...code].map((line) => `${line}\n`).join('');
  }

  /** The cell of a line, or that before a line between cells. */
  cellAt(line: number): number {
    return this.firstLines.findLastIndex((first) => first <= line);
  }

  /** The module's line that a cell begins with. */
  firstLineOf(cell: number): number {
    return this.firstLines[cell] ?? 0;
  }

  /** The line of a cell that a line of the module is; undefined for the lines between cells. */
  lineOf(line: number): CellLine | undefined {
    const cell = this.cellAt(line);
    const inCell = line - this.firstLineOf(cell);
    return cell >= 0 && inCell < (this.code[cell]?.code.length ?? 0) ? { cell, line: inCell } : undefined;
  }

  /** A range of the module in its cell; one between cells has no cell. */
  rangeIn({ start, end }: Range): WrittenRange {
    const at = this.lineOf(start.line);
    if (!at) return { cell: undefined, range: { start, end } };
    const down = start.line - at.line;
    const range = { start: { ...start, line: at.line }, end: { ...end, line: end.line - down } };
    return { cell: this.cells[at.cell]?.number, range };
  }

  /** The text of the cell of that number, as it was given. */
  sourceOf(number: number): string | undefined {
    return this.cells.find((cell) => cell.number === number)?.source;
  }

  /** An edit of the module as one of a cell; undefined where it would change more than the Python code of one cell. */
  editOf({ range, newText }: TextEdit): CellEdit | undefined {
    const { start, end } = range;
    const at = this.lineOf(start.line);
    const last = this.lineOf(end.line);
    if (at && last && at.cell === last.cell) {
      if (!this.isPython(at.cell, at.line, last.line)) return undefined;
      return {
        cell: at.cell,
        edit: { range: { start: { ...start, line: at.line }, end: { ...end, line: last.line } }, newText },
      };
    }
    return last || end.character > 0 ? undefined : this.editBeforeSeparator({ range, newText });
  }

  /** An edit up to the beginning of the line behind a cell: the last line of a cell has no end of its own. */
  private editBeforeSeparator({ range: { start, end }, newText }: TextEdit): CellEdit | undefined {
    const last = this.lineOf(end.line - 1);
    const lastLine = last && this.code[last.cell]?.code[last.line];
    if (!last || lastLine === undefined) return undefined;
    const endOfCell = { line: last.line, character: lastLine.length };
    if (start.line === end.line) {
      // A whole line behind the last one; nothing else belongs to the cell.
      if (!newText.endsWith('\n') || !this.isPython(last.cell, last.line, last.line)) return undefined;
      const added = `\n${newText.slice(0, -1)}`;
      return { cell: last.cell, edit: { range: { start: endOfCell, end: endOfCell }, newText: added } };
    }
    const at = this.lineOf(start.line);
    if (at?.cell !== last.cell || !this.isPython(at.cell, at.line, last.line)) return undefined;
    const kept = newText.endsWith('\n') ? newText.slice(0, -1) : newText;
    return { cell: at.cell, edit: { range: { start: { ...start, line: at.line }, end: endOfCell }, newText: kept } };
  }

  private isPython(cell: number, from: number, to: number): boolean {
    const replaced = this.code[cell]?.replaced;
    if (!replaced) return false;
    for (let line = from; line <= to; line++) if (replaced.has(line)) return false;
    return true;
  }

  /** The text of each cell that a text of the module, changed by edits that `editOf` allows, stands for. */
  sourcesOf(text: string): readonly string[] {
    const sources: string[][] = [];
    for (const line of text.split('\n')) {
      if (line === this.separator || line === blockBefore + this.separator) sources.push([]);
      else sources.at(-1)?.push(line);
    }
    // The last line of all has an end.
    sources.at(-1)?.pop();
    return sources.map((lines, cell) => restored(lines, this.code[cell]).join('\n'));
  }

  /** The notebook with another text of the module, as `sourcesOf` takes it. */
  withText(text: string): NotebookModule {
    const sources = this.sourcesOf(text);
    return new NotebookModule(this.cells.map((cell, index) => ({ ...cell, source: sources[index] ?? cell.source })));
  }
}

/** A line that no cell has. */
function separatorBetween(cells: readonly PythonOfCell[]): string {
  let separator = '# %%';
  while (cells.some(({ code }) => code.some((line) => line.endsWith(separator)))) separator += '%';
  return separator;
}

/** Makes a block of an indented cell. */
const blockBefore = 'if 1: ';

/** Whether a cell is indented as a whole: Jupyter takes the space away. Source: IPython, core/inputtransformer2.py, `leading_indent`. */
function isIndented(code: readonly string[]): boolean {
  const indent = /^[ \t]+(?=\S)/.exec(code.find((line) => line.trim() !== '') ?? '')?.[0];
  if (indent === undefined) return false;
  return code.find((line) => /^\s*[^\s#]/.test(line))?.startsWith(indent) === true;
}

/** Lines of a cell with what stood there in place of what does nothing: no edit touches that, so it comes in the same order. */
function restored(lines: readonly string[], cell: PythonOfCell | undefined): readonly string[] {
  const originals = new Map<string, string[]>();
  for (const [line, original] of cell?.replaced ?? []) {
    const shown = cell?.code[line] ?? '';
    if (!originals.has(shown)) originals.set(shown, []);
    originals.get(shown)?.push(original);
  }
  return lines.map((line) => originals.get(line)?.shift() ?? line);
}
