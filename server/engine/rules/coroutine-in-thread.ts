import type { OffloaderEntry } from '../../knowledge/knowledge-schema.ts';
import { nameOf } from '../expression-name.ts';
import { awaitDirectly } from '../fixes/await-directly.ts';
import { argument } from '../given-argument.ts';
import type { Inference } from '../inference.ts';
import type { LinkedProject } from '../linked-project.ts';
import { makesCoroutine } from '../made-awaitable.ts';
import type { CallFacts, Expression, Usage } from '../module-facts.ts';
import { excerpt } from '../source-excerpt.ts';
import { isTestModule } from '../test-module.ts';
import { classOf, enclosingFunction, type FunctionNode, type Module, type Value } from '../value.ts';
import { spanOfCall } from './call-span.ts';
import type { Rule } from './rule.ts';

/** They call what they are given and drop the result: threading.py, `Thread.run`; multiprocessing/process.py, `BaseProcess.run`. */
const dropsResult = /^(threading\.(Thread|Timer)|multiprocessing\.Process)$/;
/** They begin at once, and the result is the caller's to fetch. */
const beginsAtOnce = /\.(submit|map|run_in_executor)$/;
/** What an executor of `run_in_executor` is when it runs plain functions: `None` is that of the loop. */
const plainExecutor = /^None$|^concurrent\.futures\./;
/** They hand on what they wait for. */
const handsResultOn = /^asyncio\.(wait_for|shield|create_task|ensure_future|gather)$/;

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

/** An `async def` is handed to a thread or a process, which only makes its coroutine: the code never runs. */
export const coroutineInThread: Rule = {
  name: 'coroutine-in-thread',
  severity: { recommended: 'error', strict: 'error', learning: 'error' },
  card: 'utility-functions',
  documentation: {
    summary: 'An `async def` function is handed to a thread or a process, where nothing awaits its coroutine.',
    why: `\`run_in_threadpool\`, \`asyncio.to_thread\`, executors and \`threading.Thread\` call what they are given, once, in another
thread. Calling an \`async def\` function runs none of its code: it makes a coroutine, the thread is done, and the coroutine
is dropped or comes back in the place of the result. The row is never written, and no error is raised.

A thread is for \`def\` functions that block. An \`async def\` function belongs on the event loop, with \`await\`.`,
    bad: `from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


async def write_log(line: str) -> None:
    print(line)


@app.post('/orders/{order}')
async def close_order(order: int):
    await run_in_threadpool(write_log, f'closed {order}')
    return {'closed': order}
`,
    good: `from fastapi import FastAPI

app = FastAPI()


async def write_log(line: str) -> None:
    print(line)


@app.post('/orders/{order}')
async def close_order(order: int):
    await write_log(f'closed {order}')
    return {'closed': order}
`,
    ignore: 'Where another part of the program takes the coroutine from the thread and runs it.',
  },
  *check(project, module) {
    // Tests put other things in the place of threads and processes.
    if (isTestModule(module.path)) return;
    for (const [index, call] of module.facts.calls.entries()) {
      const node = module.functions[call.function];
      if (!node || call.deferred || call.outsideServing) continue;
      const entry = offloaderOf(project.inference, node, call);
      const given = entry && argument(call, entry.callable ?? -1, entry.keyword ?? '');
      if (!entry || !given || !makesOnlyCoroutine(project.inference, node, given)) continue;
      if (!isNeverRun(project, node, call, entry.name) || hasOwnExecutor(project.inference, node, call)) continue;
      yield {
        span: spanOfCall(module.facts, call),
        node,
        runsOn: 'caller',
        message: 'coroutine-in-thread',
        params: {
          call: `${excerpt(module.facts, call.callee)}(…)`,
          given: given.kind === 'lambda' ? 'lambda' : excerpt(module.facts, given),
          ...(entry.runs === 'process' ? { process: entry.runs } : {}),
          advice: adviceFor(project.inference, node, call, given),
        },
        card: 'utility-functions',
        chain: [],
        call: index,
        fixes: [awaitDirectly],
      };
    }
  },
};

/** What the last sentence of the message tells the user to do. */
function adviceFor(inference: Inference, node: FunctionNode, call: CallFacts, given: Expression): string {
  if (inference.evaluate(node, given).some((value) => value.kind === 'function' && value.node === node)) {
    return 'another function';
  }
  if (node.facts.kind !== 'async def') return 'asyncio.run';
  return call.usage === 'awaited' ? 'await it here' : 'task';
}

/** What runs a callable in a thread or a process, where a call certainly calls it. */
function offloaderOf(inference: Inference, node: FunctionNode, call: CallFacts): OffloaderEntry | undefined {
  // A name may be an import under another one.
  if (call.callee.kind !== 'name' && !inference.knowledge.mayHandOver(nameOf(call.callee) ?? '')) return undefined;
  const callees = inference.evaluate(node, call.callee);
  const [callee] = callees;
  const entry = callees.length === 1 ? inference.declared.offloader(callee) : undefined;
  return entry?.runs === 'thread pool' || entry?.runs === 'process' ? entry : undefined;
}

/** `loop.run_in_executor(executor, f)` with an executor that may know what to do with coroutines. */
function hasOwnExecutor(inference: Inference, node: FunctionNode, call: CallFacts): boolean {
  const given = nameOf(call.callee) === 'run_in_executor' ? argument(call, 0, 'executor') : undefined;
  if (!given) return false;
  const executors = inference.evaluate(node, given);
  return (
    executors.length === 0 ||
    executors.some((value) => value.kind !== 'external instance' || !plainExecutor.test(value.name))
  );
}

function makesOnlyCoroutine(inference: Inference, node: FunctionNode, given: Expression): boolean {
  const callables = inference
    .evaluate(node, given)
    .flatMap((value): readonly (Value | undefined)[] =>
      value.kind === 'partial' ? (value.callees.length > 0 ? value.callees : [undefined]) : [value],
    );
  return callables.length > 0 && callables.every((callee) => callee !== undefined && makesCoroutine(inference, callee));
}

/** Whether the coroutine that the thread makes is certainly dropped, or used as if it were the result. */
function isNeverRun(project: LinkedProject, node: FunctionNode, call: CallFacts, offloader: string): boolean {
  if (dropsResult.test(offloader)) return true;
  if (call.usage === 'awaited') {
    const usage = call.awaitedAs;
    if (usage === 'returned' && isDeclaredOtherwise(project.inference, node)) return true;
    return usage !== undefined && isCoroutineLost(project, node, usage);
  }
  if (beginsAtOnce.test(offloader) && (call.usage === 'discarded' || call.usage === 'assigned unread')) return true;
  return isHandedOn(project, node.module, node, call);
}

/** Whether a function says that it returns something else than what its caller has to await again. */
function isDeclaredOtherwise(inference: Inference, node: FunctionNode): boolean {
  const { returnAnnotation } = node.facts;
  if (!returnAnnotation || node.facts.isGenerator) return false;
  if (returnAnnotation.kind === 'literal' && returnAnnotation.type === 'None') return true;
  const declared = inference.types.of(enclosingFunction(node) ?? node, returnAnnotation, classOf(node));
  return declared.length > 0 && declared.every((value) => isPlain(inference, value));
}

function isPlain(inference: Inference, value: Value): boolean {
  if (value.kind === 'external instance') return /^(None|builtins\.(bool|int|float|str|bytes))$/.test(value.name);
  if (value.kind === 'instance') return inference.classes.findMethod(value.node, '__await__') === undefined;
  return value.kind === 'container' || value.kind === 'tuple';
}

/** `await asyncio.gather(asyncio.to_thread(f), …)`, of which nobody takes the results. */
function isHandedOn(project: LinkedProject, module: Module, node: FunctionNode, call: CallFacts): boolean {
  const outer = call.usage === 'argument' ? module.facts.calls[call.argumentOf] : undefined;
  const callees = outer ? project.inference.evaluate(node, outer.callee) : [];
  const [callee] = callees;
  if (!outer || callees.length !== 1 || callee?.kind !== 'external' || !handsResultOn.test(callee.name)) return false;
  const isBegun = outer.usage === 'awaited' || callee.name !== 'asyncio.wait_for';
  const usage = outer.usage === 'awaited' ? outer.awaitedAs : outer.usage;
  if (!isBegun) return false;
  return usage === 'discarded' || usage === 'assigned unread' || isHandedOn(project, module, node, outer);
}

/** Whether a coroutine that a function makes is certainly never run, given what becomes of it. */
function isCoroutineLost(project: LinkedProject, node: FunctionNode, usage: Usage): boolean {
  if (lost.has(usage)) return true;
  // What a path operation returns becomes the response, and a coroutine is none: fastapi/routing.py, `serialize_response`.
  return (
    usage === 'returned' &&
    node.facts.decorators.length === 1 &&
    project.model.rolesOf(node).some(({ role }) => role === 'path operation')
  );
}
