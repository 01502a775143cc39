import type { Fix } from '../finding.ts';
import { mayAwaitAt } from '../may-await.ts';
import type { FixContext } from '../rules/rule.ts';
import { awaitCall } from './await-expression.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** `f()` becomes `await f()`, and a property's `a.b` `(await a.b)`. */
export function addAwait(context: FixContext): Fix | undefined {
  const { node, call: index } = context.source;
  if (!mayAwaitAt(node, context.source.span.start)) return undefined;
  const params = { call: context.finding.params.call ?? '' };
  const label = { kind: 'add-await', params, isSafe: true };
  const { facts } = node.module;
  if (index === undefined) {
    const { start, end } = context.source.span;
    return fixInFile(context, label, [replaceSpan(facts, start, start, '(await '), replaceSpan(facts, end, end, ')')]);
  }
  const call = facts.calls[index];
  // In a generator expression it would make the generator asynchronous.
  return call && !call.deferred ? fixInFile(context, label, awaitCall(facts, call)) : undefined;
}
