import { nameOf } from './expression-name.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { decoratorCalls, type FunctionNode } from './value.ts';

/** Types of results that pydantic takes as they are, without going through them. */
const lazy = /^(Iterable|Generator|Any)$/;

/**
 * Whether FastAPI, where it does not stream, goes through what a generator yields only when it makes JSON of it, which it does
 * on the loop. A response model such as `list[int]` goes through it before, for a `def` in a thread. Source: fastapi/routing.py,
 * `serialize_response`; fastapi/encoders.py, `jsonable_encoder`.
 */
export function isSerialised(node: FunctionNode): boolean {
  const calls = decoratorCalls(node);
  if (calls.some(hasResponseModel)) return false;
  const { returnAnnotation: annotation } = node.facts;
  if (!annotation || calls.some((call) => responseModelOf(call) !== undefined)) return true;
  const type = annotation.kind === 'subscript' ? annotation.object : annotation;
  return lazy.test(nameOf(type) ?? '');
}

/** Whether a path operation is registered with a response model, or may be. */
export function hasResponseModel(call: CallFacts): boolean {
  const model = responseModelOf(call);
  if (call.arguments.some(({ keyword }) => keyword === '**')) return true;
  return model !== undefined && !(model.kind === 'literal' && model.type === 'None');
}

/** What a decorator declares with `response_model=…`. */
export function responseModelOf(call: CallFacts): Expression | undefined {
  return call.arguments.find(({ keyword }) => keyword === 'response_model')?.value;
}
