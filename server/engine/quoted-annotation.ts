import type { Expression, Span } from './module-facts.ts';

/** Whether an expression calls something, which no type does. */
export function holdsCall(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
    case 'lambda':
      return true;
    case 'attribute':
      return holdsCall(expression.object);
    case 'subscript':
      return holdsCall(expression.object) || expression.index.some(holdsCall);
    case 'choice':
      return expression.options.some(holdsCall);
    case 'collection':
      return expression.items.some(holdsCall);
    default:
      return false;
  }
}

/** The expression with every part at one place: that of the string which it was written in. */
export function withSpan(expression: Expression, at: Span): Expression {
  const { start, end } = at;
  switch (expression.kind) {
    case 'attribute':
      return { ...expression, object: withSpan(expression.object, at), start, end };
    case 'subscript': {
      const index = expression.index.map((item) => withSpan(item, at));
      return { ...expression, object: withSpan(expression.object, at), index, start, end };
    }
    case 'choice':
      return { ...expression, options: expression.options.map((option) => withSpan(option, at)), start, end };
    default:
      return { ...expression, start, end };
  }
}
