import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { awaitCall } from './await-expression.ts';
import { fixInFile } from './fix-in-file.ts';

/** `f()` becomes `await f()`. */
export function addAwait(context: FixContext): Fix | undefined {
  const { node, call: index } = context.source;
  const call = index === undefined ? undefined : node.module.facts.calls[index];
  // In a generator expression it would make the generator asynchronous.
  if (!call || call.deferred || node.facts.kind !== 'async def') return undefined;
  const params = { call: context.finding.params.call ?? '' };
  return fixInFile(context, { kind: 'add-await', params, isSafe: true }, awaitCall(node.module.facts, call));
}
