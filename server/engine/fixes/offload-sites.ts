import type { BlockingPath, PathStep } from '../blocking-summary.ts';
import type { LinkedProject } from '../linked-project.ts';
import { isLoopBound, isSpanLoopBound } from '../loop-bound.ts';
import { makesCoroutine } from '../made-awaitable.ts';
import type { FunctionNode } from '../value.ts';

/** More calls than that in one fix nobody looks over. */
const mostSites = 8;

/**
 * The first step of a path, from the lowest coroutine on, that can be left to a thread; -1 when there is no coroutine on it. A
 * coroutine cannot run in a thread, nor can what needs the loop: what they call can.
 */
export function threadStep(project: LinkedProject, path: BlockingPath): number {
  const lowest = path.steps.findLastIndex(({ node }) => node.facts.kind === 'async def');
  if (lowest < 0) return -1;
  const index = path.steps.findIndex((step, at) => at >= lowest && isMovable(project, step));
  return index < 0 ? lowest : index;
}

/** Whether what a step runs can run in a thread, which cannot run the coroutine that it may give. */
export function isMovable(project: LinkedProject, { node, edge }: PathStep): boolean {
  if (edge.isDecorator || isSpanLoopBound(project, node, edge.span)) return false;
  return !edge.targets.some((target) => givesCoroutine(project, target) || isLoopBound(project, target));
}

function givesCoroutine({ inference }: LinkedProject, node: FunctionNode): boolean {
  return node.facts.kind === 'async def' || makesCoroutine(inference, { kind: 'function', node, receiver: undefined });
}

/**
 * All the places in coroutines that have to be left to threads so that the call at the beginning of a path no longer blocks;
 * undefined where that cannot be done or not all of them are known.
 */
export function offloadSites(project: LinkedProject, path: BlockingPath): readonly PathStep[] | undefined {
  const sites: PathStep[] = [];
  const seen = new Set<string>();
  const [first] = path.steps;
  const pending: PathStep[] = [first];
  for (let step = pending.shift(); step; step = pending.shift()) {
    const { node, edge } = step;
    const key = `${node.module.path} ${edge.span.start} ${edge.span.end}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (node.module.isLibrary || node.facts.kind !== 'async def' || edge.isDecorator) return undefined;
    if (project.blocking.pathFrom(node, edge)?.blocker.entry.gil === 'held') return undefined;
    if (isMovable(project, step)) {
      sites.push(step);
      if (sites.length > mostSites) return undefined;
      continue;
    }
    if (edge.blockers.length > 0 || edge.mayBeHarmless) return undefined;
    for (const target of edge.targets) {
      if (target.facts.kind !== 'async def') return undefined;
      for (const inner of project.graph.edgesOf(target)) {
        if (project.blocking.pathFrom(target, inner)) pending.push({ node: target, edge: inner });
      }
    }
  }
  return sites;
}
