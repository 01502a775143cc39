import { dotted, nameOf } from '../expression-name.ts';
import { asyncioLock } from '../fixes/asyncio-lock.ts';
import type { Inference } from '../inference.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { CallFacts, Expression, Span } from '../module-facts.ts';
import { isShared } from '../shared-objects.ts';
import { excerpt } from '../source-excerpt.ts';
import { isTestModule } from '../test-module.ts';
import { type ThreadLock, threadLockOf } from '../thread-locks.ts';
import { callsOf, type FunctionNode } from '../value.ts';
import type { Rule } from './rule.ts';

/** Roles that run before the server takes requests or after it stopped, one at a time. */
const outsideServing = /^(lifespan|startup handler)$/;

/** A lock of a thread is held while a coroutine waits: the next task that wants it stops the loop for good. */
export const lockAcrossAwait: Rule = {
  name: 'lock-across-await',
  severity: { recommended: 'warning', strict: 'error', learning: 'warning' },
  card: 'concurrency-parallelism',
  documentation: {
    summary: 'A lock of `threading` or `multiprocessing` is held over an `await`.',
    why: `While a coroutine waits, the event loop serves other requests. When one of them comes to the same lock, it blocks the loop,
which is one thread, until the lock is free. The coroutine that has the lock can only go on, and release it, on that same
thread. So the first two requests that meet stop the server for good.

An \`RLock\` lets the thread that has it in again. All tasks of the loop are that thread, so over an \`await\` it keeps nobody
out, and what it should protect breaks. The same holds for a \`Condition\`, which is made of an \`RLock\`.

An \`asyncio.Lock\` waits without blocking: \`async with lock:\`.`,
    bad: `import asyncio
import threading

from fastapi import FastAPI

app = FastAPI()
lock = threading.Lock()


@app.post('/orders/{order}')
async def close_order(order: int):
    with lock:
        await asyncio.sleep(1)
    return {'closed': order}
`,
    good: `import asyncio

from fastapi import FastAPI

app = FastAPI()
lock = asyncio.Lock()


@app.post('/orders/{order}')
async def close_order(order: int):
    async with lock:
        await asyncio.sleep(1)
    return {'closed': order}
`,
    ignore: 'Where only one task of the loop ever takes the lock, and the others that do are threads that may wait.',
  },
  *check(project, module) {
    if (isTestModule(module.path)) return;
    for (const node of module.functions) {
      if (node.facts.kind !== 'async def' || isOutsideServing(project, node)) continue;
      const isDependency = project.model.rolesOf(node).some(({ role }) => role === 'dependency');
      for (const { span, expression, held } of heldIn(node)) {
        const isWaiting = mayGiveLoopBack(project.inference, node, held);
        // The request is served before a dependency goes on: fastapi/dependencies/utils.py, `solve_generator`.
        const yields =
          isDependency && node.facts.resumptions.some(({ start }) => held.start < start && start <= held.end);
        if (!isWaiting && !yields) continue;
        const lock = threadLockOf(project.inference, node, expression);
        const [maker] = lock?.makers ?? [];
        if (!lock || !maker || !isForAll(project.inference, node, lock)) continue;
        if (runsAlone(project, node, new Set())) continue;
        yield {
          span,
          node,
          runsOn: 'caller',
          message: lock.isReentrant ? 'lock-across-await.reentrant' : 'lock-across-await',
          params: {
            lock: excerpt(module.facts, expression),
            function: node.facts.qualifiedName,
            type: maker.lock.slice(maker.lock.lastIndexOf('.') + 1),
            ...(isWaiting ? {} : { yield: 'yield' }),
          },
          card: 'concurrency-parallelism',
          chain: [],
          fixes: [asyncioLock],
        };
      }
    }
  },
};

function isOutsideServing(project: LinkedProject, node: FunctionNode): boolean {
  const roles = project.model.rolesOf(node);
  return roles.length > 0 && roles.every(({ role }) => outsideServing.test(role));
}

/**
 * Whether a coroutine function only ever runs while no other one does, itself or in what awaits it: as a whole loop, in
 * `asyncio.run`, or before the server takes requests and after it stopped.
 */
function runsAlone(project: LinkedProject, node: FunctionNode, seen: Set<FunctionNode>): boolean {
  if (seen.has(node)) return true;
  seen.add(node);
  const { inference, model } = project;
  if (model.rolesOf(node).length > 0) return isOutsideServing(project, node);
  const callers = inference
    .callsNamed(node.facts.name, node.module)
    .filter(
      ({ scope, call }) =>
        !isTestModule(scope.module.path) &&
        inference.evaluate(scope, call.callee).some((value) => value.kind === 'function' && value.node === node),
    );
  return (
    callers.length > 0 &&
    callers.every(({ scope, call }) => {
      if (call.usage === 'awaited') return scope.facts.kind === 'async def' && runsAlone(project, scope, seen);
      const outer = call.usage === 'argument' ? scope.module.facts.calls[call.argumentOf] : undefined;
      return outer !== undefined && /^(run|run_until_complete)$/.test(nameOf(outer.callee) ?? '');
    })
  );
}

/** A part of a function in which it may have a lock. */
interface Held {
  /** Where it takes the lock. */
  readonly span: Span;
  readonly expression: Expression;
  readonly held: Span;
}

/** What a function enters with `with`, and what it takes with `acquire()` and gives back with `release()`. */
function* heldIn(node: FunctionNode): Iterable<Held> {
  const calls = callsOf(node);
  const released = (expression: Expression) => {
    const name = dotted(expression);
    return calls.filter(
      ({ callee }) => callee.kind === 'attribute' && callee.name === 'release' && dotted(callee.object) === name,
    );
  };
  for (const { value, isAsync, bodyEnd } of node.facts.contexts) {
    if (isAsync || dotted(value) === undefined) continue;
    const early = released(value).find(({ start }) => start > value.end && start < bodyEnd);
    yield { span: value, expression: value, held: { start: value.end, end: early?.start ?? bodyEnd } };
  }
  for (const call of calls) {
    const { callee } = call;
    if (callee.kind !== 'attribute' || callee.name !== 'acquire' || !waitsForever(call)) continue;
    if (call.usage !== 'discarded' || call.isConditional || call.outsideServing || dotted(callee.object) === undefined)
      continue;
    const release = released(callee.object).find(({ start }) => start > call.end);
    if (release) yield { span: call, expression: callee.object, held: { start: call.end, end: release.start } };
  }
}

function waitsForever({ arguments: given }: CallFacts): boolean {
  return given.every(
    ({ keyword, value }) =>
      (keyword === undefined || keyword === 'blocking') && value.kind === 'literal' && value.value === 'True',
  );
}

function isWithin(at: number, { start, end }: Span): boolean {
  return at > start && at < end;
}

/** Whether some of the awaits in a part of a function may let other tasks run: awaiting a coroutine that never waits does not. */
function mayGiveLoopBack(inference: Inference, node: FunctionNode, held: Span): boolean {
  const isIn = ({ start }: Span) => isWithin(start, held);
  const awaits = node.facts.awaits.filter(isIn);
  if (awaits.length === 0) return false;
  const awaited = callsOf(node).filter(isIn);
  const plain = awaited.filter(({ usage }) => usage === 'awaited');
  return plain.length < awaits.length || plain.some((call) => mayWait(inference, node, call, new Set()));
}

function mayWait(inference: Inference, node: FunctionNode, call: CallFacts, seen: Set<FunctionNode>): boolean {
  const callees = inference.evaluate(node, call.callee);
  return (
    callees.length === 0 ||
    callees.some((callee) => {
      if (
        callee.kind !== 'function' ||
        callee.node.facts.kind !== 'async def' ||
        callee.node.facts.decorators.length > 0
      ) {
        return true;
      }
      if (seen.has(callee.node)) return false;
      seen.add(callee.node);
      const awaited = callsOf(callee.node).filter(({ usage }) => usage === 'awaited');
      if (awaited.length < callee.node.facts.awaits.length) return true;
      return awaited.some((one) => mayWait(inference, callee.node, one, seen));
    })
  );
}

/** Whether the lock is the same one for several tasks, and not made anew for each call. */
function isForAll(inference: Inference, node: FunctionNode, { keptIn }: ThreadLock): boolean {
  switch (keptIn.kind) {
    case 'module':
    case 'class':
      return true;
    case 'object':
      return isShared(inference, keptIn.cls);
    case 'function':
      // A decorator's lock is there for every call of what it returns.
      return (
        keptIn.scope !== node &&
        keptIn.scope.facts.returns.some((value) => value.kind === 'name' && value.name === node.facts.name)
      );
  }
}
