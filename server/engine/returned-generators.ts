import type { BlockingPath } from './blocking-summary.ts';
import type { CallEdge } from './call-edge.ts';
import type { LinkedProject } from './linked-project.ts';
import { hasResponseField } from './response-field.ts';
import { isReturned } from './returned-values.ts';
import { decoratorCalls, type FunctionNode } from './value.ts';

/**
 * Ways to a block that begin with a generator which a `def` path operation returns. The function runs in a thread and only makes it; where
 * no response model takes its items there, FastAPI's encoder does so on the loop (fastapi/routing.py, `serialize_response`;
 * fastapi/encoders.py, `jsonable_encoder`).
 */
export function* returnedGenerators(project: LinkedProject, node: FunctionNode): Iterable<BlockingPath> {
  const { facts } = node;
  if (facts.kind !== 'def' || facts.isGenerator || hasResponseField(project, node)) return;
  const isPlain = facts.decorators.every((decorator) => project.model.isRegistration(node, decorator));
  const hasClass = decoratorCalls(node).some((call) =>
    call.arguments.some(({ keyword }) => keyword === 'response_class'),
  );
  if (!isPlain || hasClass) return;
  for (const edge of project.graph.edgesOf(node)) {
    const path = isReturnedGenerator(node, edge) ? project.blocking.pathFrom(node, edge) : undefined;
    if (path) yield path;
  }
}

/** Whether a call makes a plain generator that its function returns, by itself or as a part of what it returns. */
export function isReturnedGenerator(node: FunctionNode, { call, blockers, targets }: CallEdge): boolean {
  if (!call || blockers.length > 0 || targets.length === 0 || !isReturned(node, call)) return false;
  return targets.every(({ facts }) => facts.isGenerator && facts.kind === 'def');
}
