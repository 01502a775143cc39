import type { Fix } from '../finding.ts';
import { runsAsDeclared } from '../framework-callable.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { FixContext } from '../rules/rule.ts';
import { callsOf, type FunctionNode, type Value } from '../value.ts';
import { awaitCall } from './await-expression.ts';
import { isCalledByProject } from './can-be-def.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** Libraries that compute, and for no longer than code does. */
const harmless =
  /^(builtins|fastapi|starlette|pydantic|typing|datetime|decimal|uuid|math|re|json|collections|itertools|functools|operator|dataclasses|enum|logging)(\.|$)/;

/**
 * `def` becomes `async def` and `f()` becomes `await f()`, where FastAPI alone calls the function and all that it calls is
 * known not to block: on the loop, that would hold up every request.
 */
export function awaitInAsyncDef(context: FixContext): Fix | undefined {
  const { project, source } = context;
  const { node } = source;
  const { facts } = node.module;
  const call = source.call === undefined ? undefined : facts.calls[source.call];
  if (!call || call.deferred || node.facts.kind !== 'def' || node.facts.isGenerator) return undefined;
  const roles = project.model.rolesOf(node);
  if (roles.length === 0 || !roles.every(({ role }) => runsAsDeclared.test(role))) return undefined;
  if (!node.facts.decorators.every((decorator) => project.model.isRegistration(node, decorator))) return undefined;
  if (isCalledByProject(project, node) || !isHarmless(project, node)) return undefined;
  const { start } = node.facts.span;
  const params = { call: context.finding.params.call ?? '', function: node.facts.name };
  // It runs on the loop from now on.
  return fixInFile(context, { kind: 'await-in-async-def', params, isSafe: false }, [
    replaceSpan(facts, start, start, 'async '),
    ...awaitCall(facts, call),
  ]);
}

function isHarmless(project: LinkedProject, node: FunctionNode): boolean {
  for (const reached of project.graph.reachedFrom([node])) {
    if (project.blocking.path(reached)) return false;
    for (const edge of project.graph.edgesOf(reached)) {
      if (edge.blockers.length > 0 || project.blocking.likelyPathFrom(reached, edge)) return false;
    }
    for (const call of callsOf(reached)) {
      if (call.usage === 'decorator' || call.usage === 'default') continue;
      const callees = project.inference.evaluate(reached, call.callee);
      if (callees.length === 0 || !callees.every((callee) => isKnown(project, callee))) return false;
    }
  }
  return true;
}

function isKnown({ inference }: LinkedProject, callee: Value): boolean {
  if (callee.kind !== 'external') return callee.kind === 'function' || callee.kind === 'class';
  const entry = inference.knowledge.find(callee.name)?.entry;
  if (entry) return entry.blocks !== true && entry.minor !== true;
  return harmless.test(callee.name) && callee.name !== 'builtins.open' && callee.name !== 'builtins.input';
}
