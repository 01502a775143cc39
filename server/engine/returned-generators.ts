import type { BlockingPath } from './blocking-summary.ts';
import type { LinkedProject } from './linked-project.ts';
import { hasResponseField } from './response-field.ts';
import type { FunctionNode } from './value.ts';

/**
 * Ways to a block that begin with a generator which a `def` path operation returns. The function runs in a thread and only makes it; where
 * no response model takes its items there, FastAPI's encoder does so on the loop (fastapi/routing.py, `serialize_response`;
 * fastapi/encoders.py, `jsonable_encoder`).
 */
export function* returnedGenerators(project: LinkedProject, node: FunctionNode): Iterable<BlockingPath> {
  const { facts, module } = node;
  if (facts.kind !== 'def' || facts.isGenerator || hasResponseField(project, node)) return;
  const decorators = facts.decorators.map((decorator) =>
    decorator.kind === 'call' ? module.facts.calls[decorator.call] : undefined,
  );
  const isPlain = facts.decorators.every((decorator) => project.model.isRegistration(node, decorator));
  const hasClass = decorators.some((call) => call?.arguments.some(({ keyword }) => keyword === 'response_class'));
  if (!isPlain || hasClass) return;
  for (const edge of project.graph.edgesOf(node)) {
    if (edge.call?.usage !== 'returned' || edge.blockers.length > 0 || edge.targets.length === 0) continue;
    const areGenerators = edge.targets.every(({ facts: made }) => made.isGenerator && made.kind === 'def');
    const path = areGenerators ? project.blocking.pathFrom(node, edge) : undefined;
    if (path) yield path;
  }
}
