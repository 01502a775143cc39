import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

interface Taking {
  /** How many arguments stand before the callable. */
  readonly before: number;
  /** Whether keywords are for the callable. */
  readonly keywords: boolean;
}

/**
 * How functions take a callable and its arguments. Sources: starlette/concurrency.py, `run_in_threadpool`; asyncio/threads.py,
 * `to_thread`; anyio/to_thread.py, `run_sync`; asyncio/base_events.py, `run_in_executor`.
 */
const taking: ReadonlyMap<string, Taking> = new Map([
  ['fastapi.concurrency.run_in_threadpool', { before: 0, keywords: true }],
  ['asyncio.to_thread', { before: 0, keywords: true }],
  ['anyio.to_thread.run_sync', { before: 0, keywords: false }],
  ['asyncio.AbstractEventLoop.run_in_executor', { before: 1, keywords: false }],
]);

/** `await run_in_threadpool(f, a, k=v)` becomes `await f(a, k=v)`. */
export function awaitDirectly(context: FixContext): Fix | undefined {
  const { node, call: index } = context.source;
  const { facts } = node.module;
  const call = index === undefined ? undefined : facts.calls[index];
  if (call?.usage !== 'awaited' || node.facts.kind !== 'async def') return undefined;
  const { inference } = context.project;
  const [offloader] = inference.evaluate(node, call.callee);
  const way = offloader?.kind === 'external' ? taking.get(inference.knowledge.canonical(offloader.name)) : undefined;
  const given = way && call.arguments[way.before];
  const rest = call.arguments.slice((way?.before ?? 0) + 1);
  if (!way || !given || call.arguments.slice(0, way.before + 1).some(({ keyword }) => keyword !== undefined)) {
    return undefined;
  }
  if (!way.keywords && rest.some(({ keyword }) => keyword !== undefined && keyword !== '*')) return undefined;
  const { value } = given;
  if (value.kind !== 'name' && value.kind !== 'attribute') return undefined;
  // The body of a `def` that returns a coroutine may be there for the thread; what hands over itself would go on for ever.
  const isOther = inference
    .evaluate(node, value)
    .some((one) => one.kind === 'function' && (one.node === node || one.node.facts.kind !== 'async def'));
  if (isOther) return undefined;
  const { text } = context;
  const opening = text.slice(call.callee.end, value.start);
  const behind = text.slice(value.end, call.end);
  const separator = /^\s*(?:,(\s*))?/.exec(behind);
  // What else stands there may be brackets or a comment.
  const plain = way.before === 0 ? /^\s*\(\s*$/ : /^\s*\(\s*[\w.]+\s*,\s*$/;
  if (!plain.test(opening) || !separator) return undefined;
  const function_ = text.slice(value.start, value.end);
  const end = value.end + separator[0].length;
  if (rest.length === 0 ? text.slice(end, call.end) !== ')' : /^[#)\\]/.test(text.slice(end))) return undefined;
  const indent = rest.length > 0 && separator[1]?.includes('\n') ? separator[1] : '';
  const edit = replaceSpan(facts, call.start, end, `${function_}(${indent}`);
  const params = { given: context.finding.params.given ?? function_ };
  return fixInFile(context, { kind: 'await-directly', params, isSafe: true }, [edit]);
}
