import { getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { lineStartsOf, positionAt } from '../engine/line-index.ts';
import { NotebookModule, type PythonCell } from '../engine/notebook-module.ts';
import type { UnreadableReason } from '../messages/unreadable-text.ts';
import { decodeSource } from './decode-source.ts';

/** Largest notebook that is read, in MB (2²⁰ bytes): their pictures are in them. */
const sizeLimit = 64;

/** Where the code of a notebook stands in its file. */
export interface NotebookLines {
  /** The line of the file, counted from 0, that a line of the module is written in; the first one for others. */
  lineInFile(line: number): number;
}

/** Where the text of a cell stands in the file: a string, or a list of strings. */
interface WrittenCell extends PythonCell {
  readonly node: Node;
}

/** A notebook as it is on the disk (https://nbformat.readthedocs.io, format 4). */
export class NotebookFile implements NotebookLines {
  readonly text: string;
  /** Its Python cells. */
  readonly module: NotebookModule;
  private readonly cells: readonly WrittenCell[];
  private lineStarts: readonly number[] | undefined;
  private isAscii: boolean | undefined;

  private constructor(text: string, cells: readonly WrittenCell[]) {
    this.text = text;
    this.cells = cells;
    this.module = new NotebookModule(cells.map(({ number, source }) => ({ number, source })));
  }

  /** Decodes and reads a notebook. */
  static decode(bytes: Uint8Array): NotebookFile | UnreadableReason {
    const decoded = decodeSource(bytes, sizeLimit);
    return 'text' in decoded ? NotebookFile.read(decoded.text) : decoded;
  }

  /** Reads a notebook. One whose cells are in another language than Python has no Python cells. */
  static read(text: string): NotebookFile | UnreadableReason {
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, { disallowComments: true, allowEmptyContent: false });
    if (!root || errors.length > 0) return { reason: 'reason.no notebook', params: {} };
    const format: unknown = valueAt(root, 'nbformat');
    const cells = nodeAt(root, 'cells');
    if (format !== 4 || cells?.type !== 'array')
      return { reason: 'reason.notebook format', params: { format: String(format ?? '?') } };
    if (
      !isPython(
        valueAt(root, 'metadata', 'kernelspec', 'language') ?? valueAt(root, 'metadata', 'language_info', 'name'),
      )
    )
      return new NotebookFile(text, []);
    return new NotebookFile(
      text,
      (cells.children ?? []).flatMap((cell, index) => writtenCell(cell, index + 1) ?? []),
    );
  }

  lineInFile(line: number): number {
    const at = this.module.lineOf(line);
    const node = at && this.cells[at.cell]?.node;
    if (!node) return 0;
    let left = at.line;
    // As `nbformat` writes them each string is a line, but any may hold several.
    const strings = node.type === 'array' ? (node.children ?? []) : [node];
    const holder = strings.find((part) => {
      const ends = String(part.value).split(lineEnd).length - 1;
      if (left < ends || part === strings.at(-1)) return true;
      left -= ends;
      return false;
    });
    this.lineStarts ??= lineStartsOf(this.text);
    return positionAt(this.lineStarts, (holder ?? node).offset).line;
  }

  /** The text of the file with other texts of the Python cells; all else in it stays as it is written. */
  withSources(sources: readonly string[]): string {
    let text = this.text;
    for (const [index, { node, source }] of [...this.cells.entries()].reverse()) {
      const other = sources[index];
      if (other === undefined || other === source.replace(lineEnds, '\n')) continue;
      const lines = withLineEnds(other, source);
      const written = node.type === 'array' ? this.list(node, lines) : this.spelled(lines.join(''));
      text = text.slice(0, node.offset) + written + text.slice(node.offset + node.length);
    }
    return text;
  }

  /** A list of lines as it is written: lines that stay keep their spelling, and all keep the spaces between them. */
  private list(node: Node, lines: readonly string[]): string {
    const children = node.children ?? [];
    const between = (from: number, to: number) => this.text.slice(from, to);
    const endOf = (child: Node | undefined) => (child ? child.offset + child.length : node.offset + 1);
    const [first, second] = children;
    const before = first ? between(node.offset + 1, first.offset) : '';
    const after = first ? between(endOf(children.at(-1)), node.offset + node.length - 1) : '';
    const comma = second ? between(endOf(first), second.offset) : `,${before || ' '}`;
    const spelled = new Map(children.map((child) => [child.value, between(child.offset, endOf(child))]));
    return `[${before}${lines.map((line) => spelled.get(line) ?? this.spelled(line)).join(comma)}${after}]`;
  }

  /** A string as JSON, with escapes for what is not ASCII where the file has nothing else. */
  private spelled(text: string): string {
    this.isAscii ??= /^[\0-\x7f]*$/.test(this.text);
    const written = JSON.stringify(text);
    if (!this.isAscii) return written;
    return written.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
}

const lineEnd = /\r\n|\r|\n/;
const lineEnds = new RegExp(lineEnd, 'g');

/** The lines of a text, each with the end that it has in a former text; new ones with that of its first line. */
function withLineEnds(text: string, former: string): readonly string[] {
  const linesOf = (all: string) => all.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  const known = new Map(linesOf(former).map((line) => [line.replace(lineEnd, '\n'), line]));
  const end = lineEnd.exec(former)?.[0] ?? '\n';
  return linesOf(text).map((line) => known.get(line) ?? line.replace('\n', end));
}

function writtenCell(cell: Node, number: number): WrittenCell | undefined {
  const node = nodeAt(cell, 'source');
  if (valueAt(cell, 'cell_type') !== 'code' || !node) return undefined;
  if (!isPython(valueAt(cell, 'metadata', 'vscode', 'languageId'))) return undefined;
  const source: unknown = getNodeValue(node);
  if (typeof source === 'string') return { number, source, node };
  const isList = Array.isArray(source) && source.every((line) => typeof line === 'string');
  return isList ? { number, source: source.join(''), node } : undefined;
}

/** A notebook that does not say its language is Python's. */
function isPython(language: unknown): boolean {
  return language === undefined || (typeof language === 'string' && /^i?python[23]?$/i.test(language));
}

function nodeAt(node: Node, ...path: readonly string[]): Node | undefined {
  let at: Node | undefined = node;
  for (const name of path) {
    const property: Node | undefined =
      // Of a name that comes twice, the last one counts, as for Python and JavaScript.
      at?.type === 'object' ? at.children?.findLast(({ children }) => children?.[0]?.value === name) : undefined;
    at = property?.children?.[1];
  }
  return at;
}

function valueAt(node: Node, ...path: readonly string[]): unknown {
  const found = nodeAt(node, ...path);
  return found && getNodeValue(found);
}
