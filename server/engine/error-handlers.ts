import { nameOf } from './expression-name.ts';
import type { CallFacts, FunctionFacts, HandlerFacts, ModuleFacts, Span } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/** Whether a `try` around a place, or a `suppress`, names an exception that its body may raise. */
export function isCaught({ facts, module }: FunctionNode, position: number, exception: string): boolean {
  if (triesAround(facts, position).some(({ handlers }) => handlers.some((handler) => catches(handler, exception)))) {
    return true;
  }
  return facts.contexts.some(({ value, bodyEnd }) => {
    const call = value.kind === 'call' && isIn({ start: value.end, end: bodyEnd }, position) ? value.call : undefined;
    const suppressing = call === undefined ? undefined : module.facts.calls[call];
    if (!suppressing || !isCallOf(suppressing, /^suppress$/)) return false;
    return suppressing.arguments.some((argument) => {
      const name = nameOf(argument.value);
      return name === exception || name === 'Exception';
    });
  });
}

/** Whether a handler names an exception, alone or among others. */
export function catches({ catches: names }: HandlerFacts, exception: string): boolean {
  return names.some((name) => name === exception || name.endsWith(`.${exception}`));
}

/** Whether a handler catches every error, as `except:` and `except Exception:` do. */
export function catchesAll(handler: HandlerFacts): boolean {
  return handler.catches.length === 0 || catches(handler, 'Exception') || catches(handler, 'BaseException');
}

/** The `try` statements in whose body a place is. */
export function triesAround(facts: FunctionFacts, position: number): FunctionFacts['tries'] {
  return facts.tries.filter(({ body }) => isIn(body, position));
}

/** The calls of a function within a part of it. */
export function callsWithin(module: ModuleFacts, facts: FunctionFacts, part: Span): readonly CallFacts[] {
  return facts.calls.flatMap((index) => {
    const call = module.calls[index];
    return call && isIn(part, call.start) ? [call] : [];
  });
}

/** Whether a call is of a function or method of one of the names. */
export function isCallOf(call: CallFacts, name: RegExp): boolean {
  return name.test(nameOf(call.callee) ?? '');
}

/** Whether a place is in a part of a file. */
export function isIn({ start, end }: Span, position: number): boolean {
  return start <= position && position < end;
}
