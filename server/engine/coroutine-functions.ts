import type { Inference } from './inference.ts';
import type { LinkedProject } from './linked-project.ts';
import type { Usage } from './module-facts.ts';
import type { FunctionNode, Value } from './value.ts';

/** Uses in which a coroutine object is never run, or fails at once because it is not the value that was meant. */
const lost: ReadonlySet<Usage> = new Set([
  'discarded',
  'object of attribute',
  'object of subscript',
  'iterated',
  'condition',
  'operand',
  'assigned unread',
  'entered',
]);

/** Whether a coroutine that a function makes is certainly never run, given what becomes of it. */
export function isCoroutineLost(project: LinkedProject, node: FunctionNode, usage: Usage): boolean {
  if (lost.has(usage)) return true;
  // What a path operation returns becomes the response, and a coroutine is none: fastapi/routing.py, `serialize_response`.
  return (
    usage === 'returned' &&
    node.facts.decorators.length === 1 &&
    project.model.rolesOf(node).some(({ role }) => role === 'path operation')
  );
}

/** Whether calling the value certainly gives a coroutine object. */
export function makesCoroutine(inference: Inference, callee: Value): boolean {
  if (callee.kind !== 'function' || callee.node.facts.kind === 'async def')
    return isCoroutineFunction(inference, callee);
  return givesCoroutine(inference, callee.node) && !isOverridden(inference, callee.node, callee.receiver);
}

/** Whether the value is an `async def`, or an object that is called like one. */
function isCoroutineFunction(inference: Inference, callee: Value): boolean {
  switch (callee.kind) {
    case 'function':
      return isPlainCoroutineFunction(inference, callee.node) && !isOverridden(inference, callee.node, callee.receiver);
    case 'instance': {
      const method = inference.classes.findMethod(callee.node, '__call__');
      return method !== undefined && isPlainCoroutineFunction(inference, method);
    }
    case 'external':
      return inference.knowledge.find(callee.name)?.entry.async === true;
    default:
      return false;
  }
}

function isPlainCoroutineFunction(inference: Inference, node: FunctionNode): boolean {
  const { facts } = node;
  if (facts.kind !== 'async def' || facts.isGenerator) return false;
  return inference.decorators.unknownDecorators(node).length === 0 && !inference.decorators.isContextManager(node);
}

/** A `def` or lambda that gives its caller the coroutine of another function: `def save_soon(): return save()`. */
function givesCoroutine(inference: Inference, node: FunctionNode): boolean {
  const { facts } = node;
  if (facts.kind === 'def') {
    if (facts.isGenerator || facts.decorators.length > 0 || !facts.alwaysReturns) return false;
  } else if (facts.kind !== 'lambda') return false;
  return facts.returns.every((expression) => {
    const call = expression.kind === 'call' ? node.module.facts.calls[expression.call] : undefined;
    const callees = call ? inference.evaluate(node, call.callee) : [];
    return callees.length > 0 && callees.every((callee) => isCoroutineFunction(inference, callee));
  });
}

/** Whether a subclass has a `def` in the place of the method, which may be the one that is called. */
function isOverridden(inference: Inference, node: FunctionNode, receiver: Value | undefined): boolean {
  if (receiver?.kind !== 'instance') return false;
  return inference.classes
    .subclasses(receiver.node)
    .some((subclass) => inference.classes.method(subclass, node.facts.name)?.facts.kind === 'def');
}
