import { withInner } from './decorator-wrapper.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/** A call in a decorator of the project that makes another decorator and applies it to what is decorated. */
export interface AppliedDecorator {
  readonly scope: FunctionNode;
  /** The call that makes the decorator: `method(path)` in `return method(path)(function)`. */
  readonly made: CallFacts;
}

/** The decorators that a decorator, or the function that makes one, applies to the function that it is given. */
export function appliedDecorators(decorator: FunctionNode): readonly AppliedDecorator[] {
  const functions = withInner(decorator);
  const parameters = new Set(functions.flatMap((fn) => fn.facts.parameters.map(({ name }) => name)));
  return functions.flatMap((scope) => {
    const { calls } = scope.module.facts;
    const isGiven = (expression: Expression | undefined, depth = 0): boolean => {
      if (expression?.kind === 'name') {
        if (parameters.has(expression.name)) return true;
        // `wrapped = wrap(function)`, and `wrap(function)` itself.
        const binding = scope.facts.bindings.find(({ target }) => target === expression.name);
        return depth < 3 && isGiven(binding?.value, depth + 1);
      }
      const call = expression?.kind === 'call' ? calls[expression.call] : undefined;
      return depth < 3 && isGiven(call?.arguments[0]?.value, depth + 1);
    };
    return scope.facts.calls.flatMap((index) => {
      const call = calls[index];
      const made = call?.callee.kind === 'call' ? calls[call.callee.call] : undefined;
      return call && made && isGiven(call.arguments[0]?.value) ? [{ scope, made }] : [];
    });
  });
}
