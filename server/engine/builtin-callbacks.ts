import { blockerAt } from './blocking-condition.ts';
import type { Blocker, CallEdge } from './call-edge.ts';
import type { CalledParameters } from './called-parameters.ts';
import { isMemoized } from './decorated-functions.ts';
import { nameOf } from './expression-name.ts';
import { isFirstNext } from './first-item.ts';
import type { CallContext, FunctionVariants } from './function-variants.ts';
import { implementations } from './implementations.ts';
import type { ImplicitEdges } from './implicit-edges.ts';
import type { Inference } from './inference.ts';
import type { ArgumentFacts, CallFacts, Expression, Span } from './module-facts.ts';
import { builtinMethods } from './special-methods.ts';
import { asCall, type FunctionNode, type Value } from './value.ts';

/** Library callables that iterate their arguments at once. */
export const iteratesNow =
  /^builtins\.(list|tuple|set|sorted|sum|min|max|any|all|next|dict|frozenset|str\.join|bytes\.join)$|^collections\.\w+$|^functools\.reduce$/;
/** Library callables that only make an iterator. */
export const givesIterator = /^builtins\.(map|filter|zip|enumerate|iter)$|^itertools\.|^concurrent\.futures\.\w+\.map$/;
/** Those that iterate theirs when their result is iterated. */
const iteratesLater = /^builtins\.(map|filter|zip|enumerate|iter)$|^itertools\./;
/** Methods of containers that iterate their argument, where the container's type has no name. */
const iteratingMethod = /^(extend|extendleft)$/;
/** Callables that call what they are given when their result is iterated. */
const lazyCallback = /^builtins\.(map|filter)$|^itertools\.(starmap|takewhile|dropwhile|filterfalse)$/;
/** Responses whose asynchronous iterator is iterated on the loop. */
export const streamingResponse = /(^|\.)(StreamingResponse|EventSourceResponse)$/;
/** Built-in functions whose special method makes an iterator. */
const givesIteratorOf = /^(iter|reversed)$/;
const exitStack = /^contextlib\.(Async)?ExitStack\./;
/** Last names of what calls or iterates its arguments: what is not called so needs no look. */
const takesCallback =
  /^(list|tuple|set|sorted|sum|min|max|any|all|next|dict|frozenset|map|filter|starmap|takewhile|dropwhile|filterfalse|reduce|sort|start_soon|call_soon|call_later|call_at|call_soon_threadsafe|add_done_callback|enter_context|enter_async_context|closing|anext|__anext__|__next__|enumerate|zip|iter|extend|extendleft|islice|chain|from_iterable|accumulate|batched|pairwise|deque|Counter|join|StreamingResponse|EventSourceResponse)$/;

/** What built-in functions, and some of the standard library, call and iterate that they are given. */
export class BuiltinCallbacks {
  private readonly inference: Inference;
  private readonly implicit: ImplicitEdges;
  private readonly variants: FunctionVariants;
  private readonly parameters: CalledParameters;

  constructor(inference: Inference, implicit: ImplicitEdges, variants: FunctionVariants, parameters: CalledParameters) {
    this.inference = inference;
    this.implicit = implicit;
    this.variants = variants;
    this.parameters = parameters;
  }

  /** Whether a call, by its number, runs an iterator to its end that is, or stands in, one of its arguments. */
  iterates(node: FunctionNode, consumer: number, iterator: Span): boolean {
    const call = node.module.facts.calls[consumer];
    if (!call) return false;
    // `f(*iterator)` runs it before it calls anything.
    const isUnpacked = call.arguments.some(
      ({ keyword, value }) => keyword === '*' && value.start <= iterator.start && iterator.end <= value.end,
    );
    if (isUnpacked) return true;
    const names = this.externalNames(node, call.callee);
    if (names.length === 0) return call.callee.kind === 'attribute' && iteratingMethod.test(call.callee.name);
    if (names.some((name) => iteratesNow.test(name))) return true;
    return names.some((name) => iteratesLater.test(name)) && this.isIterated(node, call);
  }

  /** Whether the iterator that a call makes is run to its end where it is made. */
  isIterated(node: FunctionNode, call: CallFacts): boolean {
    return call.usage === 'iterated' || (call.usage === 'argument' && this.iterates(node, call.argumentOf, call));
  }

  /** Qualified names of the library callables that an expression may be. */
  externalNames(node: FunctionNode, expression: Expression): readonly string[] {
    return this.inference
      .evaluate(node, expression)
      .flatMap((value) => (value.kind === 'external' ? [value.name] : []));
  }

  /**
   * What a library function calls at once, or the loop after it: the function of `map`, the key of `sorted`, the iterator
   * that `list` runs to its end, the callback of `call_soon`.
   */
  edges(node: FunctionNode, call: CallFacts, context: CallContext): readonly CallEdge[] {
    const unpacked = call.arguments.filter(({ keyword }) => keyword === '*');
    return [...this.iterating(node, unpacked), ...this.calledEdges(node, call, context)];
  }

  private calledEdges(node: FunctionNode, call: CallFacts, context: CallContext): readonly CallEdge[] {
    const name = nameOf(call.callee) ?? '';
    const methods = builtinMethods.get(name);
    if (methods && this.implicit.has(methods)) return this.specialMethod(node, call, methods);
    if (!takesCallback.test(name)) return [];
    const onLoop = this.calledByLoop(node, call, name);
    if (onLoop) return this.runEdge(node, call, onLoop, context, name === 'start_soon');
    const entered = this.enteredBy(node, call, name);
    if (entered) return entered;
    const key = call.arguments.find((argument) => argument.keyword === 'key')?.value;
    const callee = this.builtin(node, call, name);
    if (callee === undefined) return this.isExtending(node, call) ? this.iterating(node, call.arguments) : [];
    const first = call.arguments[0]?.value;
    const edges: CallEdge[] = [];
    if (key) edges.push(...this.runEdge(node, call, key, context));
    if (!first) return edges;
    if (callee === 'functools.reduce') edges.push(...this.runEdge(node, call, first, context));
    else if (lazyCallback.test(callee)) {
      const outer = node.module.facts.calls[call.argumentOf];
      const isAwaited = outer !== undefined && this.parameters.takesCoroutine(node, outer);
      if (this.isIterated(node, call)) {
        edges.push(...this.runEdge(node, call, first, context, isAwaited));
        edges.push(...this.iterating(node, call.arguments.slice(1)));
      }
    } else if (iteratesNow.test(callee)) {
      const iterating = this.iterating(node, call.arguments.slice(0, 1));
      edges.push(...(callee === 'builtins.next' ? this.begun(node, call, iterating) : iterating));
    } else if (this.isIterated(node, call) && (callee !== 'builtins.iter' || call.usage === 'iterated')) {
      edges.push(...this.iterating(node, call.arguments));
    }
    return edges;
  }

  /** The edges of iterators that a call runs to their end and that were not made as its arguments. */
  private iterating(node: FunctionNode, given: readonly ArgumentFacts[]): readonly CallEdge[] {
    return given.flatMap(({ keyword, value }) => {
      if ((keyword ?? '*') !== '*' || (value.kind !== 'call' && value.kind !== 'name')) return [];
      return [
        ...this.implicit.edges(node, value, ['__iter__', '__next__']),
        ...this.implicit.keptIterator(node, value),
      ];
    });
  }

  /** Whether a call is one of `list.extend`, of a list whose type has no name. */
  private isExtending(node: FunctionNode, { callee }: CallFacts): boolean {
    const isMethod = callee.kind === 'attribute' && iteratingMethod.test(callee.name);
    return isMethod && this.externalNames(node, callee).length === 0;
  }

  /** The edges of a call of `next`, which runs a generator from one `yield` to the one after it. */
  private begun(node: FunctionNode, call: CallFacts, edges: readonly CallEdge[]): readonly CallEdge[] {
    if (!isFirstNext(node, call)) return edges;
    return edges.map((edge) => ({
      ...edge,
      targets: edge.targets.map((target) => (target.facts.isGenerator ? this.variants.untilYield(target) : target)),
    }));
  }

  /** What is entered, closed or streamed that a call is given, where it is no call that has an edge of its own. */
  private enteredBy(node: FunctionNode, call: CallFacts, name: string): readonly CallEdge[] | undefined {
    const given = call.arguments.find(({ keyword }) => keyword === undefined || keyword === 'content')?.value;
    const isOf = (names: RegExp) => this.externalNames(node, call.callee).some((callee) => names.test(callee));
    switch (name) {
      case 'enter_context':
      case 'enter_async_context':
        if (!given || !isOf(exitStack)) return [];
        return this.implicit.edges(
          node,
          given,
          name === 'enter_context' ? ['__enter__', '__exit__'] : ['__aenter__', '__aexit__'],
        );
      case 'closing':
        return given && isOf(/^contextlib\.closing$/) ? this.implicit.edges(node, given, ['close']) : [];
      case 'anext':
        return given && isOf(/^builtins\.anext$/)
          ? this.begun(node, call, this.implicit.edges(node, given, ['__anext__']))
          : [];
      case '__anext__':
      case '__next__':
        return call.callee.kind === 'attribute' ? this.implicit.edges(node, call.callee.object, [name]) : [];
      case 'StreamingResponse':
      case 'EventSourceResponse':
        return given && isOf(streamingResponse) ? this.implicit.edges(node, given, ['__anext__']) : [];
      default:
        return undefined;
    }
  }

  /** The special method that `len(object)` and its like call. */
  private specialMethod(node: FunctionNode, call: CallFacts, methods: readonly string[]): readonly CallEdge[] {
    const object = call.arguments[0]?.value;
    const isBuiltin = this.externalNames(node, call.callee).some((name) => name.startsWith('builtins.'));
    const edges =
      object && isBuiltin ? this.implicit.operation(node, { ...call, object, other: undefined, methods }) : [];
    if (!givesIteratorOf.test(nameOf(call.callee) ?? '') || this.isIterated(node, call)) return edges;
    // A generator only begins when somebody asks it for an item.
    return edges.filter(({ targets }) => !targets.every((target) => target.facts.isGenerator));
  }

  private builtin(node: FunctionNode, call: CallFacts, name: string): string | undefined {
    const [callee] = this.externalNames(node, call.callee);
    if (callee !== undefined) return iteratesNow.test(callee) || iteratesLater.test(callee) ? callee : undefined;
    const isList =
      name === 'sort' &&
      call.callee.kind === 'attribute' &&
      this.inference.evaluate(node, call.callee.object).some(({ kind }) => kind === 'container');
    return isList ? 'builtins.list.sort' : undefined;
  }

  /** The callable that the event loop calls later, on its own thread. */
  private calledByLoop(node: FunctionNode, call: CallFacts, name: string): Expression | undefined {
    if (call.callee.kind !== 'attribute') return undefined;
    switch (name) {
      case 'start_soon':
        // A task group often has no known type; its method's name is telling enough.
        return this.inference.evaluate(node, call.callee).some(({ kind }) => kind === 'function')
          ? undefined
          : call.arguments[0]?.value;
      case 'add_done_callback':
        // That of a thread's future is called in the thread.
        return this.isTask(node, call.callee.object) ? call.arguments[0]?.value : undefined;
      default: {
        const entries = this.externalNames(node, call.callee).map((callee) =>
          this.inference.knowledge.offloader(callee),
        );
        const position = entries.find((entry) => entry?.runs === 'event loop')?.callable;
        return position === undefined ? undefined : call.arguments[position]?.value;
      }
    }
  }

  private isTask(node: FunctionNode, object: Expression): boolean {
    const made =
      object.kind === 'name' ? node.facts.bindings.find(({ target }) => target === object.name)?.value : object;
    const call = asCall(node.module, made);
    return call !== undefined && /^(create_task|ensure_future)$/.test(nameOf(call.callee) ?? '');
  }

  /** The edge of a callable that is given and called right away, or with `isAwaited`, of a coroutine function too. */
  private runEdge(
    node: FunctionNode,
    call: CallFacts,
    given: Expression,
    context: CallContext,
    isAwaited = false,
  ): readonly CallEdge[] {
    const targets: FunctionNode[] = [];
    const blockers: Blocker[] = [];
    let mayBeHarmless = false;
    const add = (callee: Value): void => {
      const before = targets.length + blockers.length;
      if (callee.kind === 'function') {
        const { facts } = callee.node;
        if ((isAwaited || facts.kind !== 'async def') && !facts.isGenerator && !isMemoized(callee.node)) {
          targets.push(...implementations(this.inference, callee.node, callee.receiver));
        }
      } else if (callee.kind === 'instance') {
        const method = this.inference.classes.findMethod(callee.node, '__call__');
        if (method?.facts.kind === 'def') targets.push(method);
      } else if (callee.kind === 'external') {
        const fact = this.inference.knowledge.find(callee.name);
        const blocker = fact && blockerAt(fact, undefined, { inference: this.inference, node });
        if (blocker) blockers.push(blocker);
      } else if (callee.kind === 'partial') {
        for (const inner of callee.callees) add(inner);
        return;
      }
      if (targets.length + blockers.length === before) mayBeHarmless = true;
    };
    for (const callee of this.variants.evaluate(node, given, context)) add(callee);
    if (targets.length === 0 && blockers.length === 0) return [];
    return [{ span: call, call: undefined, expression: call.callee, targets, blockers, mayBeHarmless }];
  }
}
