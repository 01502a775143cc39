import { isCallOf } from '../error-handlers.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { mayAwaitAt } from '../may-await.ts';
import type { CallFacts, Expression, ModuleFacts } from '../module-facts.ts';
import type { FixContext } from '../rules/rule.ts';
import { callsOf, type FunctionNode } from '../value.ts';
import { needsParentheses } from './await-expression.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** `asyncio.run(f(x))`, `loop.run_until_complete(f(x))` and `async_to_sync(f)(x)` become `await f(x)`, where code may await. */
export function awaitInstead(context: FixContext): Fix | undefined {
  const { node, path } = context.source;
  const call = path?.steps[0].edge.call;
  if (!call || !mayAwaitAt(node, call.start) || call.usage === 'awaited') return undefined;
  const edits = call.callee.kind === 'call' ? unwrapped(context, call, call.callee.call) : awaited(context, call);
  if (!edits) return undefined;
  const params = { call: context.finding.params.call ?? '' };
  return fixInFile(context, { kind: 'await-instead', params, isSafe: !makesLoop(node) }, edits);
}

/** What stands around the coroutine goes; only spaces may be lost with it. */
function awaited(context: FixContext, call: CallFacts): TextEdit[] | undefined {
  if (!isCallOf(call, /^(run|run_until_complete)$/)) return undefined;
  // `anyio.run(f, x)` takes the function.
  if (call.callee.kind === 'attribute' && call.callee.object.kind === 'name' && call.callee.object.name === 'anyio') {
    return undefined;
  }
  const [given, ...others] = call.arguments;
  if (!given || others.length > 0 || given.keyword !== undefined) return undefined;
  const before = context.text.slice(call.callee.end, given.value.start);
  const after = context.text.slice(given.value.end, call.end);
  if (!/^\(\s*$/.test(before) || !/^\s*,?\s*\)$/.test(after)) return undefined;
  return replacedAround(context.source.node.module.facts, call, given.value);
}

function replacedAround(facts: ModuleFacts, call: CallFacts, value: Expression): TextEdit[] {
  const isNested = needsParentheses(call);
  const isSimple = value.kind === 'call' || value.kind === 'name' || value.kind === 'attribute';
  const before = `${isNested ? '(' : ''}await ${isSimple ? '' : '('}`;
  const after = `${isSimple ? '' : ')'}${isNested ? ')' : ''}`;
  return [replaceSpan(facts, call.start, value.start, before), replaceSpan(facts, value.end, call.end, after)];
}

/** `async_to_sync(f)(x)` calls what it is given. */
function unwrapped(context: FixContext, call: CallFacts, made: number): TextEdit[] | undefined {
  const { facts } = context.source.node.module;
  const wrapping = facts.calls[made];
  const [given, ...others] = wrapping?.arguments ?? [];
  if (!wrapping || !given || others.length > 0 || given.keyword !== undefined) return undefined;
  if (given.value.kind !== 'name' && given.value.kind !== 'attribute') return undefined;
  const before = context.text.slice(wrapping.callee.end, given.value.start);
  const after = context.text.slice(given.value.end, wrapping.end);
  if (before !== '(' || after !== ')') return undefined;
  const isNested = needsParentheses(call);
  return [
    replaceSpan(facts, call.start, given.value.start, isNested ? '(await ' : 'await '),
    replaceSpan(facts, given.value.end, wrapping.end, ''),
    ...(isNested ? [replaceSpan(facts, call.end, call.end, ')')] : []),
  ];
}

/** Whether a function makes a loop, which is left over then. */
function makesLoop(node: FunctionNode): boolean {
  return callsOf(node).some((call) => isCallOf(call, /^(new_event_loop|set_event_loop)$/));
}
