import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { isCalledByProject } from './can-be-def.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** `def` becomes `async def`, where no code of the project calls the function. */
export function makeAsyncDef(context: FixContext): Fix | undefined {
  const { node } = context.source;
  if (node.facts.kind !== 'def' || isCalledByProject(context.project, node)) return undefined;
  const edit = replaceSpan(node.module.facts, node.facts.span.start, node.facts.span.start, 'async ');
  // What something else than FastAPI is given may be called without `await`.
  const isSafe = !context.project.references.isHandedOn(node);
  return fixInFile(context, { kind: 'make-async-def', params: { function: node.facts.name }, isSafe }, [edit]);
}
