import { positionAt } from './line-index.ts';
import type { Module } from './value.ts';

/** The line of an offset as its user counts it: from 1, and in a notebook from the beginning of its cell. */
export function writtenLine({ facts, notebook }: Module, offset: number): number {
  const { line } = positionAt(facts.lineStarts, offset);
  return (notebook?.lineOf(line)?.line ?? line) + 1;
}

/** Whether two places of a module are in different cells of its notebook. */
export function areInOtherCells({ facts, notebook }: Module, one: number, other: number): boolean {
  const cellOf = (offset: number) => notebook?.lineOf(positionAt(facts.lineStarts, offset).line)?.cell;
  return cellOf(one) !== cellOf(other);
}
