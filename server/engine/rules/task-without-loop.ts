import type { BlockingPath } from '../blocking-summary.ts';
import type { CallEdge } from '../call-edge.ts';
import { FailingPaths } from '../failing-paths.ts';
import { canBeCoroutine, moveToLoop } from '../fixes/move-to-loop.ts';
import type { FrameworkCallable } from '../framework-callable.ts';
import type { LinkedProject } from '../linked-project.ts';
import { hasLoopPolicy, hasSetLoop, isExpected, isPreparedForNone } from '../loop-awareness.ts';
import { mayNeedLoop, needingLoop } from '../loop-failures.ts';
import type { CallFacts } from '../module-facts.ts';
import { branchAt } from '../parameter-guards.ts';
import { isTestModule } from '../test-module.ts';
import type { FunctionNode } from '../value.ts';
import { callText, chainOf, shownSpan } from './blocking-call.ts';
import type { Rule, RuleFinding } from './rule.ts';

const found = new WeakMap<LinkedProject, FailingPaths>();
const failing = new WeakMap<LinkedProject, ReadonlySet<CallFacts | undefined>>();

/**
 * A task, or the running loop, is asked for in a thread, where no loop runs: `asyncio.create_task` and its kin raise a
 * `RuntimeError`. The finding stands in the function that runs in the thread, at the call that leads there.
 */
export const taskWithoutLoop: Rule = {
  name: 'task-without-loop',
  severity: { recommended: 'error', strict: 'error', learning: 'error' },
  card: 'behind-the-scenes',
  documentation: {
    summary:
      '`asyncio.create_task`, `asyncio.get_running_loop` or `asyncio.get_event_loop` in a function that runs in a thread, directly or at the end of a chain of calls.',
    why: `FastAPI runs \`def\` path operations, dependencies and background tasks in threads, and the event loop runs in another one.
Where no loop runs, there is none to make a task on: Python raises \`RuntimeError: no running event loop\`, or
\`There is no current event loop in thread …\`, and the coroutine never runs.

An \`async def\` runs on the loop and may make tasks. From a thread, \`anyio.from_thread.run\` hands a coroutine function to the
loop and waits for its result.`,
    bad: `import asyncio

from fastapi import FastAPI

app = FastAPI()


async def send_receipt(order: int) -> None:
    await asyncio.sleep(0.1)
    print('receipt for', order)


@app.post('/orders/{order}')
def close_order(order: int):
    task = asyncio.create_task(send_receipt(order))
    return {'closed': order, 'receipt': task.get_name()}
`,
    good: `import asyncio

from fastapi import FastAPI

app = FastAPI()


async def send_receipt(order: int) -> None:
    await asyncio.sleep(0.1)
    print('receipt for', order)


@app.post('/orders/{order}')
async def close_order(order: int):
    task = asyncio.create_task(send_receipt(order))
    return {'closed': order, 'receipt': task.get_name()}
`,
    ignore: 'Where the function is given a thread that has a loop of its own, and Loopwise cannot see it.',
  },
  *check(project, module) {
    if (isTestModule(module.path)) return;
    const callables = project.callablesIn(module);
    if (!callables.some(({ place }) => place === 'thread pool')) return;
    const done = new Set<string>();
    for (const { callable, path } of failuresOf(project, callables)) {
      const { span } = path.steps[0].edge;
      const key = `${span.start}-${span.end}`;
      if (done.has(key)) continue;
      done.add(key);
      yield findingOf(project, callable, path);
    }
  },
};

interface Failure {
  readonly callable: FrameworkCallable;
  readonly path: BlockingPath;
}

function* failuresOf(project: LinkedProject, callables: readonly FrameworkCallable[]): Iterable<Failure> {
  const paths = pathsOf(project);
  const summary = paths.from(() => rootsOf(project, paths));
  for (const callable of callables) {
    const { node } = callable;
    if (!isInThread(project, callable) || !paths.candidates.has(node)) continue;
    for (const edge of project.entriesOf(node).flatMap((entry) => paths.startsOf(entry))) {
      const path = isUnderGuard(callable, edge) ? undefined : summary.pathFrom(node, edge);
      if (path) yield { callable, path };
    }
  }
}

/** The calls that raise because no loop runs: no task is made there. */
export function callsWithoutLoop(project: LinkedProject): ReadonlySet<CallFacts | undefined> {
  let calls = failing.get(project);
  if (!calls) {
    calls = new Set([...failuresOf(project, project.model.callables)].map(({ path }) => path.steps.at(-1)?.edge.call));
    failing.set(project, calls);
  }
  return calls;
}

/** Whether it depends on the arguments that the project hands over with a function whether it makes a call. */
function isUnderGuard({ node, role }: FrameworkCallable, { call, span }: CallEdge): boolean {
  if (role !== 'thread function' && role !== 'background task') return false;
  const guards = call?.guards ?? branchAt(node.facts, span.start)?.guards ?? [];
  return guards.length > 0;
}

function findingOf(
  project: LinkedProject,
  { role, node: declared }: FrameworkCallable,
  path: BlockingPath,
): RuleFinding {
  const { steps } = path;
  const failing = path.blocker.name;
  const [{ node, edge }] = steps;
  const isDirect = steps.length === 1;
  const isMovable = canBeCoroutine(project, declared);
  const needsOwn = role === 'thread function' || /get_event_loop$/.test(failing);
  return {
    span: shownSpan(node.module.facts, edge),
    node,
    runsOn: 'thread pool',
    message: `task-without-loop.${isDirect ? 'direct' : 'chain'}`,
    params: {
      call: callText(node, edge),
      function: node.facts.qualifiedName,
      failing,
      role,
      advice: isMovable ? 'make async def' : needsOwn ? 'own loop' : 'from thread',
    },
    card: isDirect ? 'behind-the-scenes' : 'utility-functions',
    chain: isDirect ? [] : chainOf({ steps }),
    confidence: isDirect ? 'direct' : steps.some((step) => new Set(step.edge.targets).size > 1) ? 'hierarchy' : 'typed',
    path,
    fixes: [moveToLoop],
  };
}

function pathsOf(project: LinkedProject): FailingPaths {
  let paths = found.get(project);
  if (!paths) {
    paths = failingPaths(project);
    found.set(project, paths);
  }
  return paths;
}

function failingPaths(project: LinkedProject): FailingPaths {
  const { inference } = project;
  let mayHaveLoop: boolean | undefined;
  return new FailingPaths(project, {
    mayFail: mayNeedLoop,
    nameOf: (node, call) => {
      const name = needingLoop(inference, node, call);
      if (name !== 'asyncio.get_event_loop') return name;
      // What is set for a thread of the pool stays there for the next function.
      mayHaveLoop ??= hasLoopPolicy(project.modules.values()) || setsLoopInThread(project);
      return mayHaveLoop ? undefined : name;
    },
    isPrepared: (node, position, fails) => {
      if (isExpected(node, position) || hasSetLoop(node, position)) return true;
      return !/get_event_loop$/.test(fails ?? '') && isPreparedForNone(inference, node);
    },
  });
}

function setsLoopInThread(project: LinkedProject): boolean {
  const threads = project.model.callables.filter(({ place }) => place === 'thread pool').map(({ node }) => node);
  for (const node of project.graph.reachedFrom(threads)) {
    if (node.facts.kind !== 'async def' && hasSetLoop(node, Number.POSITIVE_INFINITY)) return true;
  }
  return false;
}

function rootsOf(project: LinkedProject, paths: FailingPaths): readonly FunctionNode[] {
  return project.model.callables
    .filter((callable) => paths.candidates.has(callable.node) && isInThread(project, callable))
    .flatMap(({ node }) => [node, ...project.entriesOf(node)]);
}

/** Whether the framework, or the project, certainly runs a function in a thread: no unknown decorator may take it elsewhere. */
function isInThread(project: LinkedProject, { node, place, role }: FrameworkCallable): boolean {
  if (place !== 'thread pool' || node.facts.kind !== 'def') return false;
  if (role === 'thread function') return project.inference.decorators.unknownDecorators(node).length === 0;
  return project.inference.decorators
    .unknownDecorators(node)
    .every((decorator) => project.model.isRegistration(node, decorator));
}
