import type { KnowledgeEntry } from '../knowledge/knowledge-schema.ts';
import { blocksAt } from './blocking-condition.ts';
import { nameOf, optionsOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { AttributeExpression, CallFacts, Expression, Span, Usage } from './module-facts.ts';
import {
  givenArguments,
  isBound,
  isFillIn,
  isRuledOut,
  type KnownArgument,
  type KnownArguments,
  knownArgument,
} from './parameter-guards.ts';
import type { ClassNode, FunctionNode, Module, Specialization, Value } from './value.ts';

/** A library call that blocks the thread it runs in. */
export interface Blocker {
  /** Qualified name, as in `requests.get`. */
  readonly name: string;
  readonly entry: KnowledgeEntry;
}

/** A place in a function that runs other code before the function goes on. */
export interface CallEdge {
  readonly span: Span;
  /** The call; undefined where the syntax calls (a `with`, a `for`). */
  readonly call: CallFacts | undefined;
  /** The called expression or the one that is entered or iterated. */
  readonly expression: Expression;
  /** Functions of the project that may run; with several, which one is not known. */
  readonly targets: readonly FunctionNode[];
  /** Library calls that may run. */
  readonly blockers: readonly Blocker[];
  /** Whether something else may run instead, about which nothing is known. */
  readonly mayBeHarmless: boolean;
}

/** Whether it is not the call that blocks, but what is done with its result: iterating a generator, entering a context. */
export function blocksWhenUsed({ call, targets, blockers }: CallEdge): boolean {
  if (!call) return true;
  return targets.some((target) => target.facts.isGenerator) || blockers.some(({ entry }) => entry.iterator);
}

const nothingKnown: KnownArguments = new Map();

/** Built-in callables that iterate their argument at once. */
const iteratesNow =
  /^builtins\.(list|tuple|set|sorted|sum|min|max|any|all|next|dict|frozenset)$|^(itertools\.|functools\.reduce)/;
/** Built-in callables that call what they are given when their result is iterated. */
const lazyCallback = /^builtins\.(map|filter)$/;
/** Last names of those and of the ones that take a key: what is not called so needs no look. */
const takesCallback = /^(list|tuple|set|sorted|sum|min|max|any|all|next|dict|frozenset|map|filter|reduce|sort)$/;
/** Responses whose asynchronous iterator is iterated on the loop. */
const streamingResponse = /(^|\.)(StreamingResponse|EventSourceResponse)$/;

/** Whether a call hands on a parameter of the function that it stands in, by its plain name. */
function handsOn(call: CallFacts, parameters: { has(name: string): boolean }): boolean {
  return call.arguments.some(({ value }) => value.kind === 'name' && parameters.has(value.name));
}

const classAttribute = /^[A-Z]\w*\.\w+$/;

/**
 * Calls whose result a function keeps in a module's variable (`global x; x = make()`), or when it finds that empty in an
 * attribute of a class, with those in their arguments: a singleton, made once.
 */
function onceOnly(node: FunctionNode): ReadonlySet<number> {
  const { globals, bindings } = node.facts;
  const calls = new Set<number>();
  for (const { target, value } of bindings) {
    const isOfClass = classAttribute.test(target);
    if (!value || !(isOfClass || globals.includes(target))) continue;
    for (const index of node.facts.calls) {
      const call = node.module.facts.calls[index];
      if (call && call.start >= value.start && call.end <= value.end && (call.isConditional || !isOfClass))
        calls.add(index);
    }
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

/**
 * The calls of a function that run as a part of it: plain calls, awaited coroutines, tasks, entered context managers and
 * iterated generators. What is handed to a thread or a process is passed, not called, and so is no edge.
 */
export class CallGraph {
  private readonly inference: Inference;
  private readonly isPathOperation: (node: FunctionNode) => boolean;
  private readonly edges = new Map<FunctionNode, readonly CallEdge[]>();
  private readonly guarding = new Map<FunctionNode, ReadonlySet<string>>();
  private readonly variants = new Map<FunctionNode, Map<string, FunctionNode>>();

  /** Names of all properties of the project: other attributes need no look. */
  private readonly propertyNames = new Set<string>();

  /** @param isPathOperation Whether FastAPI makes the response of what a function returns. */
  constructor(inference: Inference, modules: Iterable<Module>, isPathOperation: (node: FunctionNode) => boolean) {
    this.inference = inference;
    this.isPathOperation = isPathOperation;
    for (const { functions } of modules) {
      for (const fn of functions) if (inference.classes.isProperty(fn)) this.propertyNames.add(fn.facts.name);
    }
  }

  /** Edges of a function in the order in which it runs them. */
  edgesOf(node: FunctionNode): readonly CallEdge[] {
    let edges = this.edges.get(node);
    if (!edges) {
      edges = node.specialization ? this.specialEdges(node.specialization) : this.find(node);
      this.edges.set(node, edges);
    }
    return edges;
  }

  private specialEdges({ of, known, self }: Specialization): readonly CallEdge[] {
    const edges: CallEdge[] = [];
    for (const edge of this.edgesOf(of)) {
      const { call } = edge;
      if (call && this.isExcluded(of, call, known)) continue;
      const method = self && edge.blockers.length === 0 ? this.overriding(of, edge.expression, self) : undefined;
      if (self && method) {
        const receiver: Value = { kind: 'instance', node: self, parameters: [] };
        const targets = this.inference.built
          .implementations(method, receiver)
          .map((target) => (call ? this.specialized(of, target, call, receiver, known) : target));
        edges.push({ ...edge, targets, mayBeHarmless: false });
      } else if (call && call.callee === edge.expression && handsOn(call, known)) {
        edges.push(this.callEdge(of, call, known) ?? edge);
      } else edges.push(edge);
    }
    return edges;
  }

  /**
   * The method that `self.name` or `super().name` reaches on an instance of a class, where it is not the one that the
   * function's own class has.
   */
  private overriding(node: FunctionNode, expression: Expression, self: ClassNode): FunctionNode | undefined {
    const owner = node.module.classes[node.facts.class];
    if (!owner || expression.kind !== 'attribute') return undefined;
    const { object, name } = expression;
    const isOwn = object.kind === 'name' && object.name === node.facts.parameters[0]?.name;
    const isOfBase = isSuper(node, object);
    if (!isOwn && !isOfBase) return undefined;
    const { classes } = this.inference;
    // What is called on an abstract class may be a subclass's: then the receiver is more than `self`.
    if (!classes.lineage(self).classes.includes(owner)) return undefined;
    const find = (of: ClassNode) => (isOfBase ? classes.methodAfter(of, owner, name) : classes.findMethod(of, name));
    const method = find(self);
    if (!method || this.isMemoized(method)) return undefined;
    return method === find(owner) ? undefined : method;
  }

  private selfExpressions(node: FunctionNode): readonly Expression[] {
    const { calls } = node.module.facts;
    const callees = node.facts.calls.flatMap((index) => calls[index]?.callee ?? []);
    return [...callees, ...node.facts.attributes.filter(({ name }) => this.propertyNames.has(name))];
  }

  /**
   * The function as a call runs it: without what the arguments rule out, and with the receiver's own methods. `ofCaller`:
   * what is known of the caller's parameters.
   */
  private specialized(
    caller: FunctionNode,
    node: FunctionNode,
    call: CallFacts,
    receiver: Value | undefined,
    ofCaller: KnownArguments = nothingKnown,
  ): FunctionNode {
    const { calls } = node.module.facts;
    const known = this.known(caller, node, call, receiver, ofCaller);
    const decides =
      known.size > 0 &&
      node.facts.calls.some((index) => {
        const inner = calls[index];
        return inner && (this.isExcluded(node, inner, known) || handsOn(inner, known));
      });
    const self =
      receiver?.kind === 'instance' &&
      this.selfExpressions(node).some((expression) => this.overriding(node, expression, receiver.node))
        ? receiver.node
        : undefined;
    if (!decides && !self) return node;
    const values = decides ? JSON.stringify([...known]) : '';
    const key = `${self ? `${self.module.path}:${self.index}` : ''}(${values})`;
    let variants = this.variants.get(node);
    if (!variants) {
      variants = new Map();
      this.variants.set(node, variants);
    }
    let variant = variants.get(key);
    if (!variant) {
      variant = { ...node, specialization: { of: node, known: decides ? known : nothingKnown, self } };
      variants.set(key, variant);
    }
    return variant;
  }

  /** Whether a call in a function does not run with what is known of the arguments: their values, or their classes. */
  private isExcluded(node: FunctionNode, call: CallFacts, known: KnownArguments): boolean {
    if (isRuledOut(call, known)) return true;
    return node.facts.typeChecks.some(({ target, span, answer }, index) => {
      if (call.start < span.start || call.start >= span.end) return false;
      const given = known.get(typeCheckKey(index));
      // Of an argument that we do not know, it is not certain that it has the class's methods.
      return given === null ? rootOf(call.callee) === target : given === !answer;
    });
  }

  /** The constants that a call gives those parameters on which it depends what the function runs. */
  private known(
    caller: FunctionNode,
    node: FunctionNode,
    call: CallFacts,
    receiver: Value | undefined,
    ofCaller: KnownArguments,
  ): KnownArguments {
    const asked = this.guardedBy(node);
    if (asked.size === 0) return nothingKnown;
    const known = new Map<string, KnownArgument>();
    for (const [name, value] of givenArguments(node.facts, call, isBound(node, receiver), asked)) {
      const constant = knownArgument(value, ofCaller);
      if (constant !== undefined) known.set(name, constant);
      node.facts.typeChecks.forEach((check, index) => {
        if (check.target !== name) return;
        known.set(typeCheckKey(index), this.inference.typeChecks.answerOf(node, check, caller, value) ?? null);
      });
    }
    return known;
  }

  /** Parameters on which it depends what a function runs: it asks for them, or hands them to a function that does. */
  private guardedBy(node: FunctionNode): ReadonlySet<string> {
    const found = this.guarding.get(node);
    if (found) return found;
    const parameters = new Set<string>();
    // Set at once: a function that calls itself learns nothing new from its own call.
    this.guarding.set(node, parameters);
    const names = new Set(node.facts.parameters.map(({ name }) => name));
    for (const { target } of node.facts.typeChecks) if (names.has(target)) parameters.add(target);
    for (const index of node.facts.calls) {
      const call = node.module.facts.calls[index];
      for (const guard of call?.guards ?? []) parameters.add(guard.parameter);
      if (!call || !handsOn(call, names)) continue;
      for (const { target, receiver } of this.inference.evaluate(node, call.callee).flatMap((to) => this.entered(to))) {
        const given = givenArguments(target.facts, call, isBound(target, receiver), this.guardedBy(target));
        for (const value of given.values()) {
          if (value.kind === 'name' && names.has(value.name)) parameters.add(value.name);
        }
      }
    }
    return parameters;
  }

  /** Functions whose parameters a call of the value fills, each with what it is called on. */
  private entered(callee: Value): readonly { target: FunctionNode; receiver: Value | undefined }[] {
    if (callee.kind === 'class') {
      const target = this.inference.classes.findMethod(callee.node, '__init__');
      return target ? [{ target, receiver: undefined }] : [];
    }
    if (callee.kind !== 'function') return [];
    const { receiver } = callee;
    return this.inference.built.implementations(callee.node, receiver).map((target) => ({ target, receiver }));
  }

  private find(node: FunctionNode): CallEdge[] {
    const edges: CallEdge[] = [];
    const { facts } = node.module;
    const once = onceOnly(node);
    for (const index of node.facts.calls) {
      const call = facts.calls[index];
      if (
        !call ||
        (call.deferred && !this.isConsumed(node, call.consumer)) ||
        call.outsideServing ||
        isFillIn(call) ||
        once.has(index) ||
        call.usage === 'default' ||
        call.usage === 'decorator'
      )
        continue;
      const edge = this.callEdge(node, call);
      if (edge) edges.push(edge);
      edges.push(...this.callbackEdges(node, call));
    }
    for (const { value, isAsync } of node.facts.contexts) {
      const methods = isAsync ? ['__aenter__', '__aexit__'] : ['__enter__', '__exit__'];
      edges.push(...this.implicitEdges(node, value, methods));
    }
    for (const { value, isAsync, consumer } of node.facts.loops) {
      if (consumer !== undefined && !this.isConsumed(node, consumer)) continue;
      const methods = isAsync ? ['__aiter__', '__anext__'] : ['__iter__', '__next__'];
      edges.push(...this.implicitEdges(node, value, methods));
    }
    for (const attribute of node.facts.attributes) edges.push(...this.propertyEdges(node, attribute));
    return edges;
  }

  /** Whether a generator expression is run to its end by the call that it is an argument of. */
  private isConsumed(node: FunctionNode, consumer: number): boolean {
    const call = node.module.facts.calls[consumer];
    return call !== undefined && this.externalNames(node, call.callee).some((name) => iteratesNow.test(name));
  }

  private externalNames(node: FunctionNode, expression: Expression): readonly string[] {
    return this.inference
      .evaluate(node, expression)
      .flatMap((value) => (value.kind === 'external' ? [value.name] : []));
  }

  /** What a built-in calls at once: the function of `map`, the key of `sorted`, the iterator that `list` runs to its end. */
  private callbackEdges(node: FunctionNode, call: CallFacts): readonly CallEdge[] {
    const name = nameOf(call.callee) ?? '';
    if (!takesCallback.test(name)) return [];
    const [callee] = this.externalNames(node, call.callee);
    if (callee === undefined || !(iteratesNow.test(callee) || lazyCallback.test(callee))) return [];
    const key = call.arguments.find((argument) => argument.keyword === 'key')?.value;
    const first = call.arguments[0]?.value;
    const edges: CallEdge[] = [];
    if (key) edges.push(...this.runEdge(node, call, key));
    if (!first) return edges;
    if (callee === 'functools.reduce') edges.push(...this.runEdge(node, call, first));
    else if (lazyCallback.test(callee)) {
      const outer = node.module.facts.calls[call.argumentOf];
      const isRun =
        call.usage === 'iterated' ||
        (call.usage === 'argument' &&
          outer !== undefined &&
          this.externalNames(node, outer.callee).some((n) => iteratesNow.test(n)));
      if (isRun) edges.push(...this.runEdge(node, call, first));
    } else if (first.kind === 'call' || first.kind === 'name') {
      edges.push(...this.implicitEdges(node, first, ['__iter__', '__next__']));
    }
    return edges;
  }

  /** The edge of a callable that is given by name and called right away. */
  private runEdge(node: FunctionNode, call: CallFacts, given: Expression): readonly CallEdge[] {
    const targets: FunctionNode[] = [];
    const blockers: Blocker[] = [];
    const callees = this.inference.evaluate(node, given);
    for (const callee of callees) {
      if (callee.kind === 'function' && callee.node.facts.kind !== 'async def' && !callee.node.facts.isGenerator) {
        targets.push(...this.inference.built.implementations(callee.node, callee.receiver));
      } else if (callee.kind === 'external') {
        const fact = this.inference.knowledge.find(callee.name);
        if (fact && blocksAt(fact.entry, undefined)) blockers.push({ name: fact.name, entry: fact.entry });
      }
    }
    if (targets.length === 0 && blockers.length === 0) return [];
    const mayBeHarmless = callees.length > targets.length + blockers.length;
    return [{ span: call, call: undefined, expression: call.callee, targets, blockers, mayBeHarmless }];
  }

  /** Properties that an attribute expression reads on its way, each as an edge to its function. */
  private propertyEdges(node: FunctionNode, attribute: AttributeExpression): readonly CallEdge[] {
    if (!this.propertyNames.has(attribute.name)) return [];
    const targets: FunctionNode[] = [];
    const owners = this.inference.evaluate(node, attribute.object);
    for (const owner of owners) {
      const { classes } = this.inference;
      const method =
        owner.kind === 'instance'
          ? classes.findMethod(owner.node, attribute.name)
          : owner.kind === 'super' && classes.methodAfter(owner.receiver.node, owner.owner, attribute.name);
      if (!method || !classes.isProperty(method) || method.facts.kind !== 'def') continue;
      // A cached property runs once for an object.
      if (!this.isMemoized(method)) targets.push(...this.inference.built.implementations(method, owner));
    }
    if (targets.length === 0) return [];
    const span = { start: attribute.start, end: attribute.end };
    const mayBeHarmless = targets.length < owners.length;
    return [{ span, call: undefined, expression: attribute, targets, blockers: [], mayBeHarmless }];
  }

  private callEdge(node: FunctionNode, call: CallFacts, known = nothingKnown): CallEdge | undefined {
    const callees = this.inference.evaluate(node, call.callee);
    const targets: FunctionNode[] = [];
    const blockers: Blocker[] = [];
    if (callees.length === 0) {
      const isOfBase = call.callee.kind === 'attribute' && isSuper(node, call.callee.object);
      // A mixin's class alone does not say what comes after it; a receiver's does.
      return isOfBase
        ? { span: call, call, expression: call.callee, targets, blockers, mayBeHarmless: true }
        : undefined;
    }
    let mayBeHarmless = false;
    for (const callee of [...callees, ...this.rivals(node, call, callees)]) {
      const found = this.run(node, call, callee, known);
      targets.push(...found.targets);
      blockers.push(...found.blockers);
      if (found.targets.length === 0 && found.blockers.length === 0) mayBeHarmless = true;
    }
    if (targets.length === 0 && blockers.length === 0) return undefined;
    return { span: call, call, expression: call.callee, targets, blockers, mayBeHarmless };
  }

  /**
   * The classes that a function makes an object of instead of the one that a call makes: what it returns elsewhere, or
   * gives the same name. Settings that nobody here knows often choose between them.
   */
  private rivals(node: FunctionNode, call: CallFacts, callees: readonly Value[]): readonly Value[] {
    if (!callees.some(({ kind }) => kind === 'class')) return [];
    const made = new Set(callees.map((callee) => (callee.kind === 'class' ? callee.node : undefined)));
    return valuesInstead(node, call).flatMap((value) => {
      const other = value.kind === 'call' ? node.module.facts.calls[value.call] : undefined;
      if (!other || other === call) return [];
      return this.inference
        .evaluate(node, other.callee)
        .filter((callee) => callee.kind === 'class' && !made.has(callee.node));
    });
  }

  private run(
    node: FunctionNode,
    call: CallFacts,
    callee: Value,
    known: KnownArguments,
  ): { targets: FunctionNode[]; blockers: Blocker[] } {
    const none = { targets: [], blockers: [] };
    switch (callee.kind) {
      case 'function': {
        const targets = this.inference.built
          .implementations(callee.node, callee.receiver)
          .filter((target) => !this.isMemoized(target) && this.runsHere(node, call, target));
        return {
          targets: targets.map((target) => this.specialized(node, target, call, callee.receiver, known)),
          blockers: [],
        };
      }
      case 'class': {
        const init = this.inference.classes.findMethod(callee.node, '__init__');
        const post = this.inference.classes.findMethod(callee.node, '__post_init__');
        const targets = [init && this.specialized(node, init, call, undefined, known), post];
        return { targets: targets.filter((target) => target !== undefined), blockers: [] };
      }
      case 'instance': {
        const method = this.inference.classes.findMethod(callee.node, '__call__');
        return method && this.runsHere(node, call, method) ? { targets: [method], blockers: [] } : none;
      }
      case 'external': {
        const fact = this.inference.knowledge.find(callee.name);
        if (!fact || !blocksAt(fact.entry, call) || isAwaited(call.usage)) return none;
        if (fact.entry.iterator && !this.isIterated(node, call)) return none;
        return { targets: [], blockers: [{ name: fact.name, entry: fact.entry }] };
      }
      case 'partial': {
        const found = callee.callees.map((inner) => this.run(node, call, inner, known));
        return {
          targets: found.flatMap(({ targets }) => targets),
          blockers: found.flatMap(({ blockers }) => blockers),
        };
      }
      default:
        return none;
    }
  }

  /** What a cache remembers blocks once, not for every request. */
  private isMemoized(node: FunctionNode): boolean {
    return node.facts.decorators.some((decorator) => {
      const expression = decorator.kind === 'call' ? node.module.facts.calls[decorator.call]?.callee : decorator;
      return expression !== undefined && /^(lru_cache|cache|cached|alru_cache)$/.test(nameOf(expression) ?? '');
    });
  }

  /** Whether the body of the called function runs before or while the caller goes on, given what is done with the result. */
  private runsHere(caller: FunctionNode, call: CallFacts, target: FunctionNode): boolean {
    const { usage } = call;
    const { facts } = target;
    if (this.inference.decorators.isContextManager(target)) return usage === 'entered' || usage === 'entered async';
    if (facts.isGenerator) {
      if (facts.kind === 'def') return this.isIterated(caller, call);
      return usage === 'argument' ? this.isIteratedBy(caller, call, true) : usage === 'iterated async';
    }
    if (facts.kind !== 'async def') return true;
    switch (usage) {
      case 'awaited':
      case 'entered async':
      case 'iterated async':
        return true;
      case 'argument':
        return this.takesCoroutine(caller, call);
      case 'assigned':
      case 'element':
        return caller.facts.awaits.length > 0;
      case 'returned':
        return true;
      default:
        return false;
    }
  }

  private outerCallees(caller: FunctionNode, call: CallFacts): readonly string[] {
    const outer = caller.module.facts.calls[call.argumentOf];
    return outer ? this.externalNames(caller, outer.callee) : [];
  }

  private isIteratedBy(caller: FunctionNode, call: CallFacts, isAsync: boolean): boolean {
    const names = this.outerCallees(caller, call);
    return names.some((name) => (isAsync ? streamingResponse.test(name) : iteratesNow.test(name)));
  }

  private isIterated(caller: FunctionNode, call: CallFacts): boolean {
    if (call.usage === 'argument') return this.isIteratedBy(caller, call, false);
    // fastapi/routing.py, `serialize_response`: the encoder iterates what a path operation returns, on the loop.
    if (call.usage === 'returned' && this.isPathOperation(caller)) return true;
    return call.usage === 'iterated' || call.usage === 'yielded';
  }

  private takesCoroutine(caller: FunctionNode, call: CallFacts): boolean {
    const outer = caller.module.facts.calls[call.argumentOf];
    const name = outer && nameOf(outer.callee);
    // A task group often has no known type; its method's name is telling enough.
    if (name === 'create_task' || name === 'gather') return true;
    return this.outerCallees(caller, call).some(
      (callee) => this.inference.knowledge.offloader(callee)?.takesCoroutine === true,
    );
  }

  /** What the syntax calls on a value: an edge for each of the methods that there is. */
  private implicitEdges(node: FunctionNode, expression: Expression, names: readonly string[]): readonly CallEdge[] {
    const values = this.inference.evaluate(node, expression);
    const span = { start: expression.start, end: expression.end };
    return names.flatMap((name) => {
      const targets: FunctionNode[] = [];
      const blockers: Blocker[] = [];
      for (const value of values) {
        if (value.kind === 'instance') {
          const method = this.inference.classes.findMethod(value.node, name);
          if (method && !method.facts.isStub) targets.push(method);
        } else if (value.kind === 'container') {
          // A generator that was made before; where it is made in the same place, the call has an edge of its own.
          const { generator } = value;
          const isRunBy = generator?.facts.kind === 'def' ? name === '__next__' : name === '__anext__';
          if (generator && isRunBy && expression.kind !== 'call') targets.push(generator);
        } else if (value.kind === 'external instance') {
          const fact = this.inference.knowledge.find(`${value.name}.${name}`);
          if (fact && !fact.name.endsWith('*') && blocksAt(fact.entry, undefined))
            blockers.push({ name: fact.name, entry: fact.entry });
        }
      }
      if (targets.length === 0 && blockers.length === 0) return [];
      return [{ span, call: undefined, expression, targets, blockers, mayBeHarmless: values.length > 1 }];
    });
  }
}

/** The name that an attribute path begins with. */
function rootOf(expression: Expression): string | undefined {
  if (expression.kind === 'attribute') return rootOf(expression.object);
  return expression.kind === 'name' ? expression.name : undefined;
}

/** Where it is kept of the arguments what an `isinstance` of the function says of one of them. */
function typeCheckKey(index: number): string {
  return `isinstance ${index}`;
}

/** Whether an expression is `super()`. */
function isSuper(node: FunctionNode, expression: Expression): boolean {
  const call = expression.kind === 'call' ? node.module.facts.calls[expression.call] : undefined;
  return call?.callee.kind === 'name' && call.callee.name === 'super';
}

/** What is awaited is not what blocks, whatever its type is declared as: a wrong annotation, or another class of that name. */
function isAwaited(usage: Usage): boolean {
  return usage === 'awaited' || usage === 'entered async' || usage === 'iterated async';
}
