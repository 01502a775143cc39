import type { TextEdit } from '../finding.ts';
import type { CallFacts, ModuleFacts, Usage } from '../module-facts.ts';
import { replaceSpan } from './line-edits.ts';

const bindsTighter: ReadonlySet<Usage> = new Set(['object of attribute', 'object of subscript', 'called', 'operand']);

/** Whether `await` in front of the call would bind to more than the call, as in `await f().x`. */
export function needsParentheses(call: CallFacts): boolean {
  return bindsTighter.has(call.usage);
}

/** Edits that put `await` in front of a call, in parentheses where its result is used at once. */
export function awaitCall(facts: ModuleFacts, call: CallFacts): TextEdit[] {
  if (!needsParentheses(call)) return [replaceSpan(facts, call.start, call.start, 'await ')];
  return [replaceSpan(facts, call.start, call.start, '(await '), replaceSpan(facts, call.end, call.end, ')')];
}
