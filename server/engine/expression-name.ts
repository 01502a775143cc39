import type { Expression } from './module-facts.ts';

/** The values that an expression may be one of: itself, or the options of a choice, of those in it too. */
export function optionsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'choice' ? expression.options.flatMap(optionsOf) : [expression];
}

/** The last name of a name or attribute expression, of a call's callee too. */
export function nameOf(expression: Expression): string | undefined {
  return expression.kind === 'name' || expression.kind === 'attribute' ? expression.name : undefined;
}

/** `a.b.c` as written; undefined when anything but names is in it. */
export function dotted(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'attribute') return undefined;
  const object = dotted(expression.object);
  return object === undefined ? undefined : `${object}.${expression.name}`;
}
