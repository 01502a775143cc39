import { nameOf } from './expression-name.ts';
import type { CallFacts } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

const makesTask = /^(create_task|ensure_future)$/;

/** Whether the coroutine that a call makes becomes a task, which runs beside the function and may go on after it. */
export function becomesTask(node: FunctionNode, call: CallFacts): boolean {
  const outer = call.usage === 'argument' ? node.module.facts.calls[call.argumentOf] : undefined;
  return outer !== undefined && makesTask.test(nameOf(outer.callee) ?? '');
}
