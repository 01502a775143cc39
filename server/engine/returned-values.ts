import type { CallFacts, Expression, FunctionFacts } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/**
 * What a function returns, with the elements and values of lists, tuples, sets and dictionaries in it: FastAPI's encoder goes into
 * all of them (fastapi/encoders.py, `jsonable_encoder`).
 */
export function returnedParts({ returns }: FunctionFacts): readonly Expression[] {
  return returns.flatMap(partsOf);
}

function partsOf(expression: Expression): readonly Expression[] {
  if (expression.kind === 'choice') return expression.options.flatMap(partsOf);
  return expression.kind === 'collection' ? [expression, ...expression.items.flatMap(partsOf)] : [expression];
}

/** Whether the result of a call is returned, or is a part of what is. */
export function isReturned({ facts, module }: FunctionNode, call: CallFacts): boolean {
  if (call.usage !== 'element') return call.usage === 'returned';
  return returnedParts(facts).some((part) => part.kind === 'call' && module.facts.calls[part.call] === call);
}
