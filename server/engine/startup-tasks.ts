import type { CallEdge } from './call-edge.ts';
import type { CallGraph } from './call-graph.ts';
import { nameOf } from './expression-name.ts';
import type { FunctionNode } from './value.ts';

const makesTask = /^(create_task|ensure_future)$/;

/**
 * The coroutines that start-up code makes tasks of, itself or in what it calls, and that have a `while`: they go on while
 * requests are served. Others are over soon after the start.
 */
export function startupTasks(graph: CallGraph, startup: Iterable<FunctionNode>): ReadonlySet<FunctionNode> {
  const tasks = new Set<FunctionNode>();
  const reached = new Set(startup);
  for (const node of reached) {
    for (const edge of graph.edgesOf(node)) {
      const isTask = becomesTask(node, edge);
      for (const target of edge.targets) {
        if (!isTask) reached.add(target);
        else if (target.facts.firstWhile >= 0) tasks.add(target.specialization?.of ?? target);
      }
    }
  }
  return tasks;
}

function becomesTask(node: FunctionNode, { call }: CallEdge): boolean {
  const outer = call?.usage === 'argument' ? node.module.facts.calls[call.argumentOf] : undefined;
  return outer !== undefined && makesTask.test(nameOf(outer.callee) ?? '');
}
