import type { ScopedCall } from '../calls-by-name.ts';
import { runsAsDeclared } from '../framework-callable.ts';
import type { Statement } from '../hover-subject.ts';
import type { LinkedProject } from '../linked-project.ts';
import { isLoopBound } from '../loop-bound.ts';
import type { CallFacts, Span } from '../module-facts.ts';
import { returnedParts } from '../returned-values.ts';
import { excerpt } from '../source-excerpt.ts';
import { callsOf, type FunctionNode, type Value } from '../value.ts';
import { writtenLine } from '../written-line.ts';

/**
 * Whether an `async def` can become a `def` and nothing else changes but where it runs: FastAPI alone calls it, in a role in
 * which it runs a `def` in a thread, no decorator may await it, and nothing in it needs a coroutine or the loop's own thread.
 */
export function canBeDef(project: LinkedProject, node: FunctionNode): boolean {
  return node.facts.kind === 'async def' && defObstacle(project, node) === undefined;
}

/** What stands in the way of making an `async def` a `def`; undefined when nothing does. */
export function defObstacle(project: LinkedProject, node: FunctionNode): Statement | undefined {
  const { facts, module } = node;
  const lineOf = (span: Span) => String(writtenLine(module, span.start));
  const [awaited] = facts.awaits;
  if (awaited) return { key: 'obstacle.awaits', params: { line: lineOf(awaited) } };
  const roles = project.model.rolesOf(node).map(({ role }) => role);
  const other = roles.find((role) => !runsAsDeclared.test(role));
  if (other !== undefined) return { key: 'obstacle.role', params: { role: other } };
  if (roles.length === 0) return { key: 'obstacle.not called', params: {} };
  if (project.inference.decorators.isContextManager(node)) return { key: 'obstacle.context manager', params: {} };
  const coroutine = coroutineIn(project, node);
  if (coroutine) {
    const call = excerpt(module.facts, coroutine.callee);
    return { key: 'obstacle.coroutine', params: { call, line: lineOf(coroutine) } };
  }
  // What a path operation returns is iterated on the loop wherever it runs: fastapi/routing.py, `serialize_response`.
  if (roles.includes('path operation') && returnsGenerator(project, node))
    return { key: 'obstacle.generator', params: {} };
  const unknown = project.inference.decorators
    .unknownDecorators(node)
    .find((decorator) => !project.model.isRegistration(node, decorator));
  if (unknown) return { key: 'obstacle.decorator', params: { decorator: excerpt(module.facts, unknown) } };
  const caller = callsByProject(project, node)[0];
  if (caller) {
    const line = String(writtenLine(caller.scope.module, caller.call.start));
    return { key: 'obstacle.called', params: { place: `${caller.scope.module.path}:${line}` } };
  }
  return isLoopBound(project, node, roles.includes('exception handler'))
    ? { key: 'obstacle.loop', params: {} }
    : undefined;
}

function returnsGenerator(project: LinkedProject, node: FunctionNode): boolean {
  return returnedParts(node.facts).some((expression) =>
    project.inference
      .evaluate(node, expression)
      .some((value) => value.kind === 'container' && value.generator?.facts.kind === 'def'),
  );
}

function coroutineIn(project: LinkedProject, node: FunctionNode): CallFacts | undefined {
  return callsOf(node).find((call) =>
    project.inference.evaluate(node, call.callee).some((value) => givesCoroutine(project, value)),
  );
}

function givesCoroutine(project: LinkedProject, value: Value): boolean {
  if (value.kind === 'external') return project.inference.knowledge.find(value.name)?.entry.async === true;
  return value.kind === 'coroutine' || (value.kind === 'function' && value.node.facts.kind === 'async def');
}

/** Calls of the function itself in the project, which would have to change with it; not those of the framework. */
export function callsByProject(project: LinkedProject, node: FunctionNode): readonly ScopedCall[] {
  return project.inference.callsNamed(node.facts.name, node.module).filter(({ scope, call }) => {
    const values = project.inference.evaluate(scope, call.callee);
    if (values.length === 0 && call.callee.kind === 'attribute' && node.facts.class >= 0) return true;
    return values.some((value) => value.kind === 'function' && value.node === node);
  });
}

/** Whether code of the project calls the function itself. */
export function isCalledByProject(project: LinkedProject, node: FunctionNode): boolean {
  return callsByProject(project, node).length > 0;
}
