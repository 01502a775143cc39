import type { CallEdge } from './call-edge.ts';
import type { CallGraph } from './call-graph.ts';
import type { LinkedProject } from './linked-project.ts';
import type { CallFacts, FunctionFacts, Span } from './module-facts.ts';
import type { FunctionNode, Module } from './value.ts';

/** The innermost call whose called name, not an argument of it, stands at an offset. */
export function callNamedAt(module: Module, offset: number): CallFacts | undefined {
  let best: CallFacts | undefined;
  for (const call of module.facts.calls) {
    const { start, end } = call.callee;
    if (!isWithin(call.callee, offset)) continue;
    if (!best || end - start < best.callee.end - best.callee.start) best = call;
  }
  return best;
}

/** The function whose `def`, up to the end of its name, stands at an offset. */
export function functionNamedAt(module: Module, offset: number): FunctionNode | undefined {
  return module.functions.findLast(
    ({ facts }) => (facts.kind === 'def' || facts.kind === 'async def') && isWithin(headerOf(facts), offset),
  );
}

/** A function's `def`, up to the end of its name. */
export function headerOf({ span, nameSpan }: FunctionFacts): Span {
  return { start: span.start, end: nameSpan.end };
}

/** Whether an offset is in a span, its end included. */
export function isWithin({ start, end }: Span, offset: number): boolean {
  return offset >= start && offset <= end;
}

/** The edge of the call at an offset, or of what the syntax calls there: a property, a `with`, a `for`. */
export function edgeAt(
  { graph }: LinkedProject,
  module: Module,
  offset: number,
): { readonly node: FunctionNode; readonly edge: CallEdge } | undefined {
  const call = callNamedAt(module, offset);
  const caller = call && module.functions[call.function];
  const called = caller && edgeOfCall(graph, caller, call);
  if (caller && called) return { node: caller, edge: called };
  const node = module.functions.findLast(({ facts }) => isWithin(facts.span, offset));
  const implicit = node && graph.edgesOf(node).find((edge) => !edge.call && isWithin(edge.span, offset));
  return node && implicit && { node, edge: implicit };
}

/** The edge of a call that stands in a function. */
export function edgeOfCall(graph: CallGraph, caller: FunctionNode, call: CallFacts): CallEdge | undefined {
  return graph.edgesOf(caller).find((edge) => edge.call === call);
}
