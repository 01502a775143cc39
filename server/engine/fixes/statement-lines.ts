import type { Node } from 'web-tree-sitter';
import type { TextEdit } from '../finding.ts';
import type { SourceFile } from './fix-sources.ts';
import { lineStartOf, replaceSpan } from './line-edits.ts';
import { allNodes } from './syntax-nodes.ts';

/** What stands before a statement on its line. */
export function blockIndent(text: string, statement: Node): string {
  return /^[ \t]*/.exec(text.slice(lineStartOf(text, statement.startIndex), statement.startIndex))?.[0] ?? '';
}

/** Rows of a node, without its first, at whose beginning no string goes on: those that may be indented. */
export function movableRows(node: Node): ReadonlySet<number> {
  const rows = new Set<number>();
  for (let row = node.startPosition.row + 1; row <= node.endPosition.row; row++) rows.add(row);
  for (const inner of allNodes(node)) {
    if (inner.type !== 'string') continue;
    for (let row = inner.startPosition.row + 1; row <= inner.endPosition.row; row++) rows.delete(row);
  }
  return rows;
}

/** Edits that indent the lines of a statement but the first. */
export function indentedLines(file: SourceFile, statement: Node, unit: string): TextEdit[] {
  const { facts } = file.module;
  return [...movableRows(statement)].flatMap((row) => {
    const start = facts.lineStarts[row];
    if (start === undefined || /^[ \t]*(\r|\n|$)/.test(file.text.slice(start))) return [];
    return [replaceSpan(facts, start, start, unit)];
  });
}
