import { nameOf } from '../expression-name.ts';
import { keepTask } from '../fixes/keep-task.ts';
import type { Inference } from '../inference.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { BindingFacts, CallFacts, Expression } from '../module-facts.ts';
import { isNotebook } from '../notebook-module.ts';
import { excerpt } from '../source-excerpt.ts';
import { isTestModule } from '../test-module.ts';
import { asCall, callsOf, enclosingFunction, type FunctionNode, type Module } from '../value.ts';
import { spanOfCall } from './call-span.ts';
import type { Rule } from './rule.ts';
import { callsWithoutLoop } from './task-without-loop.ts';

/** What makes a task that its caller has to keep. A task group keeps its own: asyncio/taskgroups.py, `TaskGroup.create_task`. */
const makesTask = /^asyncio\.((tasks\.)?(create_task|ensure_future)|(events\.)?AbstractEventLoop\.create_task)$/;
/** It gives back a future as it is. */
const makesTaskOfCoroutine = /\.ensure_future$/;

/** What tells a task something and keeps no reference to it: a task holds its callbacks, they do not hold the task. */
const tellsTask = /^(add_done_callback|set_name)$/;

/** What calls a function later and drops the result: asyncio/events.py, `Handle._run`. */
const dropsResult =
  /^asyncio\.(events\.)?AbstractEventLoop\.(call_soon|call_soon_threadsafe|call_later|call_at|add_signal_handler)$|^signal\.signal$/;

/** Roles whose functions return when the request is done. */
const endsWithRequest = /^(path operation|dependency|background task|exception handler)$/;

/** Calls that may go on for as long as the program does. */
const mayServe = /^(run|serve|start|wait|join|main|loop|listen|exec|consume|poll)|forever|until/i;

/** A task that nothing refers to: the garbage collector may end it midway. */
export const lostTask: Rule = {
  name: 'lost-task',
  severity: { recommended: 'warning', strict: 'warning', learning: 'warning' },
  card: 'coroutines',
  documentation: {
    summary: 'A task is started and no reference to it is kept, so the garbage collector may end it before it is done.',
    why: `The event loop keeps only weak references to its tasks. As long as a task waits for something that the loop knows of, such as a
timer or a socket, that keeps the task alive. Where it waits for something that only it refers to, nothing does: at some
collection the task is gone, in the middle of its work, and the log says \`Task was destroyed but it is pending!\`. It
happens rarely, under load, and never where you look for it.

The documentation of \`asyncio.create_task\` says it: save a reference to the result. A callback of the task is none, since the
task holds its callbacks and not the other way round. A task group keeps its tasks itself.`,
    bad: `import asyncio

from fastapi import FastAPI

app = FastAPI()


async def send_receipt(order: int) -> None:
    await asyncio.sleep(1)


@app.post('/orders/{order}')
async def close_order(order: int):
    asyncio.create_task(send_receipt(order))
    return {'closed': order}
`,
    good: `import asyncio

from fastapi import FastAPI

background_tasks: set[asyncio.Task] = set()

app = FastAPI()


async def send_receipt(order: int) -> None:
    await asyncio.sleep(1)


@app.post('/orders/{order}')
async def close_order(order: int):
    task = asyncio.create_task(send_receipt(order))
    background_tasks.add(task)
    task.add_done_callback(background_tasks.discard)
    return {'closed': order}
`,
    ignore: 'Where the coroutine keeps its own task, or it does not matter whether the task comes to its end.',
  },
  *check(project, module) {
    if (isTestModule(module.path) || hasTaskFactory(project)) return;
    for (const [index, call] of module.facts.calls.entries()) {
      const node = module.functions[call.function];
      if (!node || call.deferred || call.outsideServing) continue;
      // What a cell ends with is kept for its output, and the names of a notebook live as long as it.
      if (node.facts.kind === 'module' && isNotebook(module.path)) continue;
      const isByLoop = isGivenMaker(project.inference, node, call);
      const name = isByLoop ? '' : lostName(project, module, node, call, index);
      if (name === undefined || failsBefore(project, node, call)) continue;
      yield {
        span: spanOfCall(module.facts, call),
        node,
        runsOn: 'caller',
        message: name === '' ? 'lost-task' : 'lost-task.local',
        params: { call: `${excerpt(module.facts, call.callee)}(…)`, function: node.facts.qualifiedName, name },
        card: 'coroutines',
        chain: [],
        call: index,
        fixes: isByLoop ? [] : [keepTask],
      };
    }
  },
};

/** Whether no task comes to be, since no loop runs where the function does, which is the defect of another rule. */
function failsBefore(project: LinkedProject, node: FunctionNode, { start }: CallFacts): boolean {
  const failing = callsWithoutLoop(project);
  return callsOf(node).some((call) => call.start <= start && failing.has(call));
}

/** Tasks that a project makes in its own way may be kept there. */
function hasTaskFactory(project: LinkedProject): boolean {
  return project.inference.callsNamed('set_task_factory').some(({ scope }) => !isTestModule(scope.module.path));
}

/** The local name of a task that is lost with its function, or nothing where it has no name; undefined when it is kept. */
function lostName(
  project: LinkedProject,
  module: Module,
  node: FunctionNode,
  call: CallFacts,
  index: number,
): string | undefined {
  const { inference } = project;
  if (!isMaker(inference, node, call.callee, call) || keepsItself(inference, node, call)) return undefined;
  switch (call.usage) {
    case 'discarded':
      return '';
    case 'object of attribute':
      return isOnlyTold(module, node, index) ? '' : undefined;
    case 'returned':
      return node.facts.kind === 'lambda' && isDropped(inference, node) ? '' : undefined;
    case 'assigned':
    case 'assigned unread': {
      const binding = node.facts.bindings.find(({ value }) => value?.kind === 'call' && value.call === index);
      const isForgotten = binding && isNeverRead(module, node, call, binding) && endsSoon(project, node, call, binding);
      return isForgotten ? binding.target : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether what a call calls certainly makes a task of what it is given. */
function isMaker(inference: Inference, node: FunctionNode, callee: Expression, call: CallFacts): boolean {
  const name = nameOf(callee);
  if (name !== undefined && !/task|future/.test(name) && callee.kind === 'attribute') return false;
  const values = inference.evaluate(node, callee);
  return (
    values.length > 0 &&
    values.every(
      (value) =>
        value.kind === 'external' &&
        makesTask.test(value.name) &&
        (!makesTaskOfCoroutine.test(value.name) || isCoroutine(inference, node, call.arguments[0]?.value)),
    )
  );
}

/** Whether an expression is the call of an `async def`. */
function isCoroutine(inference: Inference, node: FunctionNode, given: Expression | undefined): boolean {
  const made = asCall(node.module, given);
  const callees = made ? inference.evaluate(node, made.callee) : [];
  return (
    callees.length > 0 &&
    callees.every((callee) => {
      if (callee.kind === 'external') return inference.knowledge.find(callee.name)?.entry.async === true;
      return callee.kind === 'function' && callee.node.facts.kind === 'async def' && !callee.node.facts.isGenerator;
    })
  );
}

/** `loop.call_soon_threadsafe(asyncio.create_task, work())`: the loop makes the task and drops it. */
function isGivenMaker(inference: Inference, node: FunctionNode, call: CallFacts): boolean {
  const isGiven = call.arguments.some(
    ({ value }) => (value.kind === 'name' || value.kind === 'attribute') && /_task$|_future$/.test(nameOf(value) ?? ''),
  );
  if (!isGiven || !dropsWhatItCalls(inference, node, call)) return false;
  return call.arguments.some(({ value }, position) => {
    const values = value.kind === 'name' || value.kind === 'attribute' ? inference.evaluate(node, value) : [];
    const given = { ...call, arguments: call.arguments.slice(position + 1) };
    return values.length > 0 && isMaker(inference, node, value, given) && !keepsItself(inference, node, given);
  });
}

/** A lambda that makes the task for somebody who calls it and drops what it gives. */
function isDropped(inference: Inference, lambda: FunctionNode): boolean {
  const outer = enclosingFunction(lambda);
  const taking = outer?.facts.calls
    .map((index) => outer.module.facts.calls[index])
    .find((call) => call?.arguments.some(({ value }) => value.kind === 'lambda' && value.function === lambda.index));
  return outer !== undefined && taking !== undefined && dropsWhatItCalls(inference, outer, taking);
}

function dropsWhatItCalls(inference: Inference, node: FunctionNode, call: CallFacts): boolean {
  if (nameOf(call.callee) === 'add_done_callback') return true;
  const callees = inference.evaluate(node, call.callee);
  return callees.length > 0 && callees.every((callee) => callee.kind === 'external' && dropsResult.test(callee.name));
}

/** Whether the coroutine asks for its own task, as it does to keep it somewhere. */
function keepsItself(inference: Inference, node: FunctionNode, call: CallFacts): boolean {
  const given = call.arguments[0]?.value;
  const made = asCall(node.module, given);
  if (!made) return false;
  return inference.evaluate(node, made.callee).some((callee) => {
    if (callee.kind !== 'function') return false;
    const { module, facts } = callee.node;
    return facts.calls.some((index) => {
      const inner = module.facts.calls[index];
      return inner !== undefined && nameOf(inner.callee) === 'current_task';
    });
  });
}

/** `asyncio.create_task(work()).add_done_callback(done)` as a statement. */
function isOnlyTold({ facts }: Module, node: FunctionNode, index: number): boolean {
  return node.facts.calls.some((outer) => {
    const call = facts.calls[outer];
    const callee = call?.callee;
    if (call?.usage !== 'discarded' || callee?.kind !== 'attribute' || !tellsTask.test(callee.name)) return false;
    return callee.object.kind === 'call' && callee.object.call === index;
  });
}

/** Whether a name that a task is given is only written to, and used to tell the task something. */
function isNeverRead({ facts }: Module, node: FunctionNode, call: CallFacts, { target }: BindingFacts): boolean {
  if (call.mentions < 0) return false;
  const written =
    node.facts.bindings.filter((other) => other.target === target && other.manner !== 'augment').length - 1;
  const told = node.facts.calls.filter((index) => {
    const other = facts.calls[index];
    const callee = other?.callee;
    if (other?.usage !== 'discarded' || callee?.kind !== 'attribute' || !tellsTask.test(callee.name)) return false;
    return callee.object.kind === 'name' && callee.object.name === target;
  }).length;
  return call.mentions === written + told;
}

/** Whether a function returns soon after it gave a task to a name, which is then gone: a frame that lives keeps its names. */
function endsSoon(project: LinkedProject, node: FunctionNode, call: CallFacts, { loopStart }: BindingFacts): boolean {
  const { facts } = node;
  if (facts.isGenerator || facts.firstWhile >= 0) return false;
  const from = loopStart >= 0 ? loopStart : call.end;
  const isBehind = ({ start }: { start: number }) => start >= from && (start < call.start || start >= call.end);
  const calls = callsOf(node);
  if (calls.some((other) => isBehind(other) && mayServe.test(nameOf(other.callee) ?? ''))) return false;
  if (!facts.awaits.some(isBehind)) return true;
  const roles = project.model.rolesOf(node);
  return roles.length > 0 && roles.every(({ role }) => endsWithRequest.test(role));
}
