import { addAwait } from '../fixes/add-await.ts';
import type { Inference } from '../inference.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { CallFacts, Usage } from '../module-facts.ts';
import { excerpt } from '../source-excerpt.ts';
import type { FunctionNode, Module, Value } from '../value.ts';
import type { Rule } from './rule.ts';

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

/** Attributes of the coroutine object itself. */
const coroutineAttribute = /^(close|send|throw|__\w+__|cr_\w+)$/;

/** The message by the kind of the function that holds the call: only an `async def` can await it. */
const messages: Readonly<Record<FunctionNode['facts']['kind'], string>> = {
  'async def': 'missing-await',
  def: 'missing-await.def',
  lambda: 'missing-await.elsewhere',
  module: 'missing-await.elsewhere',
};

/** A coroutine is made and lost: the call of an `async def` without `await` runs nothing. */
export const missingAwait: Rule = {
  name: 'missing-await',
  severity: { recommended: 'error', strict: 'error', learning: 'error' },
  card: 'coroutines',
  documentation: {
    summary: 'The call of an `async def` function makes a coroutine that nothing awaits.',
    why: `Calling an \`async def\` function runs none of its code: it only makes a coroutine object. If that is dropped, the
e-mail is never sent and the row never written, and all that Python says is a \`RuntimeWarning\` in the log. If it is used
as if it were the result, the request fails with an \`AttributeError\` or a \`TypeError\`.`,
    bad: `from fastapi import FastAPI

app = FastAPI()


async def send_receipt(order: int) -> None:
    print('receipt for', order)


@app.post('/orders/{order}')
async def close_order(order: int):
    send_receipt(order)
    return {'closed': order}
`,
    good: `from fastapi import FastAPI

app = FastAPI()


async def send_receipt(order: int) -> None:
    print('receipt for', order)


@app.post('/orders/{order}')
async def close_order(order: int):
    await send_receipt(order)
    return {'closed': order}
`,
    ignore: 'Where the coroutine is dropped on purpose, as in a test of the warning itself.',
  },
  *check(project, module) {
    for (const [index, call] of module.facts.calls.entries()) {
      const node = module.functions[call.function];
      if (!node || call.deferred || call.outsideServing || !isLost(project, node, call)) continue;
      const callees = project.inference.evaluate(node, call.callee);
      if (callees.length === 0 || !callees.every((callee) => makesCoroutine(project.inference, callee))) continue;
      if (isOwnAttribute(module, node, call, index)) continue;
      const text = `${excerpt(module.facts, call.callee)}(${call.arguments.length > 0 ? '…' : ''})`;
      yield {
        span: { start: call.start, end: call.end },
        node,
        runsOn: 'caller',
        message: messages[node.facts.kind],
        params: { call: text, function: node.facts.qualifiedName },
        card: 'coroutines',
        chain: [],
        call: index,
        fixes: node.facts.kind === 'async def' ? [addAwait] : [],
      };
    }
  },
};

function isLost(project: LinkedProject, node: FunctionNode, call: CallFacts): boolean {
  if (lost.has(call.usage)) return true;
  // What a path operation returns becomes the response, and a coroutine is none: fastapi/routing.py, `serialize_response`.
  return (
    call.usage === 'returned' &&
    node.facts.decorators.length === 1 &&
    project.model.rolesOf(node).some(({ role }) => role === 'path operation')
  );
}

/** Whether what is taken from the coroutine object is its own, as in `__await__`, and not meant for its result. */
function isOwnAttribute(module: Module, node: FunctionNode, call: CallFacts, index: number): boolean {
  if (call.usage !== 'object of attribute') return false;
  const called = node.facts.calls.map((inner) => module.facts.calls[inner]?.callee);
  return [...called, ...node.facts.attributes].some(
    (expression) =>
      expression?.kind === 'attribute' &&
      coroutineAttribute.test(expression.name) &&
      expression.object.kind === 'call' &&
      expression.object.call === index,
  );
}

/** Whether calling the value certainly gives a coroutine object. */
function makesCoroutine(inference: Inference, callee: Value): boolean {
  if (callee.kind !== 'function' || callee.node.facts.kind !== 'def') return isCoroutineFunction(inference, callee);
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

/** A `def` that gives its caller the coroutine of another function: `def save_soon(): return save()`. */
function givesCoroutine(inference: Inference, node: FunctionNode): boolean {
  const { facts } = node;
  if (facts.kind !== 'def' || facts.isGenerator || facts.decorators.length > 0 || !facts.alwaysReturns) return false;
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
