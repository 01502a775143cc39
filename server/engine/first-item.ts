import { nameOf } from './expression-name.ts';
import type { CallFacts, FunctionFacts, Span } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/** Whether a generator that is asked for its first item only does not get to a place in it. */
export function isAfterYield({ resumptions }: FunctionFacts, at: number): boolean {
  return resumptions.some(({ start, end }) => start <= at && at <= end);
}

/** Whether a generator yields what it iterates: `yield from iterated`. */
export function isHandedOn({ resumptions }: FunctionFacts, iterated: Span): boolean {
  return resumptions.some(({ start }) => start === iterated.end);
}

/** Whether a call of `next` is the first that the function makes with an iterator which it has made itself. */
export function isFirstNext({ facts, module }: FunctionNode, call: CallFacts): boolean {
  const iterator = call.arguments[0]?.value;
  if (iterator?.kind !== 'name') return false;
  const { name } = iterator;
  if (facts.bindings.filter(({ target }) => target === name).length !== 1) return false;
  return !facts.calls.some((index) => {
    const other = module.facts.calls[index];
    const given = other?.arguments[0]?.value;
    if (!other || other.start >= call.start || given?.kind !== 'name' || given.name !== name) return false;
    return /^a?next$/.test(nameOf(other.callee) ?? '');
  });
}
