import type { CallGraph } from './call-graph.ts';
import { becomesTask } from './task-creation.ts';
import type { FunctionNode } from './value.ts';

/**
 * The coroutines that start-up code makes tasks of, itself or in what it calls, and that have a `while`: they go on while
 * requests are served. Others are over soon after the start.
 */
export function startupTasks(graph: CallGraph, startup: Iterable<FunctionNode>): ReadonlySet<FunctionNode> {
  const tasks = new Set<FunctionNode>();
  const reached = new Set(startup);
  for (const node of reached) {
    for (const edge of graph.edgesOf(node)) {
      const isTask = edge.call !== undefined && becomesTask(node, edge.call);
      for (const target of edge.targets) {
        if (!isTask) reached.add(target);
        else if (target.facts.firstWhile >= 0) tasks.add(target.specialization?.of ?? target);
      }
    }
  }
  return tasks;
}
