import { rangeOf } from '../line-index.ts';
import type { CallFacts, ModuleFacts, Span } from '../module-facts.ts';

/** A call where it fits on a line, else the last name before its arguments: a squiggle over many lines hides code. */
export function spanOfCall(facts: ModuleFacts, { start, end, callee }: CallFacts): Span {
  const range = rangeOf(facts.lineStarts, { start, end });
  if (range.start.line === range.end.line) return { start, end };
  const name = callee.kind === 'attribute' || callee.kind === 'name' ? callee.name.length : undefined;
  return name === undefined ? { start, end } : { start: callee.end - name, end: callee.end };
}
