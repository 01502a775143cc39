import { hasDecorator } from './decorated-functions.ts';
import { dotted, nameOf } from './expression-name.ts';
import { implementations } from './implementations.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { asCall, type ClassNode, classOf, type FunctionNode, type Value } from './value.ts';

/**
 * What a call makes that gives its result only to somebody who waits for it: a coroutine, which runs when it is awaited; a
 * future, whose work goes on by itself; an asynchronous generator, for `async for`; an asynchronous context manager, for
 * `async with`; or one that can be awaited too, as `aiohttp.ClientSession.get` gives.
 */
export type Awaitable = 'coroutine' | 'future' | 'generator' | 'context manager' | 'awaitable context manager';

/** Functions that ask what a value is, or see to it that it is awaited where it must be. */
export const asksWhatItIs =
  /^(is[a-z_]\w*|hasattr|getattr|callable|type|\w*await\w*|\w*coro\w*|\w*future\w*|\w*task\w*)$/i;

/** Whether what a call is named after may be anything but a class. */
export function mayMakeAwaitable(call: CallFacts | undefined): boolean {
  return call !== undefined && !/^_*[A-Z]/.test(nameOf(call.callee) ?? '');
}

/** Values that come from others are followed so far. */
const longestOrigin = 4;

/**
 * What a call certainly makes; undefined where it may make something else. What a name or an attribute was given that may
 * hold any callable does not count, and neither does what the function asks what it is.
 */
export function madeByCall(
  inference: Inference,
  node: FunctionNode,
  call: CallFacts,
  depth = longestOrigin,
): Awaitable | undefined {
  if (isReplacedHere(node, call)) return undefined;
  const callees = inference.evaluate(node, call.callee);
  if (callees.length === 0 || !callees.every((callee) => isNamedSo(node, call, callee))) return undefined;
  const [first, ...others] = callees.map((callee) => madeBy(inference, callee, depth));
  if (first === undefined || others.some((other) => other !== first)) return undefined;
  return isAsked(node, call.callee, longestOrigin) ? undefined : first;
}

/** Whether a call says the function's own name, or that of an import. */
function isNamedSo(node: FunctionNode, { callee }: CallFacts, value: Value): boolean {
  const name = nameOf(callee);
  if (value.kind !== 'function' || value.node.facts.name === name) return true;
  if (value.node.facts.name === '__call__') return true;
  return callee.kind === 'name' && node.module.facts.imports.some(({ binds }) => binds === name);
}

/** Whether the function, or its module, puts something else in the place of an object's method: `client.get = cached(…)`. */
function isReplacedHere(node: FunctionNode, { callee }: CallFacts): boolean {
  const written = callee.kind === 'attribute' ? dotted(callee) : undefined;
  if (written === undefined) return false;
  const top = node.module.functions[0];
  return [node, top].some((scope) => scope?.facts.bindings.some(({ target }) => target === written));
}

/** Whether the function asks what an expression, or what it comes from, is. */
function isAsked(node: FunctionNode, expression: Expression, depth: number): boolean {
  const { calls } = node.module.facts;
  const asked = node.facts.calls.flatMap((index) => {
    const question = calls[index];
    const given = question?.arguments[0]?.value;
    return question && given && asksWhatItIs.test(nameOf(question.callee) ?? '') ? (dotted(given) ?? []) : [];
  });
  return asked.length > 0 && comesFrom(node, expression, new Set(asked), depth);
}

function comesFrom(node: FunctionNode, expression: Expression, names: ReadonlySet<string>, depth: number): boolean {
  const written = dotted(expression);
  if (written !== undefined && names.has(written)) return true;
  switch (expression.kind) {
    case 'attribute':
    case 'subscript':
      return comesFrom(node, expression.object, names, depth);
    case 'await':
      return comesFrom(node, expression.value, names, depth);
    case 'call': {
      const call = node.module.facts.calls[expression.call];
      return call !== undefined && comesFrom(node, call.callee, names, depth);
    }
    case 'name':
      return node.facts.bindings.some(
        ({ target, value }) =>
          depth > 0 && target === expression.name && value !== undefined && comesFrom(node, value, names, depth - 1),
      );
    default:
      return false;
  }
}

/** Whether calling the value certainly gives a coroutine object. */
export function makesCoroutine(inference: Inference, callee: Value): boolean {
  return madeBy(inference, callee, longestOrigin) === 'coroutine';
}

function madeBy(inference: Inference, callee: Value, depth: number): Awaitable | undefined {
  switch (callee.kind) {
    case 'function':
      return madeByFunction(inference, callee.node, callee.receiver, depth);
    case 'instance': {
      const method = inference.classes.findMethod(callee.node, '__call__');
      return method && madeByFunction(inference, method, callee, depth);
    }
    case 'external':
      return madeByLibrary(inference, callee.name);
    case 'partial': {
      // A method of a library that gives an object of the subclass it is called on.
      const [method] = callee.callees;
      return callee.callees.length === 1 && method?.kind === 'external'
        ? madeByLibrary(inference, method.name)
        : undefined;
    }
    default:
      return undefined;
  }
}

function madeByLibrary(inference: Inference, name: string): Awaitable | undefined {
  const entry = inference.knowledge.find(name)?.entry;
  if (!entry) return undefined;
  if (entry.asyncContext) return entry.async ? 'awaitable context manager' : 'context manager';
  if (entry.asyncIterator) return 'generator';
  if (entry.future) return 'future';
  return entry.async ? 'coroutine' : undefined;
}

function madeByFunction(
  inference: Inference,
  node: FunctionNode,
  receiver: Value | undefined,
  depth: number,
): Awaitable | undefined {
  const all = [...implementations(inference, node, receiver), ...overriding(inference, node, receiver)];
  const [first, ...others] = all.map((target) => madeByBody(inference, target, depth));
  return others.every((other) => other === first) ? first : undefined;
}

/** Methods of subclasses that may be the ones that are called. */
function overriding(inference: Inference, node: FunctionNode, receiver: Value | undefined): readonly FunctionNode[] {
  const owner = classOf(node);
  if (!owner || receiver?.kind === 'super') return [];
  const start = receiver?.kind === 'instance' || receiver?.kind === 'class' ? receiver.node : owner;
  return inference.classes
    .subclasses(start)
    .flatMap((subclass) => inference.classes.methods(subclass, node.facts.name));
}

function madeByBody(inference: Inference, node: FunctionNode, depth: number): Awaitable | undefined {
  const { facts } = node;
  const isContext = hasDecorator(node, 'asynccontextmanager');
  if (hasDecorator(node, 'contextmanager')) return undefined;
  if (inference.decorators.unknownDecorators(node).length > 0) return undefined;
  if (facts.kind === 'async def') {
    if (!facts.isGenerator) return isContext ? undefined : 'coroutine';
    return isContext ? 'context manager' : 'generator';
  }
  return isContext ? undefined : givenOn(inference, node, depth);
}

/** What a `def` or lambda gives its caller that another function makes: `def save_soon(): return save()`. */
function givenOn(inference: Inference, node: FunctionNode, depth: number): Awaitable | undefined {
  const { facts } = node;
  if (facts.isGenerator || facts.decorators.length > 0) return undefined;
  if (facts.kind !== 'lambda' && !(facts.kind === 'def' && facts.alwaysReturns)) return undefined;
  const [first, ...others] = facts.returns.map((expression) => {
    const call = asCall(node.module, expression);
    const isPlain = call && inference.evaluate(node, call.callee).every(({ kind }) => kind !== 'instance');
    return isPlain && depth > 0 ? madeByCall(inference, node, call, depth - 1) : undefined;
  });
  return others.every((other) => other === first) ? first : undefined;
}

/** Whether a value has `async with` for it and certainly no `with`; with `isExact` it is of its class and no subclass. */
export function isOnlyAsyncContext(inference: Inference, value: Value, isExact: boolean): boolean {
  if (value.kind === 'external instance') return inference.knowledge.isAsyncContext(value.name);
  return (
    value.kind === 'instance' && hasOnly(inference, value.node, isExact, ['__aenter__', '__aexit__'], ['__enter__'])
  );
}

/** Whether a value has `async for` for it and certainly no `for`; with `isExact` it is of its class and no subclass. */
export function isOnlyAsyncIterable(inference: Inference, value: Value, isExact: boolean): boolean {
  return (
    value.kind === 'instance' && hasOnly(inference, value.node, isExact, ['__aiter__'], ['__iter__', '__getitem__'])
  );
}

/** Whether a class of which all is known has some methods, and neither it nor a subclass that may be meant some others. */
function hasOnly(
  inference: Inference,
  cls: ClassNode,
  isExact: boolean,
  some: readonly string[],
  none: readonly string[],
): boolean {
  const { classes } = inference;
  const bases = classes.lineage(cls);
  const isWhole = bases.classes.every((base) => classes.baseValues(base).length >= base.facts.bases.length);
  const isOwn = bases.external.every((name) => /^(abc\.ABC|typing\.(Generic|Protocol)|builtins\.object)$/.test(name));
  if (!isWhole || !isOwn || bases.classes.some(({ facts }) => facts.decorators.length > 0)) return false;
  const has = (owner: ClassNode, name: string) =>
    inference.member({ kind: 'instance', node: owner, parameters: [] }, name).length > 0 ||
    classes.findMethod(owner, name) !== undefined;
  const possible = isExact ? [cls] : [cls, ...classes.subclasses(cls)];
  return some.every((name) => has(cls, name)) && !possible.some((owner) => none.some((name) => has(owner, name)));
}
