import { isCallOf } from '../error-handlers.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { CallFacts } from '../module-facts.ts';
import { isTestModule } from '../test-module.ts';
import { callsOf, type FunctionNode, type Module, type Value } from '../value.ts';

/** Libraries that compute, and for no longer than code does. */
const harmless =
  /^(builtins|fastapi|starlette|pydantic|typing|datetime|decimal|uuid|math|re|json|collections|itertools|functools|operator|dataclasses|enum|logging)(\.|$)/;

/** Calls that a fix changes, so that they hold up nothing. */
export interface ChangedCalls {
  /** Whether a call waits in the loop now. */
  readonly isConverted: (module: Module, call: CallFacts) => boolean;
  /** Whether a call makes an asynchronous client. */
  readonly isMaker: (module: Module, call: CallFacts) => boolean;
}

const none: ChangedCalls = { isConverted: () => false, isMaker: () => false };

/** Whether nothing that runs in a function is known to block, and all of it is known: it may run on the loop. */
export function isHarmlessOnLoop(project: LinkedProject, node: FunctionNode, changed = none): boolean {
  for (const reached of project.graph.reachedFrom([node])) {
    for (const edge of project.graph.edgesOf(reached)) {
      if (edge.call && changed.isConverted(reached.module, edge.call)) continue;
      if (edge.blockers.length > 0 && !isEntered(reached, edge.span, changed)) return false;
      if (edge.targets.length === 0 && project.blocking.likelyPathFrom(reached, edge)) return false;
    }
    for (const call of callsOf(reached)) {
      if (call.usage === 'decorator' || call.usage === 'default') continue;
      if (changed.isConverted(reached.module, call) || changed.isMaker(reached.module, call)) continue;
      const callees = project.inference.evaluate(reached, call.callee);
      if (callees.length === 0 || !callees.every((callee) => isKnown(project, callee))) return false;
    }
  }
  return true;
}

/** Whether what is entered or iterated at a place is so asynchronously from now on. */
function isEntered({ module }: FunctionNode, { start, end }: { start: number; end: number }, changed: ChangedCalls) {
  return changed.isConverted(module, { start, end } as CallFacts);
}

function isKnown({ inference }: LinkedProject, callee: Value): boolean {
  if (callee.kind !== 'external') return callee.kind === 'function' || callee.kind === 'class';
  const { knowledge } = inference;
  const entry = knowledge.find(callee.name)?.entry;
  if (entry) return entry.blocks !== true && entry.minor !== true;
  if (knowledge.harmless.call(callee.name)) return true;
  return harmless.test(callee.name) && callee.name !== 'builtins.open' && callee.name !== 'builtins.input';
}

/**
 * Why functions cannot become coroutines that wait for something of the loop: what ran in a thread would hold up the loop, or
 * some of it runs in another loop. Undefined where nothing stands in the way.
 *
 * @param touched Functions that wait now, also those that were coroutines before.
 */
export function changesOnLoop(
  project: LinkedProject,
  functions: readonly FunctionNode[],
  changed: ChangedCalls & { readonly touched: readonly FunctionNode[] },
): string | undefined {
  for (const node of functions) {
    const roles = project.model.rolesOf(node);
    const wasInThread = node.facts.isGenerator || roles.some(({ place }) => place === 'thread pool');
    if (wasInThread && !isHarmlessOnLoop(project, node, changed)) return `${node.facts.name} would run on the loop`;
  }
  const waiting = new Set([...functions, ...changed.touched]);
  for (const module of project.modules.values()) {
    if (isTestModule(module.path)) continue;
    for (const call of module.facts.calls) {
      const scope = module.functions[call.function];
      if (!scope || !isCallOf(call, /^(run|run_until_complete|run_coroutine_threadsafe|async_to_sync)$/)) continue;
      for (const { value } of call.arguments.slice(0, 1)) {
        const started = project.inference
          .evaluate(scope, value)
          .flatMap((one) => ((one.kind === 'coroutine' || one.kind === 'function') && one.node ? [one.node] : []));
        for (const reached of project.graph.reachedFrom(started)) {
          if (waiting.has(reached.specialization?.of ?? reached)) return `${reached.facts.name} runs in another loop`;
        }
      }
    }
  }
  return undefined;
}
