import type { LinkedProject } from '../linked-project.ts';
import { isLoopBound } from '../loop-bound.ts';
import type { FunctionNode } from '../value.ts';

/** Roles whose functions FastAPI runs in the thread pool when they are `def`. */
const rolesWithThreads = /^(path operation|dependency|background task|exception handler)$/;

/**
 * Whether an `async def` can become a `def` and nothing else changes but where it runs: FastAPI alone calls it, in a role in
 * which it runs a `def` in a thread, no decorator may await it, and nothing in it needs a coroutine or the loop's own thread.
 */
export function canBeDef(project: LinkedProject, node: FunctionNode): boolean {
  if (node.facts.kind !== 'async def' || node.facts.awaits.length > 0) return false;
  const roles = project.model.rolesOf(node).map(({ role }) => role);
  if (roles.length === 0 || !roles.every((role) => rolesWithThreads.test(role))) return false;
  if (project.inference.decorators.isContextManager(node) || callsCoroutineFunction(project, node)) return false;
  // What a path operation returns is iterated on the loop wherever it runs: fastapi/routing.py, `serialize_response`.
  if (roles.includes('path operation') && returnsGenerator(project, node)) return false;
  const unknown = project.inference.decorators.unknownDecorators(node);
  if (!unknown.every((decorator) => project.model.isRegistration(node, decorator))) return false;
  return !isCalledByProject(project, node) && !isLoopBound(project, node, roles.includes('exception handler'));
}

function returnsGenerator(project: LinkedProject, node: FunctionNode): boolean {
  return node.facts.returns.some((expression) =>
    project.inference
      .evaluate(node, expression)
      .some((value) => value.kind === 'container' && value.generator?.facts.kind === 'def'),
  );
}

function callsCoroutineFunction(project: LinkedProject, node: FunctionNode): boolean {
  return node.facts.calls.some((index) => {
    const call = node.module.facts.calls[index];
    const callees = call ? project.inference.evaluate(node, call.callee) : [];
    return callees.some(
      (value) => value.kind === 'coroutine' || (value.kind === 'function' && value.node.facts.kind === 'async def'),
    );
  });
}

/** Whether code of the project calls the function itself, so that its callers would have to change too. */
export function isCalledByProject(project: LinkedProject, node: FunctionNode): boolean {
  return project.inference.callsNamed(node.facts.name, node.module).some(({ scope, call }) => {
    const values = project.inference.evaluate(scope, call.callee);
    if (values.length === 0 && call.callee.kind === 'attribute' && node.facts.class >= 0) return true;
    return values.some((value) => value.kind === 'function' && value.node === node);
  });
}
