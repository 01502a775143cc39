import type { CallFacts, Expression } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/**
 * Whether the result of a call is returned, or is an element or a value of a list, a tuple, a set or a dictionary that is: the encoder
 * goes into all of them (fastapi/encoders.py, `jsonable_encoder`).
 */
export function isReturned({ facts, module }: FunctionNode, call: CallFacts): boolean {
  if (call.usage !== 'element') return call.usage === 'returned';
  const holds = (expression: Expression): boolean => {
    if (expression.kind === 'choice') return expression.options.some(holds);
    if (expression.kind === 'collection') return expression.items.some(holds);
    return expression.kind === 'call' && module.facts.calls[expression.call] === call;
  };
  return facts.returns.some(holds);
}
