import type { Fix } from '../finding.ts';
import { runsAsDeclared } from '../framework-callable.ts';
import type { FixContext } from '../rules/rule.ts';
import { awaitCall } from './await-expression.ts';
import { isCalledByProject } from './can-be-def.ts';
import { isHarmlessOnLoop } from './code-moved-to-loop.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

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
  if (isCalledByProject(project, node) || !isHarmlessOnLoop(project, node)) return undefined;
  const { start } = node.facts.span;
  const params = { call: context.finding.params.call ?? '', function: node.facts.name };
  // It runs on the loop from now on.
  return fixInFile(context, { kind: 'await-in-async-def', params, isSafe: false }, [
    replaceSpan(facts, start, start, 'async '),
    ...awaitCall(facts, call),
  ]);
}
