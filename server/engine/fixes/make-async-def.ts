import type { Fix, TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { FixContext } from '../rules/rule.ts';
import type { FunctionNode } from '../value.ts';
import { awaitCall } from './await-expression.ts';
import { callsByProject } from './can-be-def.ts';
import type { FixSources } from './fix-sources.ts';
import { replaceSpan } from './line-edits.ts';
import { canAwaitAt, nodeAt } from './syntax-nodes.ts';

/**
 * `def` becomes `async def`, and every call of it in the project is awaited. Offered only where all of them stand in coroutines and
 * nobody else is given the function.
 */
export function makeAsyncDef(context: FixContext): Fix | undefined {
  const { project, source, sources } = context;
  const { node } = source;
  if (node.facts.kind !== 'def') return undefined;
  const { start } = node.facts.span;
  const edits = new Map<string, TextEdit[]>([
    [node.module.path, [replaceSpan(node.module.facts, start, start, 'async ')]],
  ]);
  const calls = callsByProject(project, node);
  const isHandedOn = project.references.isHandedOn(node);
  if (calls.length > 0 && (isHandedOn || !awaitCallers(project, sources, node, edits))) return undefined;
  // What something else than FastAPI is given may be called without `await`.
  const isSafe = !isHandedOn && calls.length === 0;
  const params = { function: node.facts.name, ...(calls.length > 0 ? { calls: String(calls.length) } : {}) };
  const title = calls.length > 0 ? 'fix.make-async-def.callers' : 'fix.make-async-def';
  return { kind: 'make-async-def', title, params, preferred: false, isSafe, edits };
}

/** Adds the `await` of every call; false where one of them cannot have it, or is not known to be of this function. */
function awaitCallers(
  project: LinkedProject,
  sources: FixSources,
  node: FunctionNode,
  edits: Map<string, TextEdit[]>,
): boolean {
  return callsByProject(project, node).every(({ scope, call }) => {
    const values = project.inference.evaluate(scope, call.callee);
    const isThis = values.length > 0 && values.every((value) => value.kind === 'function' && value.node === node);
    if (!isThis || scope.facts.kind !== 'async def' || call.usage === 'awaited') return false;
    const file = sources.file(scope.module);
    const found = file && nodeAt(file.root, call, ['call']);
    if (!found || !canAwaitAt(found)) return false;
    const list = edits.get(scope.module.path) ?? [];
    edits.set(scope.module.path, [...list, ...awaitCall(scope.module.facts, call)]);
    return true;
  });
}
