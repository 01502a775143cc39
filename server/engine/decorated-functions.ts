import { runsWhatItDecorates, wrapperOf } from './decorator-wrapper.ts';
import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { Expression } from './module-facts.ts';
import { classOf, enclosingFunction, type FunctionNode, type Value } from './value.ts';

const unknown: readonly Value[] = [];

/** Whether a function has a decorator of a name, without a call. */
export function hasDecorator(node: FunctionNode, name: string): boolean {
  return node.facts.decorators.some((decorator) => nameOf(decorator) === name);
}

function callsDecorator(node: FunctionNode, name: string): boolean {
  return node.facts.decorators.some((decorator) => {
    const call = decorator.kind === 'call' ? node.module.facts.calls[decorator.call] : undefined;
    return call !== undefined && nameOf(call.callee) === name;
  });
}

/** Whether a decorator keeps the function's results: it blocks once, not for every request. */
export function isMemoized(node: FunctionNode): boolean {
  return node.facts.decorators.some((decorator) => {
    const expression = decorator.kind === 'call' ? node.module.facts.calls[decorator.call]?.callee : decorator;
    return expression !== undefined && /^(lru_cache|cache|cached|alru_cache)$/.test(nameOf(expression) ?? '');
  });
}

/** What decorators make of functions. */
export class DecoratedFunctions {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** Decorators whose effect is not known; the function behind them may behave otherwise. */
  unknownDecorators(node: FunctionNode): readonly Expression[] {
    return node.facts.decorators.filter((decorator) => {
      const scope = enclosingFunction(node);
      if (!scope) return false;
      const expression = decorator.kind === 'call' ? scope.module.facts.calls[decorator.call]?.callee : decorator;
      if (!expression) return true;
      if (/^(setter|getter|deleter)$/.test(nameOf(expression) ?? '')) return false;
      const values = this.inference.evaluate(scope, expression, classOf(node));
      if (values.length === 0) return true;
      return !values.every((value) => {
        if (value.kind !== 'external') return false;
        if (/^fastapi\.|^starlette\./.test(value.name)) return true;
        return this.inference.knowledge.decorator(value.name)?.keeps === true;
      });
    });
  }

  /** What a function is for those that use its name, after its decorators. */
  decorated(node: FunctionNode, receiver: Value | undefined): readonly Value[] {
    const scope = enclosingFunction(node);
    for (const decorator of scope ? node.facts.decorators : []) {
      const expression = decorator.kind === 'call' ? node.module.facts.calls[decorator.call]?.callee : decorator;
      if (!expression || !scope) continue;
      for (const value of this.inference.evaluate(scope, expression, classOf(node))) {
        if (value.kind === 'function' && !runsWhatItDecorates(value.node)) return unknown;
        if (value.kind !== 'external') continue;
        const known = this.inference.knowledge.decorator(value.name);
        if (known && known.keeps === false) return unknown;
      }
    }
    return [{ kind: 'function', node, receiver }];
  }

  /**
   * Whether the framework sees a coroutine function: what the outermost decorator of the project returns decides, else the
   * function itself. Source: starlette/_utils.py, `is_async_callable`; fastapi/dependencies/models.py.
   */
  isAsyncCallable(node: FunctionNode): boolean {
    const isAsync = node.facts.kind === 'async def';
    const wrapper = this.wrapper(node);
    if (!wrapper) return isAsync;
    // Since FastAPI 0.123.5 a wrapper that names what it wraps is looked through.
    return wrapper.facts.kind === 'async def' || (isAsync && callsDecorator(wrapper, 'wraps'));
  }

  /** The function that the outermost decorator of the project puts in the place of a function. */
  private wrapper(node: FunctionNode): FunctionNode | undefined {
    const scope = enclosingFunction(node);
    for (const decorator of scope ? node.facts.decorators : []) {
      const expression = decorator.kind === 'call' ? node.module.facts.calls[decorator.call]?.callee : decorator;
      if (!expression || !scope) continue;
      for (const value of this.inference.evaluate(scope, expression, classOf(node))) {
        const wrapper = value.kind === 'function' ? wrapperOf(value.node, decorator.kind === 'call', node) : undefined;
        if (wrapper) return wrapper;
      }
    }
    return undefined;
  }

  /** The `async def` that the framework calls in the place of a function. */
  asyncWrapper(node: FunctionNode): FunctionNode | undefined {
    const wrapper = this.wrapper(node);
    return wrapper?.facts.kind === 'async def' ? wrapper : undefined;
  }

  /** Whether `@contextmanager` or `@asynccontextmanager` turns a generator function into a context manager. */
  isContextManager(node: FunctionNode): boolean {
    return hasDecorator(node, 'contextmanager') || hasDecorator(node, 'asynccontextmanager');
  }
}
