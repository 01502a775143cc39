import { dottedExpression, dottedNameEnd } from './dotted-name.ts';
import type { ArgumentFacts, Expression } from './module-facts.ts';

const string = /"[^"\\\n]*"|'[^'\\\n]*'/y;
const integer = /\d+/y;

/** Words that look like names and begin another expression. */
const notNames = new Set(['await', 'lambda', 'not', 'yield']);

/** Longer strings are known to be strings, and no more. */
export const longestString = 500;

/**
 * The arguments in the parentheses from `start` to `end`, when each is a name, a dotted name, a constant or a plain string,
 * with or without a keyword; undefined when one is anything else. Most calls are like this, and every node that need not be
 * visited spares several looks through the WebAssembly border.
 */
export function plainArguments(text: string, start: number, end: number): ArgumentFacts[] | undefined {
  if (text[start] !== '(') return undefined;
  const found: ArgumentFacts[] = [];
  let at = afterSpace(text, start + 1);
  while (text[at] !== ')') {
    const first = plainValue(text, at);
    if (!first) return undefined;
    let argument: ArgumentFacts = { keyword: undefined, value: first };
    at = afterSpace(text, first.end);
    if (text[at] === '=' && first.kind === 'name') {
      const value = plainValue(text, afterSpace(text, at + 1));
      if (!value) return undefined;
      argument = { keyword: first.name, value };
      at = afterSpace(text, value.end);
    }
    found.push(argument);
    if (text[at] === ',') at = afterSpace(text, at + 1);
    else if (text[at] !== ')') return undefined;
  }
  return at + 1 === end ? found : undefined;
}

function afterSpace(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(++at));
  return at;
}

function plainValue(text: string, start: number): Expression | undefined {
  const end = dottedNameEnd(text, start);
  if (end > start) {
    const name = text.slice(start, end);
    if (name === 'None') return { kind: 'literal', type: 'None', value: name, start, end };
    if (name === 'True' || name === 'False') return { kind: 'literal', type: 'bool', value: name, start, end };
    return notNames.has(name) ? undefined : dottedExpression(name, start);
  }
  string.lastIndex = start;
  if (string.test(text)) {
    const content = text.slice(start + 1, string.lastIndex - 1);
    const value = content.length <= longestString ? content : undefined;
    return { kind: 'literal', type: 'str', value, start, end: string.lastIndex };
  }
  integer.lastIndex = start;
  if (!integer.test(text)) return undefined;
  return { kind: 'literal', type: 'int', value: text.slice(start, integer.lastIndex), start, end: integer.lastIndex };
}
