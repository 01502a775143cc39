import { positionAt } from './line-index.ts';
import type { FunctionFacts, Span } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/** The text of a function. */
export interface FunctionCode {
  readonly path: string;
  /** Line of the file, counted from 0, that the first of the lines is. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** Longer functions are cut off. */
const mostLines = 60;

/** A function with its decorators. */
export function definitionOf({ decorators, span }: FunctionFacts): Span {
  return { start: decorators[0]?.start ?? span.start, end: span.end };
}

/** The lines of a function with its decorators, at most 60. @param text The text of its file. */
export function codeOf({ module, facts }: FunctionNode, text: string): FunctionCode {
  const { lineStarts } = module.facts;
  const { start, end } = definitionOf(facts);
  const firstLine = positionAt(lineStarts, start).line;
  const lastLine = Math.min(positionAt(lineStarts, end).line, firstLine + mostLines - 1);
  const lines: string[] = [];
  for (let line = firstLine; line <= lastLine; line++)
    lines.push(text.slice(lineStarts[line], lineStarts[line + 1]).replace(/[\r\n]+$/, ''));
  return { path: module.path, firstLine, lines };
}
