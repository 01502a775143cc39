import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { visibleAt } from './scope-names.ts';
import { asCall, enclosingFunction, type FunctionNode, type Value } from './value.ts';

const startsLoopByName = /^(run|run_until_complete|run_forever)$/;
const needsLoopByName = /^(create_task|ensure_future|get_running_loop|get_event_loop|current_task|all_tasks)$/;

/**
 * Functions that raise a `RuntimeError` where a loop runs in their thread: asyncio/runners.py, `run`, `Runner.run`;
 * asyncio/base_events.py, `BaseEventLoop._check_running`; anyio/_core/_eventloop.py, `run`; uvicorn/server.py, `Server.run`.
 */
const startsLoop =
  /^(asyncio(\.runners)?\.(run|Runner\.run)|anyio\.run|uvicorn(\.(main|server))?\.(Server\.)?run|uvloop\.run|asyncio\.(AbstractEventLoop|BaseEventLoop)\.(run_until_complete|run_forever)|uvloop\.Loop\.(run_until_complete|run_forever))$/;

/** What makes a plain function of a coroutine function, which fails in the same way: asgiref/sync.py, `AsyncToSync.__call__`. */
const toSync = /^asgiref\.sync\.(async_to_sync|AsyncToSync)$/;

/**
 * Functions that raise a `RuntimeError` where no loop runs in their thread: asyncio/tasks.py, `create_task`, `current_task`,
 * `all_tasks`; asyncio/events.py, `get_running_loop`, and for threads other than the main one `get_event_loop`.
 */
const needsLoop = /^asyncio(\.(tasks|events))?\.(create_task|get_running_loop|get_event_loop|current_task|all_tasks)$/;
const wrapsCoroutine = /^asyncio(\.tasks)?\.ensure_future$/;

/** Whether a call may start a loop: others need no look. */
export function mayStartLoop({ callee }: CallFacts): boolean {
  return callee.kind === 'call' || callee.kind === 'name' || startsLoopByName.test(nameOf(callee) ?? '');
}

/** Whether a call may need the running loop of its thread. */
export function mayNeedLoop({ callee }: CallFacts): boolean {
  return callee.kind === 'name' || needsLoopByName.test(nameOf(callee) ?? '');
}

/** Whether a name, or what a file has imported under it, is one of those. */
function isNamed({ module }: FunctionNode, name: string, names: RegExp): boolean {
  return (
    names.test(name) || module.facts.imports.some(({ binds, member }) => binds === name && names.test(member ?? ''))
  );
}

/** The name of the function that a call calls and that fails because a loop already runs; undefined for other calls. */
export function startingLoop(inference: Inference, node: FunctionNode, call: CallFacts): string | undefined {
  const name = nameOf(call.callee);
  if (name === undefined || !isNamed(node, name, startsLoopByName)) {
    return isMadeSync(inference, node, call.callee) ? 'async_to_sync' : undefined;
  }
  const values = inference.evaluate(node, call.callee);
  if (values.length > 0) {
    const isAlways = values.every((value) => value.kind === 'external' && startsLoop.test(value.name));
    return isAlways && !servesElsewhere(values[0], call) ? shown(values[0]) : undefined;
  }
  // Nothing else has a method of this name, so a loop of unknown origin is one all the same.
  const owner = call.callee.kind === 'attribute' ? nameOf(call.callee.object) : undefined;
  return name === 'run_until_complete' && /loop$/i.test(owner ?? '') ? name : undefined;
}

/** Whether `uvicorn.run` may serve in processes of its own: uvicorn/main.py, `run`. */
function servesElsewhere(value: Value | undefined, { arguments: given }: CallFacts): boolean {
  if (value?.kind !== 'external' || !/^uvicorn(\.main)?\.run$/.test(value.name)) return false;
  return given.some(({ keyword, value: option }) => {
    const isOff = option.kind === 'literal' && /^(False|None|1)$/.test(option.value ?? '');
    return keyword === '**' || (/^(reload|workers)$/.test(keyword ?? '') && !isOff);
  });
}

/** Whether an expression is `async_to_sync(f)`, written here or kept in a name that is nothing else. */
function isMadeSync(inference: Inference, node: FunctionNode, callee: Expression): boolean {
  const made =
    callee.kind === 'name' ? assigned(inference, node, callee.name, callee.start) : { scope: node, value: callee };
  const call = made && asCall(made.scope.module, made.value);
  if (!made || !call || !/^(async_to_sync|AsyncToSync)$/.test(nameOf(call.callee) ?? '')) return false;
  const values = inference.evaluate(made.scope, call.callee);
  return values.length > 0 && values.every((value) => value.kind === 'external' && toSync.test(value.name));
}

function assigned(
  inference: Inference,
  node: FunctionNode,
  name: string,
  position: number,
): { readonly scope: FunctionNode; readonly value: Expression } | undefined {
  for (let at: FunctionNode | undefined = node; at; at = enclosingFunction(at)) {
    const definitions = inference.scopes.of(at).get(name);
    if (!definitions) continue;
    const [only, ...others] = visibleAt(definitions, position, at === node);
    if (only?.kind !== 'binding' || others.length > 0 || only.binding.unpack.length > 0) return undefined;
    return only.binding.value && { scope: only.scope ?? at, value: only.binding.value };
  }
  return undefined;
}

/** The name of the function that a call calls and that fails because no loop runs; undefined for other calls. */
export function needingLoop(inference: Inference, node: FunctionNode, call: CallFacts): string | undefined {
  if (!isNamed(node, nameOf(call.callee) ?? '', needsLoopByName)) return undefined;
  const values = inference.evaluate(node, call.callee);
  const isAlways =
    values.length > 0 && values.every((value) => value.kind === 'external' && needsLoop.test(value.name));
  if (isAlways) return asksGivenLoop(shown(values[0]), call) ? undefined : shown(values[0]);
  const [only, ...others] = values;
  if (only?.kind !== 'external' || others.length > 0 || !wrapsCoroutine.test(only.name)) return undefined;
  // A future, which has its loop already, is given back.
  const given = call.arguments[0]?.value;
  const isCoroutine = given?.kind === 'call' && call.arguments.length === 1 && makesCoroutine(inference, node, given);
  return isCoroutine ? shown(only) : undefined;
}

/** Whether a call names the loop whose tasks it asks for: `all_tasks(loop)`. */
function asksGivenLoop(name: string, { arguments: given }: CallFacts): boolean {
  return /^asyncio\.(current_task|all_tasks)$/.test(name) && given.length > 0;
}

function makesCoroutine(inference: Inference, node: FunctionNode, expression: Expression): boolean {
  const values = inference.evaluate(node, expression);
  return values.length > 0 && values.every((value) => value.kind === 'coroutine' && value.node !== undefined);
}

/** A qualified name as people write it. */
function shown(value: { readonly kind: string; readonly name?: string } | undefined): string {
  return (value?.name ?? '')
    .replace(/\.(runners|tasks|events|AbstractEventLoop|BaseEventLoop)\./, '.')
    .replace(/^asyncio\.run_/, 'run_');
}
