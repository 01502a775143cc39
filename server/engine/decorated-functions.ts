import { runsWhatItDecorates, withInner, wrapperOf } from './decorator-wrapper.ts';
import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { asCall, type ClassNode, classOf, enclosingFunction, type FunctionNode, type Value } from './value.ts';

const unknown: readonly Value[] = [];

/** Methods that register a function and give it back, and the parts of a property. */
const givesBack =
  /^(get|post|put|patch|delete|head|options|trace|api_route|route|websocket|websocket_route|middleware|exception_handler|on_event|setter|getter|deleter)$/;
/** Modules whose decorators leave alone where the function runs. */
const knownModules = /^(fastapi|starlette|pydantic|functools|contextlib|abc|typing|typing_extensions|dataclasses)\./;

/** Whether a function has a decorator of a name, without a call. */
export function hasDecorator(node: FunctionNode, name: string): boolean {
  return node.facts.decorators.some((decorator) => nameOf(decorator) === name);
}

function callsDecorator(node: FunctionNode, name: string): boolean {
  return node.facts.decorators.some((decorator) => {
    const call = asCall(node.module, decorator);
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

/** A decorator of the project and the function that it puts in the place of the decorated one. */
export interface Wrapping {
  readonly decorator: Expression;
  /** The call that makes the decorator, and the function which that calls; undefined for one that is no call. */
  readonly made: { readonly call: CallFacts; readonly by: Value & { readonly kind: 'function' } } | undefined;
  readonly wrapper: FunctionNode;
}

/** What decorators make of functions. */
export class DecoratedFunctions {
  private readonly inference: Inference;
  private readonly doubtful = new Map<FunctionNode, boolean>();

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

  /**
   * Whether it is not known what a decorator makes of a function, so that a call of its name may run something else, or run
   * it elsewhere. Those of the project are known by their code, those that only register the function give it back.
   */
  isDoubtful(node: FunctionNode): boolean {
    if (node.facts.decorators.length === 0) return false;
    const of = node.specialization?.of ?? node;
    let isDoubtful = this.doubtful.get(of);
    if (isDoubtful === undefined) {
      isDoubtful = of.facts.decorators.some((decorator) => this.isUnknown(of, decorator));
      this.doubtful.set(of, isDoubtful);
    }
    return isDoubtful;
  }

  private isUnknown(node: FunctionNode, decorator: Expression): boolean {
    const scope = enclosingFunction(node);
    const expression = decorator.kind === 'call' ? node.module.facts.calls[decorator.call]?.callee : decorator;
    if (!scope || !expression) return true;
    if (expression.kind === 'attribute' && givesBack.test(expression.name)) return false;
    const values = this.inference.evaluate(scope, expression, classOf(node));
    return (
      values.length === 0 ||
      values.some((value) => {
        if (value.kind === 'function') return !runsWhatItDecorates(value.node);
        if (value.kind === 'class') return !this.callsWhatItKeeps(value.node, decorator.kind === 'call');
        if (value.kind !== 'external') return true;
        return !knownModules.test(value.name) && this.inference.knowledge.decorator(value.name)?.keeps !== true;
      })
    );
  }

  /** What a function is for those that use its name, after its decorators. */
  decorated(node: FunctionNode, receiver: Value | undefined): readonly Value[] {
    const scope = enclosingFunction(node);
    for (const decorator of scope ? node.facts.decorators : []) {
      const expression = decorator.kind === 'call' ? node.module.facts.calls[decorator.call]?.callee : decorator;
      if (!expression || !scope) continue;
      for (const value of this.inference.evaluate(scope, expression, classOf(node))) {
        if (value.kind === 'function' && !runsWhatItDecorates(value.node)) return unknown;
        if (value.kind === 'class' && !this.callsWhatItKeeps(value.node, decorator.kind === 'call')) return unknown;
        if (value.kind !== 'external') continue;
        const known = this.inference.knowledge.decorator(value.name);
        if (known && known.keeps === false) return unknown;
      }
    }
    return [{ kind: 'function', node, receiver }];
  }

  /**
   * Whether an object that stands in the place of a function, or with `isFactory` one that is a decorator, calls the function
   * itself. One that hands it to a thread does not.
   */
  private callsWhatItKeeps(cls: ClassNode, isFactory: boolean): boolean {
    const call = this.inference.classes.findMethod(cls, '__call__');
    if (!call || isFactory) return call !== undefined && runsWhatItDecorates(call);
    const init = this.inference.classes.findMethod(cls, '__init__');
    const given = new Set(init?.facts.parameters.map(({ name }) => name));
    const kept = new Set(
      init?.facts.bindings.flatMap(({ target, value }) =>
        value?.kind === 'name' && given.has(value.name) ? [target.replace(/^self\./, '')] : [],
      ),
    );
    return withInner(call).some(({ facts, module }) =>
      facts.calls.some((index) => {
        const callee = module.facts.calls[index]?.callee;
        return callee?.kind === 'attribute' && callee.object.kind === 'name' && kept.has(callee.name);
      }),
    );
  }

  /**
   * Whether the framework sees a coroutine function: what the outermost decorator of the project returns decides, else the
   * function itself. Source: starlette/_utils.py, `is_async_callable`; fastapi/dependencies/models.py.
   *
   * @param looksThrough Whether a wrapper that names what it wraps is looked through.
   */
  isAsyncCallable(node: FunctionNode, looksThrough: boolean): boolean {
    const isAsync = node.facts.kind === 'async def';
    const wrapper = this.wrapper(node);
    if (!wrapper) return isAsync;
    return wrapper.facts.kind === 'async def' || (isAsync && looksThrough && callsDecorator(wrapper, 'wraps'));
  }

  /**
   * Whether a `def` with `functools.wraps` stands in the place of a function whose call only makes a coroutine or a generator:
   * who does not look through it gets that and nothing more.
   */
  isHiddenByDef(node: FunctionNode): boolean {
    if (node.facts.kind !== 'async def' && !node.facts.isGenerator) return false;
    const wrapper = this.wrapper(node);
    return wrapper?.facts.kind === 'def' && !wrapper.facts.isGenerator && callsDecorator(wrapper, 'wraps');
  }

  /** The function that the outermost decorator of the project puts in the place of a function. */
  private wrapper(node: FunctionNode): FunctionNode | undefined {
    return this.wrappings(node)[0]?.wrapper;
  }

  /** The functions that decorators of the project put around a function, the outermost first. */
  wrappings(node: FunctionNode): readonly Wrapping[] {
    const scope = enclosingFunction(node);
    const found: Wrapping[] = [];
    for (const decorator of scope ? node.facts.decorators : []) {
      const call = asCall(node.module, decorator);
      const expression = decorator.kind === 'call' ? call?.callee : decorator;
      if (!expression || !scope) continue;
      for (const by of this.inference.evaluate(scope, expression, classOf(node))) {
        const wrapper = by.kind === 'function' ? wrapperOf(by.node, call !== undefined, node) : undefined;
        if (!wrapper || by.kind !== 'function') continue;
        found.push({ decorator, made: call && { call, by }, wrapper });
        break;
      }
    }
    return found;
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
