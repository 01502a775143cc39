import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { canBeDef } from './can-be-def.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** `async def` becomes `def`, where FastAPI alone calls the function and nothing in it needs the loop. */
export function makeDef(context: FixContext): Fix | undefined {
  const { node } = context.source;
  if (!canBeDef(context.project, node)) return undefined;
  const start = node.facts.span.start;
  const keyword = /^async\s+/.exec(context.text.slice(start, node.facts.nameSpan.start))?.[0];
  if (keyword === undefined) return undefined;
  const edit = replaceSpan(node.module.facts, start, start + keyword.length, '');
  // Threads may run it several times at once.
  return fixInFile(context, { kind: 'make-def', params: { function: node.facts.name }, isSafe: false }, [edit]);
}
