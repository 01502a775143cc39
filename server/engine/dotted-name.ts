import type { Expression } from './module-facts.ts';

const dotted = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;

/** Where the dotted name that begins at an offset ends; the offset itself when none does. ASCII names only. */
export function dottedNameEnd(text: string, start: number): number {
  dotted.lastIndex = start;
  return dotted.test(text) ? dotted.lastIndex : start;
}

/** The expression of `a.b.c` at an offset, without a walk through its nodes. */
export function dottedExpression(text: string, start: number): Expression {
  let dot = text.indexOf('.');
  const first = dot < 0 ? text : text.slice(0, dot);
  let object: Expression = { kind: 'name', name: first, start, end: start + first.length };
  while (dot >= 0) {
    const next = text.indexOf('.', dot + 1);
    const last = next < 0 ? text.length : next;
    object = { kind: 'attribute', object, name: text.slice(dot + 1, last), start, end: start + last };
    dot = next;
  }
  return object;
}

/** Where an identifier ends; whatever is not ASCII belongs to it. */
export function identifierEnd(text: string, start: number): number {
  let end = start;
  for (; ; end++) {
    const code = text.charCodeAt(end);
    const isPart =
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
    if (!isPart && !(code > 127)) return end;
  }
}

/** Whether a text is a name or names with dots between them, as far as its characters tell. */
export function isDotted(text: string): boolean {
  return /^[\w.]+$/.test(text);
}
