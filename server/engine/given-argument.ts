import type { CallFacts, Expression } from './module-facts.ts';

/** The argument that a call gives by a keyword, or without one at a position (-1: by keyword only). */
export function argument(call: CallFacts, position: number, keyword: string): Expression | undefined {
  const named = call.arguments.find((candidate) => candidate.keyword === keyword);
  if (named) return named.value;
  const positional = call.arguments[position];
  return positional?.keyword === undefined ? positional?.value : undefined;
}
