import { blockerAt } from './blocking-condition.ts';
import { BuiltinCallbacks } from './builtin-callbacks.ts';
import type { Blocker, CallEdge } from './call-edge.ts';
import { CalledParameters } from './called-parameters.ts';
import { hasDecorator, isMemoized } from './decorated-functions.ts';
import { isOnlyWrapper } from './decorator-wrapper.ts';
import { ExecutorWaits } from './executor-waits.ts';
import { optionsOf } from './expression-name.ts';
import { FilledAttributes } from './filled-attributes.ts';
import { isAfterYield } from './first-item.ts';
import { type CallContext, FunctionVariants, isExcluded, isSuper, nothingKnown } from './function-variants.ts';
import { implementations } from './implementations.ts';
import { ImplicitEdges, ImplicitNames } from './implicit-edges.ts';
import type { Inference } from './inference.ts';
import type { LibraryFact } from './knowledge-index.ts';
import { ModelValidators } from './model-validators.ts';
import type { CallFacts, Expression, Usage } from './module-facts.ts';
import { ObjectLifetimes } from './object-lifetime.ts';
import { branchAt, isFillIn } from './parameter-guards.ts';
import { ResultUse } from './result-use.ts';
import { becomesTask } from './task-creation.ts';
import { UnsetAttributes } from './unset-attributes.ts';
import {
  asCall,
  type ClassNode,
  classOf,
  type FunctionNode,
  type Module,
  type Specialization,
  type Value,
} from './value.ts';

/** Calls whose result a function keeps in a module's variable (`global x; x = make()`): a singleton, made once. */
function onceOnly(node: FunctionNode): ReadonlySet<number> {
  const { globals, bindings } = node.facts;
  const calls = new Set<number>();
  if (globals.length === 0) return calls;
  for (const { target, value } of bindings) {
    if (value?.kind === 'call' && globals.includes(target)) calls.add(value.call);
  }
  return calls;
}

/** The values that stand for each other with that of a call: those that a function returns, or binds to the same name. */
function valuesInstead(node: FunctionNode, call: CallFacts): readonly Expression[] {
  const { returns, bindings } = node.facts;
  if (call.usage === 'returned') return returns.flatMap(optionsOf);
  if (call.usage !== 'assigned') return [];
  const valuesOf = (value: Expression | undefined) => (value ? optionsOf(value) : []);
  const own = bindings.find(({ value }) =>
    valuesOf(value).some((option) => option.kind === 'call' && node.module.facts.calls[option.call] === call),
  );
  return bindings.filter(({ target }) => target === own?.target).flatMap(({ value }) => valuesOf(value));
}

/** What a call of a value runs. */
interface CallRun {
  readonly targets: readonly FunctionNode[];
  readonly blockers: readonly Blocker[];
  /** It may be one of these, or nothing. */
  readonly isPartial?: boolean;
}

/**
 * The calls of a function that run as a part of it: plain calls, awaited coroutines, tasks, entered context managers and
 * iterated generators. What is handed to a thread or a process is passed, not called, and so is no edge.
 */
export class CallGraph {
  private readonly inference: Inference;
  private readonly lifetimes: ObjectLifetimes;
  private readonly unset: UnsetAttributes;
  private readonly filled: FilledAttributes;
  private readonly edges = new Map<FunctionNode, readonly CallEdge[]>();
  private readonly variants: FunctionVariants;
  private readonly implicit: ImplicitEdges;
  private readonly callbacks: BuiltinCallbacks;
  private readonly results: ResultUse;
  private readonly executors: ExecutorWaits;
  private readonly validators: ModelValidators;

  /** @param isPathOperation Whether FastAPI makes the response of what a function returns. */
  constructor(inference: Inference, modules: Iterable<Module>, isPathOperation: (node: FunctionNode) => boolean) {
    this.inference = inference;
    this.lifetimes = new ObjectLifetimes(inference);
    const all = [...modules];
    this.unset = new UnsetAttributes(inference, all);
    this.filled = new FilledAttributes(inference, all);
    const names = new ImplicitNames(inference, all);
    const parameters = new CalledParameters(inference);
    this.variants = new FunctionVariants(inference, parameters, names.properties);
    this.implicit = new ImplicitEdges(inference, names);
    this.callbacks = new BuiltinCallbacks(inference, this.implicit, this.variants, parameters);
    this.validators = new ModelValidators(inference);
    this.executors = new ExecutorWaits(inference);
    this.results = new ResultUse(inference, this.callbacks, parameters, isPathOperation);
  }

  /** Edges of a function in the order in which it runs them. */
  edgesOf(node: FunctionNode): readonly CallEdge[] {
    let edges = this.edges.get(node);
    if (!edges) {
      const found = node.specialization ? this.specialEdges(node.specialization) : this.find(node);
      edges = this.inference.declared.isEmpty ? found : found.map((edge) => this.withDeclared(edge));
      this.edges.set(node, edges);
    }
    return edges;
  }

  /** The functions themselves and all that they run, directly or not, each once. */
  *reachedFrom(roots: Iterable<FunctionNode>): Generator<FunctionNode> {
    const reached = new Set(roots);
    for (const node of reached) {
      yield node;
      for (const { targets } of this.edgesOf(node)) for (const target of targets) reached.add(target);
    }
  }

  /** A function as it runs on an object of a class, whose methods may override those that the function calls. */
  calledOn(node: FunctionNode, cls: ClassNode): FunctionNode {
    return this.variants.on(node, cls);
  }

  /** Whether a step to a function goes through a decorator of which nothing is known. */
  isDoubtful(target: FunctionNode): boolean {
    return this.inference.decorators.isDoubtful(target);
  }

  /** Functions that are declared to block stand for themselves: what they call is not asked for. */
  private withDeclared(edge: CallEdge): CallEdge {
    const blockers = edge.targets.flatMap((target) => this.inference.declared.blockerOf(target) ?? []);
    if (blockers.length === 0) return edge;
    const targets = edge.targets.filter((target) => !this.inference.declared.blockerOf(target));
    return { ...edge, targets, blockers: [...edge.blockers, ...blockers] };
  }

  private specialEdges({ of, known, self, given, untilYield, isDropped }: Specialization): readonly CallEdge[] {
    const edges: CallEdge[] = [];
    const context = { known, given, untilYield, isDropped };
    const isOther = given.size > 0 || untilYield || isDropped;
    for (const edge of isOther ? this.find(of, context) : this.edgesOf(of)) {
      const { call } = edge;
      const { start, end } = edge.span;
      const guards = (call ?? branchAt(of.facts, start))?.guards ?? [];
      if (isExcluded(of, { start, end, guards }, edge.expression, known)) continue;
      const isCalled = call !== undefined || edge.blockers.length === 0;
      const methods = self && isCalled ? this.variants.overriding(of, edge.expression, self) : undefined;
      if (self && methods) {
        const receiver: Value = { kind: 'instance', node: self, parameters: [] };
        const targets = methods
          .flatMap((method) => implementations(this.inference, method, receiver))
          .map((target) => (call ? this.variants.specialized(target, of, call, receiver, context) : target));
        edges.push({ ...edge, targets, blockers: [], mayBeHarmless: false });
      } else if (
        call &&
        call.callee === edge.expression &&
        (this.variants.handsOn(of, call, known) || this.variants.isConfirmed(of, call, known))
      ) {
        edges.push(this.callEdge(of, call, context) ?? edge);
      } else edges.push(edge);
    }
    return edges;
  }

  private find(node: FunctionNode, context = nothingKnown): CallEdge[] {
    const edges: CallEdge[] = [];
    const { facts } = node.module;
    if (!node.module.isLibrary) edges.push(...this.wrapperEdges(node));
    const once = onceOnly(node);
    const runs = (at: number) => !context.untilYield || !isAfterYield(node.facts, at);
    for (const index of node.facts.calls) {
      const call = facts.calls[index];
      if (
        !call ||
        !runs(call.start) ||
        (call.deferred && !this.callbacks.iterates(node, call.consumer, call)) ||
        call.outsideServing ||
        isFillIn(call) ||
        this.filled.absenceFor(node, call) === 'never' ||
        // A task that is started once goes on beside the requests.
        (call.once === 'process' && !becomesTask(node, call)) ||
        once.has(index) ||
        call.usage === 'decorator'
      )
        continue;
      const edge = this.callEdge(node, call, context);
      if (edge) edges.push(edge);
      edges.push(...this.callbacks.edges(node, call, context));
      for (const validator of this.validators.ofCall(node, call)) {
        const targets = [validator];
        edges.push({ span: call, call, expression: call.callee, targets, blockers: [], mayBeHarmless: false });
      }
    }
    const implicit: CallEdge[] = [];
    for (const entered of node.facts.contexts) {
      const { value, isAsync, bodyEnd } = entered;
      if (!runs(value.start)) continue;
      const isLeft = runs(bodyEnd);
      const waits = isLeft ? this.executors.atExit(node, entered) : undefined;
      if (waits) {
        implicit.push({
          span: value,
          call: undefined,
          expression: value,
          targets: [],
          blockers: [waits],
          mayBeHarmless: false,
        });
        continue;
      }
      const methods = isAsync ? ['__aenter__', '__aexit__'] : ['__enter__', '__exit__'];
      implicit.push(...this.implicit.edges(node, value, isLeft ? methods : methods.slice(0, 1)));
    }
    for (const { value, isAsync, consumer } of node.facts.loops) {
      if (!runs(value.start)) continue;
      if (consumer !== undefined && !this.callbacks.iterates(node, consumer, value)) continue;
      const methods = isAsync ? ['__aiter__', '__anext__'] : ['__iter__', '__next__'];
      implicit.push(...this.implicit.edges(node, value, methods), ...this.implicit.keptIterator(node, value));
    }
    const { attributes, operations, bindings } = node.facts;
    for (const attribute of attributes)
      if (runs(attribute.start))
        for (const edge of this.implicit.properties(node, attribute)) implicit.push(this.keptProperty(edge));
    for (const operation of operations)
      if (runs(operation.start)) implicit.push(...this.implicit.operation(node, operation));
    for (const binding of bindings) if (runs(binding.start)) implicit.push(...this.implicit.assignment(node, binding));
    for (const edge of implicit) edges.push(...this.underConditions(node, edge));
    return edges;
  }

  /** A property that is worked out once for an object, which may be older than the request. */
  private keptProperty(edge: CallEdge): CallEdge {
    const isKept = edge.targets.some(
      (target) => hasDecorator(target, 'cached_property') && this.lifetimes.mayOutliveRequest(target),
    );
    return isKept ? { ...edge, mayBeHarmless: true } : edge;
  }

  /** What decorators of the project run around the body of a function, wherever its name is called. */
  private wrapperEdges(node: FunctionNode): readonly CallEdge[] {
    return this.inference.decorators.wrappings(node).flatMap(({ decorator, made, wrapper }) => {
      // Another kind of wrapper makes something of the function that is used in another way.
      if (wrapper.facts.isGenerator !== node.facts.isGenerator) return [];
      const expression = made?.call.callee ?? decorator;
      const targets = [this.variants.around(node, wrapper, made)];
      const mayBeHarmless = !isOnlyWrapper(wrapper);
      return [
        { span: decorator, call: undefined, expression, targets, blockers: [], mayBeHarmless, isDecorator: true },
      ];
    });
  }

  /** What the syntax calls at a place, given what the branches around it make once or fill in. */
  private underConditions(node: FunctionNode, edge: CallEdge): readonly CallEdge[] {
    const branch = branchAt(node.facts, edge.span.start);
    if (!branch) return [edge];
    if (branch.once === 'process' || isFillIn(branch)) return [];
    const isKept = branch.once === 'entry' || (branch.once === 'object' && this.lifetimes.mayOutliveRequest(node));
    return [isKept ? { ...edge, mayBeHarmless: true } : edge];
  }

  private callEdge(node: FunctionNode, call: CallFacts, context: CallContext): CallEdge | undefined {
    const callees = this.variants.evaluate(node, call.callee, context);
    const targets: FunctionNode[] = [];
    const blockers: Blocker[] = [];
    if (callees.length === 0) {
      const isOfBase = call.callee.kind === 'attribute' && isSuper(node, call.callee.object);
      // A mixin's class alone does not say what comes after it; a receiver's does.
      return isOfBase
        ? { span: call, call, expression: call.callee, targets, blockers, mayBeHarmless: true }
        : undefined;
    }
    let mayBeHarmless =
      call.once === 'process' ||
      call.once === 'entry' ||
      (call.once === 'object' && this.lifetimes.mayOutliveRequest(node)) ||
      this.unset.rulesOut(node, call) ||
      this.filled.absenceFor(node, call) !== undefined ||
      this.variants.isUnexpected(node, call, context.known);
    for (const callee of [...callees, ...this.rivals(node, call, callees)]) {
      const found = this.run(node, call, callee, context);
      targets.push(...found.targets);
      blockers.push(...found.blockers);
      if (found.isPartial || (found.targets.length === 0 && found.blockers.length === 0)) mayBeHarmless = true;
    }
    if (targets.length === 0 && blockers.length === 0) return undefined;
    return {
      span: call,
      call,
      expression: call.callee,
      targets: targets.filter((target) => !this.isImplementedBy(target, targets)),
      blockers,
      mayBeHarmless,
    };
  }

  /**
   * Whether a method of a library is only declared, for one of the others to stand in its place: nobody calls the declaration.
   * In the project an empty method may be meant, and its class built.
   */
  private isImplementedBy(method: FunctionNode, others: readonly FunctionNode[]): boolean {
    const declaring = method.facts.isStub && method.module.isLibrary ? classOf(method) : undefined;
    return others.some((other) => {
      const owner = declaring && !other.facts.isStub ? classOf(other) : undefined;
      return owner && declaring && this.inference.classes.lineage(owner).classes.includes(declaring);
    });
  }

  /**
   * The classes that a function makes an object of instead of the one that a call makes: what it returns elsewhere, or
   * gives the same name. Settings that nobody here knows often choose between them.
   */
  private rivals(node: FunctionNode, call: CallFacts, callees: readonly Value[]): readonly Value[] {
    if (!callees.some(({ kind }) => kind === 'class')) return [];
    const made = new Set(callees.map((callee) => (callee.kind === 'class' ? callee.node : undefined)));
    return valuesInstead(node, call).flatMap((value) => {
      const other = asCall(node.module, value);
      if (!other || other === call) return [];
      return this.inference
        .evaluate(node, other.callee)
        .filter((callee) => callee.kind === 'class' && !made.has(callee.node));
    });
  }

  private run(node: FunctionNode, call: CallFacts, callee: Value, context: CallContext): CallRun {
    const none = { targets: [], blockers: [] };
    switch (callee.kind) {
      case 'function': {
        if (call.usage === 'awaited' && this.isParameter(node, call.callee) && !this.isAwaitable(callee)) return none;
        // Of a declaration the user may know what those that stand in its place do.
        const declared = callee.node.facts.isStub ? this.inference.declared.blockerOf(callee.node) : undefined;
        if (declared) return { targets: [], blockers: [declared] };
        if (callee.node.facts.isStub && this.inference.declared.isSilent(callee.node)) return none;
        const all = implementations(this.inference, callee.node, callee.receiver);
        const targets = all.filter(
          (target) => !isMemoized(target) && this.results.runsBody(node, call, target, context.isDropped),
        );
        const isDropped = call.usage === 'discarded' || (call.usage === 'returned' && context.isDropped);
        const isBegun = this.results.isBegun(node, call, context.untilYield);
        const runOf = (target: FunctionNode) => {
          const variant = this.variants.specialized(target, node, call, callee.receiver, context);
          if (isDropped && this.makesCoroutine(target)) return this.variants.withoutResult(variant);
          return isBegun && target.facts.isGenerator ? this.variants.untilYield(variant) : variant;
        };
        return { targets: targets.map(runOf), blockers: [], isPartial: targets.length < all.length };
      }
      case 'class': {
        // Only an `__init__` that a dataclass makes calls `__post_init__`.
        const inits = this.inference.classes.findMethods(callee.node, '__init__');
        const targets =
          inits.length > 0
            ? inits.map((init) => this.variants.specialized(init, node, call, undefined, context))
            : this.inference.classes.findMethods(callee.node, '__post_init__');
        return { targets, blockers: [], isPartial: this.inference.classes.maker(callee.node) !== undefined };
      }
      case 'instance': {
        const methods = this.inference.classes.findMethods(callee.node, '__call__');
        const targets = methods.filter((method) => this.results.runsBody(node, call, method));
        if (methods.length > 0) return { targets, blockers: [], isPartial: targets.length < methods.length };
        const fact = this.inherited(callee.node, '__call__');
        return fact ? this.runDescribed(node, call, fact) : none;
      }
      case 'external': {
        const fact = this.inference.knowledge.find(callee.name);
        if (!fact) return this.runAll(node, call, this.inference.librarySymbols?.values(callee.name) ?? [], context);
        return this.runDescribed(node, call, fact);
      }
      case 'external instance': {
        const fact = this.inference.knowledge.find(`${callee.name}.__call__`);
        return fact ? this.runDescribed(node, call, fact) : none;
      }
      case 'partial': {
        return this.runAll(node, call, callee.callees, context);
      }
      default:
        return none;
    }
  }

  /** What is known of a method that a class of the project has from a library. */
  private inherited(cls: ClassNode, method: string): LibraryFact | undefined {
    const { external } = this.inference.classes.lineage(cls);
    for (const base of external) {
      const fact = this.inference.knowledge.find(`${base}.${method}`);
      if (fact) return fact;
    }
    return undefined;
  }

  private runDescribed(node: FunctionNode, call: CallFacts, fact: LibraryFact): CallRun {
    const blocker = blockerAt(fact, call, { inference: this.inference, node });
    const isUsed = !fact.entry.iterator || this.results.isIterated(node, call);
    const isCalled = !isAwaited(call.usage) || fact.declared?.isExact === true;
    const blocks = blocker && isUsed && isCalled && !this.executors.isDone(node, call, fact.name);
    return { targets: [], blockers: blocks ? [blocker] : [] };
  }

  private runAll(node: FunctionNode, call: CallFacts, callees: readonly Value[], context: CallContext): CallRun {
    const found = callees.map((callee) => this.run(node, call, callee, context));
    return {
      targets: found.flatMap(({ targets }) => targets),
      blockers: found.flatMap(({ blockers }) => blockers),
      isPartial: found.some(({ isPartial }) => isPartial),
    };
  }

  /** Whether a `def` may return a coroutine that it does not run itself. */
  private makesCoroutine(node: FunctionNode): boolean {
    if (node.facts.kind !== 'def' || node.facts.isGenerator) return false;
    const callee: Value = { kind: 'function', node, receiver: undefined };
    return this.inference.call(callee).some(({ kind }) => kind === 'coroutine');
  }

  private isParameter({ facts }: FunctionNode, callee: Expression): boolean {
    return callee.kind === 'name' && facts.parameters.some(({ name }) => name === callee.name);
  }

  /** Whether what a call of a function gives can be awaited: one that cannot is called elsewhere, after a look at it. */
  private isAwaitable(callee: Value & { kind: 'function' }): boolean {
    return (
      callee.node.facts.kind === 'async def' || this.inference.call(callee).some(({ kind }) => kind === 'coroutine')
    );
  }
}

/** What is awaited is not what blocks, whatever its type is declared as: a wrong annotation, or another class of that name. */
function isAwaited(usage: Usage): boolean {
  return usage === 'awaited' || usage === 'entered async' || usage === 'iterated async';
}
