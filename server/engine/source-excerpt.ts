import type { Expression, ModuleFacts } from './module-facts.ts';

/** An expression on one line, as written but with long arguments left out: `self.repo.find(…)`. */
export function excerpt(facts: ModuleFacts, expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'attribute':
      return `${excerpt(facts, expression.object)}.${expression.name}`;
    case 'call': {
      const call = facts.calls[expression.call];
      if (!call) return '…()';
      return `${excerpt(facts, call.callee)}(${call.arguments.length > 0 ? '…' : ''})`;
    }
    case 'await':
      return `(await ${excerpt(facts, expression.value)})`;
    case 'subscript':
      return `${excerpt(facts, expression.object)}[…]`;
    case 'literal':
      return expression.value !== undefined && expression.value.length <= 20
        ? expression.type === 'str'
          ? `"${expression.value}"`
          : expression.value
        : '"…"';
    case 'lambda':
      return 'lambda';
    default:
      return '(…)';
  }
}
