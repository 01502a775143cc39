import type { LinkedProject } from '../linked-project.ts';
import type { FunctionNode } from '../value.ts';

/** Roles whose functions FastAPI runs in the thread pool when they are `def`. */
const rolesWithThreads = /^(path operation|dependency|background task|exception handler)$/;

/**
 * Whether an `async def` can become a `def` and nothing else changes but where it runs: FastAPI alone calls it, in a role in
 * which it runs a `def` in a thread, and nothing in it needs a coroutine or the running loop.
 */
export function canBeDef(project: LinkedProject, node: FunctionNode): boolean {
  if (node.facts.kind !== 'async def' || node.facts.awaits.length > 0) return false;
  const roles = project.model.rolesOf(node);
  if (roles.length === 0 || !roles.every(({ role }) => rolesWithThreads.test(role))) return false;
  if (project.inference.isContextManager(node)) return false;
  return !isCalledByProject(project, node) && !needsRunningLoop(project, node);
}

/** A function that makes tasks needs the running loop, which a thread of the pool does not have. */
function needsRunningLoop(project: LinkedProject, node: FunctionNode): boolean {
  return node.facts.calls.some((index) => {
    const call = node.module.facts.calls[index];
    if (!call) return false;
    if (
      call.callee.kind === 'attribute' &&
      /^(create_task|ensure_future|get_running_loop|get_event_loop)$/.test(call.callee.name)
    )
      return true;
    return project.inference
      .evaluate(node, call.callee)
      .some(
        (value) => value.kind === 'coroutine' || (value.kind === 'function' && value.node.facts.kind === 'async def'),
      );
  });
}

/** Whether code of the project calls the function itself, so that its callers would have to change too. */
export function isCalledByProject(project: LinkedProject, node: FunctionNode): boolean {
  return project.inference.callsNamed(node.facts.name).some(({ scope, call }) => {
    const values = project.inference.evaluate(scope, call.callee);
    if (values.length === 0 && call.callee.kind === 'attribute' && node.facts.class >= 0) return true;
    return values.some((value) => value.kind === 'function' && value.node === node);
  });
}
