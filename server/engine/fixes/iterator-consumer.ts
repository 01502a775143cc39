import { givesIterator, iteratesNow } from '../builtin-callbacks.ts';
import { blocksWhenUsed, type CallEdge } from '../call-edge.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { CallFacts } from '../module-facts.ts';
import { callsOf, type FunctionNode } from '../value.ts';

/** The call of a function at an edge's place: of `map(f, rows)` the edge is the call of `f`, which stands nowhere. */
export function callAt(node: FunctionNode, edge: CallEdge): CallFacts | undefined {
  if (edge.call) return edge.call;
  return callsOf(node).find(({ start, end }) => start === edge.span.start && end === edge.span.end);
}

/** Whether a call only makes an iterator, and whoever iterates it waits. */
export function isLazy(project: LinkedProject, node: FunctionNode, edge: CallEdge): boolean {
  if (edge.call && blocksWhenUsed(edge)) return true;
  const call = callAt(node, edge);
  return call !== undefined && names(project, node, call, givesIterator);
}

/**
 * The call that runs an iterator to its end, which another call makes as its argument: `list(…)` in `list(chain(rows(), more))`.
 * Undefined where the iterator goes elsewhere.
 */
export function consumerOf(project: LinkedProject, node: FunctionNode, made: CallFacts): CallFacts | undefined {
  let call: CallFacts | undefined = made;
  while (call?.usage === 'argument') {
    call = node.module.facts.calls[call.argumentOf];
    if (call && names(project, node, call, iteratesNow)) return call;
    if (call && !names(project, node, call, givesIterator)) return undefined;
  }
  return undefined;
}

function names(project: LinkedProject, node: FunctionNode, call: CallFacts, wanted: RegExp): boolean {
  const values = project.inference.evaluate(node, call.callee);
  return values.length > 0 && values.every((value) => value.kind === 'external' && wanted.test(value.name));
}
