import type { Fix } from '../finding.ts';
import { runsAsDeclared } from '../framework-callable.ts';
import type { LinkedProject } from '../linked-project.ts';
import { startingLoop } from '../loop-failures.ts';
import type { FixContext } from '../rules/rule.ts';
import { callsOf, type FunctionNode } from '../value.ts';
import { isCalledByProject } from './can-be-def.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** `def` becomes `async def`, where FastAPI alone calls the function and nothing in it blocks or starts a loop. */
export function moveToLoop(context: FixContext): Fix | undefined {
  const { node } = context.source;
  if (!canBeCoroutine(context.project, node)) return undefined;
  const edit = replaceSpan(node.module.facts, node.facts.span.start, node.facts.span.start, 'async ');
  // It runs on another thread then, and what is not known to block may do so.
  return fixInFile(context, { kind: 'make-async-def', params: { function: node.facts.name }, isSafe: false }, [edit]);
}

/** Whether a `def` can become an `async def` without keeping the event loop from other requests. */
export function canBeCoroutine(project: LinkedProject, node: FunctionNode): boolean {
  if (node.facts.kind !== 'def' || /^__\w+__$/.test(node.facts.name)) return false;
  const roles = project.model.rolesOf(node).map(({ role }) => role);
  if (roles.length === 0 || !roles.every((role) => runsAsDeclared.test(role))) return false;
  if (project.pathOf(node) !== undefined || isCalledByProject(project, node)) return false;
  for (const reached of project.graph.reachedFrom([node])) {
    if (reached.facts.kind !== 'async def' && startsLoop(project, reached)) return false;
  }
  return true;
}

function startsLoop(project: LinkedProject, node: FunctionNode): boolean {
  return callsOf(node).some((call) => startingLoop(project.inference, node, call) !== undefined);
}
