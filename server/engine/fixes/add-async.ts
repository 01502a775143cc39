import type { Fix } from '../finding.ts';
import { mayAwaitAt } from '../may-await.ts';
import type { FixContext } from '../rules/rule.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** The head of a statement or of a clause, up to what it goes through or enters. */
const forHead = /\bfor\s+[\w\s.,*()[\]]+?\s+in\s+$/;
const withHead = /\bwith\s+$/;

/** `for x in f()` becomes `async for x in f()`, and `with f() as x` becomes `async with f() as x`. */
export function addAsync(context: FixContext): Fix | undefined {
  const { node, span } = context.source;
  const { contexts, loops } = node.facts;
  if (!mayAwaitAt(node, span.start)) return undefined;
  const { facts } = node.module;
  const isHere = ({ value }: { value: { start: number; end: number } }) =>
    value.start === span.start && value.end === span.end;
  const before = context.text.slice(node.facts.bodyStart, span.start);
  const loop = loops.find(isHere);
  const entered = contexts.find(isHere);
  // A generator expression would become an asynchronous one, and `with a, b` is one statement for both.
  if (loop && loop.consumer !== undefined) return undefined;
  if (entered && contexts.filter(({ bodyEnd }) => bodyEnd === entered.bodyEnd).length > 1) return undefined;
  const keyword = loop ? 'for' : 'with';
  const head = (loop ? forHead : withHead).exec(loop ? before.slice(before.lastIndexOf('for')) : before);
  if (!head || (!loop && !entered)) return undefined;
  const at = span.start - head[0].length;
  return fixInFile(context, { kind: 'add-async', params: { keyword }, isSafe: true }, [
    replaceSpan(facts, at, at, 'async '),
  ]);
}
