import { callsWithin, catches, catchesAll, isCallOf, isCaught, isIn, triesAround } from './error-handlers.ts';
import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { LinkedProject } from './linked-project.ts';
import type { CallFacts } from './module-facts.ts';
import { isNotebook } from './notebook-module.ts';
import { callsOf, type FunctionNode, type Module } from './value.ts';

/** Calls that tell whether a loop runs. */
const asks = /^(get_running_loop|_get_running_loop|is_running|current_async_library|current_task)$/;
const asksWithError = /^(get_running_loop|current_async_library|current_task|get_event_loop)$/;
/** What a handler does instead, where a loop runs or none does. */
const alternative =
  /^(run|run_until_complete|run_forever|new_event_loop|set_event_loop|Thread|ThreadPoolExecutor|submit|run_coroutine_threadsafe|run_sync|create_task|ensure_future)$/;

/**
 * Whether a function, or one of the project that it calls, looks whether a loop runs in its thread.
 *
 * @param isMeant Which of its calls count.
 */
export function looksForLoop(
  inference: Inference,
  node: FunctionNode,
  isMeant: (call: CallFacts) => boolean = () => true,
): boolean {
  return callsOf(node).some((call) => {
    if (!isMeant(call)) return false;
    if (isCallOf(call, asks)) return true;
    const { callee } = call;
    if (callee.kind !== 'name' && callee.kind !== 'attribute') return false;
    return inference.evaluate(node, callee).some((value) => value.kind === 'function' && asksItself(value.node));
  });
}

/** Whether a function asks for the running loop and is prepared that there is none. */
export function isPreparedForNone(inference: Inference, node: FunctionNode): boolean {
  const isPrepared = (fn: FunctionNode) =>
    callsOf(fn).some(
      (call) =>
        isCallOf(call, /^(_get_running_loop)$/) ||
        (isCallOf(call, asksWithError) && (isCaught(fn, call.start, 'RuntimeError') || isCaughtByAll(fn, call))),
    );
  if (isPrepared(node)) return true;
  return callsOf(node).some(({ callee }) =>
    inference.evaluate(node, callee).some((value) => value.kind === 'function' && isPrepared(value.node)),
  );
}

function isCaughtByAll({ facts }: FunctionNode, call: CallFacts): boolean {
  return triesAround(facts, call.start).some(({ handlers }) => handlers.some(catchesAll));
}

/** Whether a function says itself that it looks whether a loop runs. */
export function asksWhetherRunning(node: FunctionNode): boolean {
  return callsOf(node).some((call) => isCallOf(call, /^is_running$/));
}

function asksItself(node: FunctionNode): boolean {
  return callsOf(node).some((call) => isCallOf(call, asks));
}

/**
 * Whether the error of a call is expected: a `try` around it names `RuntimeError`, or catches every error and does something
 * else about the loop.
 */
export function isExpected(node: FunctionNode, position: number): boolean {
  if (isCaught(node, position, 'RuntimeError')) return true;
  return triesAround(node.facts, position).some(({ handlers }) =>
    handlers.some(
      (handler) =>
        catchesAll(handler) &&
        callsWithin(node.module.facts, node.facts, handler).some((call) => isCallOf(call, alternative)),
    ),
  );
}

/** Whether a call asks for the running loop where the function does something else when there is none. */
export function isPreparedQuestion(node: FunctionNode, call: CallFacts): boolean {
  return isCallOf(call, asksWithError) && isExpected(node, call.start);
}

/** Whether a place is in the handler of a `try` that asks for the running loop: there, none runs. */
export function isWhereNoneRuns({ facts, module }: FunctionNode, position: number): boolean {
  return facts.tries.some(({ body, handlers }) => {
    const handler = handlers.find((part) => isIn(part, position));
    if (!handler || !(catches(handler, 'RuntimeError') || catchesAll(handler))) return false;
    return callsWithin(module.facts, facts, body).some((call) => isCallOf(call, asksWithError));
  });
}

/** Whether a function has given its thread a loop before a place. */
export function hasSetLoop(node: FunctionNode, position: number): boolean {
  return callsOf(node).some((call) => isCallOf(call, /^set_event_loop$/) && call.start < position);
}

/**
 * What patches asyncio so that loops can run inside of each other, or is served by what does: chainlit/cli/__init__.py and
 * ragas/executor.py call `nest_asyncio.apply`.
 */
const patchesAsyncio = /^(nest_asyncio2?|chainlit|ragas|IPython)(\.|$)/;

/** What a notebook imports from IPython is what it shows its results with. */
const patchesItsLoop = /^(nest_asyncio2?|ragas)(\.|$)/;

/** Whether a project, or a library that it uses, patches asyncio so that loops can run inside of each other. */
export function allowsNestedLoops(modules: Iterable<Module>): boolean {
  for (const module of modules) {
    // Its process is not that of the application.
    if (!isNotebook(module.path) && importsAny(module, patchesAsyncio)) return true;
  }
  return false;
}

/** Whether a notebook, or a module of the project that it imports, patches asyncio so that its cells can start loops inside of Jupyter's. */
export function allowsNestedLoopsItself(
  notebook: Module,
  { modules, resolver }: Pick<LinkedProject, 'modules' | 'resolver'>,
): boolean {
  const reached = new Set([notebook]);
  for (const module of reached) {
    if (importsAny(module, patchesItsLoop)) return true;
    for (const { module: named, level, member } of module.facts.imports) {
      const key = resolver.resolve(module.path, named, level);
      if (key === undefined) continue;
      const inner = member === undefined ? undefined : resolver.submodule(key, member);
      for (const imported of [key, inner]) {
        const own = modules.get((imported && resolver.file(imported)) ?? '');
        if (own) reached.add(own);
      }
    }
  }
  return false;
}

function importsAny({ facts }: Module, names: RegExp): boolean {
  return facts.imports.some(({ module, level }) => level === 0 && names.test(module));
}

/** Whether a project has a policy of its own for the loops of threads. */
export function hasLoopPolicy(modules: Iterable<Module>): boolean {
  for (const { facts } of modules) {
    if (facts.classes.some(({ bases }) => bases.some((base) => /EventLoopPolicy$/.test(nameOf(base) ?? ''))))
      return true;
    if (facts.imports.some(({ member }) => member === 'AnyThreadEventLoopPolicy')) return true;
  }
  return false;
}
