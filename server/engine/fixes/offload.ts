import { blocksWhenUsed } from '../call-edge.ts';
import type { Fix } from '../finding.ts';
import { isLoopBound } from '../loop-bound.ts';
import type { FixContext } from '../rules/rule.ts';
import { importName } from './add-import.ts';
import { needsParentheses } from './await-expression.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** `f(a, k=v)` becomes `await run_in_threadpool(f, a, k=v)`, with the import. */
export function offload(context: FixContext): Fix | undefined {
  const { node, edge } = context.source;
  const call = edge?.call;
  if (!call || node.facts.kind !== 'async def') return undefined;
  if (call.usage === 'awaited' || call.usage.startsWith('entered') || call.usage.startsWith('iterated'))
    return undefined;
  if (blocksWhenUsed(edge)) return undefined;
  if (edge.targets.some((target) => target.facts.kind === 'async def' || isLoopBound(context.project, target))) {
    return undefined;
  }
  const { text } = context;
  const callee = text.slice(call.callee.start, call.callee.end);
  const open = text.indexOf('(', call.callee.end);
  if (open < 0 || open >= call.end) return undefined;
  const inner = text.slice(open + 1, call.end - 1);
  const imported = importName(node.module, text, 'fastapi.concurrency', 'run_in_threadpool', ['starlette.concurrency']);
  if (!imported) return undefined;
  const separator = call.arguments.length > 0 ? (/^\s/.test(inner) ? ',' : ', ') : '';
  const isNested = needsParentheses(call);
  const before = `${isNested ? '(' : ''}await ${imported.name}(${callee}${separator}`;
  const facts = node.module.facts;
  const edits = [
    replaceSpan(facts, call.start, open + 1, before),
    ...(isNested ? [replaceSpan(facts, call.end, call.end, ')')] : []),
    ...(imported.edit ? [imported.edit] : []),
  ];
  // Other code runs in between, and the call on another thread.
  return fixInFile(
    context,
    { kind: 'offload', params: { call: context.finding.params.call ?? callee }, isSafe: false },
    edits,
  );
}
