import { type CalledParameters, enteredBy, handsOn } from './called-parameters.ts';
import { isMemoized, type Wrapping } from './decorated-functions.ts';
import { withInner } from './decorator-wrapper.ts';
import type { Inference } from './inference.ts';
import { iteratedConstants } from './iterated-constants.ts';
import { KnownAttributes } from './known-attributes.ts';
import type { CallFacts, Expression, Span } from './module-facts.ts';
import {
  type Guarded,
  givenArguments,
  isBound,
  isReplaced,
  isRuledOut,
  type KnownArgument,
  type KnownArguments,
  knownArgument,
  literalOf,
  orFallback,
  writtenArguments,
} from './parameter-guards.ts';
import {
  asCall,
  type ClassNode,
  enclosingFunction,
  type FunctionNode,
  type GivenCallables,
  type Value,
  valueKey,
} from './value.ts';

/** What is known of the parameters of a function in some of its calls. */
export interface CallContext {
  readonly known: KnownArguments;
  readonly given: GivenCallables;
  /** The function is a generator that is asked for its first item only. */
  readonly untilYield: boolean;
  /** Nobody takes what the function returns. */
  readonly isDropped: boolean;
}

export const nothingKnown: CallContext = { known: new Map(), given: new Map(), untilYield: false, isDropped: false };

/** Functions that are given functions that are given functions are followed so far. */
const deepest = 3;

/**
 * Functions as single calls run them: without what the arguments rule out, with the receiver's own methods, and calling the
 * functions that they are given.
 */
export class FunctionVariants {
  private readonly inference: Inference;
  private readonly parameters: CalledParameters;
  private readonly attributes: KnownAttributes;
  private readonly guarding = new Map<FunctionNode, ReadonlySet<string>>();
  private readonly variants = new Map<FunctionNode, Map<string, FunctionNode>>();
  private readonly untilYields = new Map<FunctionNode, FunctionNode>();
  private readonly dropped = new Map<FunctionNode, FunctionNode>();
  /** A number for each variant, and how deep the functions that it is given are nested. */
  private readonly numbers = new Map<FunctionNode, { readonly number: number; readonly depth: number }>();

  /** Names of all properties of the project: other attributes need no look. */
  private readonly propertyNames: ReadonlySet<string>;

  constructor(inference: Inference, parameters: CalledParameters, propertyNames: ReadonlySet<string>) {
    this.inference = inference;
    this.parameters = parameters;
    this.attributes = new KnownAttributes(inference);
    this.propertyNames = propertyNames;
  }

  /** What an expression can be in a function of whose parameters something is known. */
  evaluate(node: FunctionNode, expression: Expression, context: CallContext): readonly Value[] {
    const given = expression.kind === 'name' ? context.given.get(expression.name) : undefined;
    if (given) return given;
    const values = this.inference.evaluate(node, expression);
    if (context.given.size === 0) return values;
    // A function inside this one sees what this one was given.
    return values.map((value) =>
      value.kind === 'function' && isInside(value.node, node)
        ? {
            ...value,
            node: this.variant(value.node, nothingKnown.known, undefined, this.inherited(value.node, context)),
          }
        : value,
    );
  }

  /**
   * The methods of which `self.name` or `super().name` reaches one on an instance of a class, where they are not those that the
   * function's own class has.
   */
  overriding(node: FunctionNode, expression: Expression, self: ClassNode): readonly FunctionNode[] | undefined {
    const owner = node.module.classes[node.facts.class];
    if (!owner || expression.kind !== 'attribute') return undefined;
    const { object, name } = expression;
    const isOwn = object.kind === 'name' && object.name === node.facts.parameters[0]?.name;
    const isOfBase = isSuper(node, object);
    if (!isOwn && !isOfBase) return undefined;
    const { classes } = this.inference;
    // What is called on an abstract class may be a subclass's: then the receiver is more than `self`.
    const isOwner = classes.lineage(self).classes.includes(owner) || (isOwn && owner.module.isLibrary);
    if (!isOwner) return undefined;
    const find = (of: ClassNode) => (isOfBase ? classes.methodsAfter(of, owner, name) : classes.findMethods(of, name));
    const methods = find(self);
    if (methods.length === 0 || methods.some(isMemoized)) return undefined;
    const own = find(owner);
    return methods.length === own.length && methods.every((method) => own.includes(method)) ? undefined : methods;
  }

  private selfExpressions(node: FunctionNode): readonly Expression[] {
    const { calls } = node.module.facts;
    const callees = node.facts.calls.flatMap((index) => calls[index]?.callee ?? []);
    return [...callees, ...node.facts.attributes.filter(({ name }) => this.propertyNames.has(name))];
  }

  /** The function as it runs on an object of a class. */
  on(node: FunctionNode, cls: ClassNode): FunctionNode {
    return this.variant(node, nothingKnown.known, this.decidingSelf(node, cls), nothingKnown.given);
  }

  private decidingSelf(node: FunctionNode, cls: ClassNode): ClassNode | undefined {
    return this.selfExpressions(node).some((expression) => this.overriding(node, expression, cls)) ? cls : undefined;
  }

  /** The function as a call in another function runs it. `context`: what is known of the caller's parameters. */
  specialized(
    node: FunctionNode,
    caller: FunctionNode,
    call: CallFacts,
    receiver: Value | undefined,
    context: CallContext = nothingKnown,
  ): FunctionNode {
    const { calls } = node.module.facts;
    const known = new Map([
      ...this.known(node, caller, call, receiver, context.known),
      ...this.attributes.given(caller, call, node, context.known),
    ]);
    const decides =
      known.size > 0 &&
      (node.facts.branches.some((branch) => isRuledOut(node.facts, branch, known)) ||
        node.facts.calls.some((index) => {
          const inner = calls[index];
          if (!inner) return false;
          return (
            isExcluded(node, inner, inner.callee, known) ||
            this.handsOn(node, inner, known) ||
            this.isConfirmed(node, inner, known)
          );
        }));
    const self = receiver?.kind === 'instance' ? this.decidingSelf(node, receiver.node) : undefined;
    // A function inside another that was given functions is such a variant already.
    const given = new Map([
      ...(node.specialization?.given ?? []),
      ...this.given(node, caller, call, receiver, context),
    ]);
    return this.variant(node.specialization?.of ?? node, decides ? known : nothingKnown.known, self, given);
  }

  /** Whether a call tells the called function something of what is known in the function that it stands in. */
  handsOn(node: FunctionNode, call: CallFacts, known: KnownArguments): boolean {
    return handsOn(call, known) || this.attributes.handsOn(node, call, known);
  }

  /**
   * Whether a call runs only where an argument is of a class that the parameter is not declared to have, and the argument
   * is not known.
   */
  isUnexpected(node: FunctionNode, call: CallFacts, known: KnownArguments): boolean {
    return node.facts.typeChecks.some((check, index) => {
      if (!isWithin(call, check.span) || typeof known.get(typeCheckKey(index)) === 'boolean') return false;
      return this.inference.typeChecks.declaredAnswerOf(node, check) === !check.answer;
    });
  }

  /** Whether the arguments are of classes that are not expected where a call runs. */
  isConfirmed(node: FunctionNode, call: CallFacts, known: KnownArguments): boolean {
    return this.isUnexpected(node, call, nothingKnown.known) && !this.isUnexpected(node, call, known);
  }

  /**
   * The wrapper of a decorator as it runs around a function, with the constants that the decorator is given. The body of the
   * function itself is left out.
   */
  around(node: FunctionNode, wrapper: FunctionNode, made: Wrapping['made']): FunctionNode {
    const scope = enclosingFunction(node);
    const known =
      made && scope
        ? this.known(made.by.node, scope, made.call, made.by.receiver, nothingKnown.known, wrapper)
        : nothingKnown.known;
    const decorator = enclosingFunction(wrapper);
    const given = decorator?.facts.parameters.slice(isBound(decorator, undefined) ? 1 : 0) ?? [];
    return this.variant(wrapper, known, undefined, new Map(given.map(({ name }) => [name, []])));
  }

  /** A generator that is asked for its first item only. */
  untilYield(node: FunctionNode): FunctionNode {
    let variant = this.untilYields.get(node);
    if (!variant) {
      const specialization = node.specialization ?? { of: node, self: undefined, ...nothingKnown };
      variant = { ...node, specialization: { ...specialization, untilYield: true } };
      this.untilYields.set(node, variant);
    }
    return variant;
  }

  /** A function whose result nobody takes. */
  withoutResult(node: FunctionNode): FunctionNode {
    let variant = this.dropped.get(node);
    if (!variant) {
      const specialization = node.specialization ?? { of: node, self: undefined, ...nothingKnown };
      variant = { ...node, specialization: { ...specialization, isDropped: true } };
      this.dropped.set(node, variant);
    }
    return variant;
  }

  private variant(
    node: FunctionNode,
    known: KnownArguments,
    self: ClassNode | undefined,
    given: GivenCallables,
  ): FunctionNode {
    if (known.size === 0 && !self && given.size === 0) return node;
    const nodes = [...given.values()].flat().flatMap((value) => (value.kind === 'function' ? [value.node] : []));
    const depth = 1 + Math.max(0, ...nodes.map((fn) => this.numbers.get(fn)?.depth ?? 0));
    if (depth > deepest) return node;
    const callables = [...given].map(
      ([name, values]) => `${name}=${values.map((value) => this.keyOf(value)).join('|')}`,
    );
    const values = known.size > 0 ? JSON.stringify([...known]) : '';
    const key = `${self ? `${self.module.path}:${self.index}` : ''}(${values})${callables.join()}`;
    let variants = this.variants.get(node);
    if (!variants) {
      variants = new Map();
      this.variants.set(node, variants);
    }
    let variant = variants.get(key);
    if (!variant) {
      variant = { ...node, specialization: { of: node, known, self, given, untilYield: false, isDropped: false } };
      variants.set(key, variant);
      this.numbers.set(variant, { number: this.numbers.size, depth: given.size > 0 ? depth : 0 });
    }
    return variant;
  }

  private keyOf(value: Value): string {
    const number = value.kind === 'function' ? this.numbers.get(value.node)?.number : undefined;
    return number === undefined ? valueKey(value) : `${valueKey(value)}#${number}`;
  }

  /** The callables that a call gives those parameters which the function calls. */
  private given(
    node: FunctionNode,
    caller: FunctionNode,
    call: CallFacts,
    receiver: Value | undefined,
    context: CallContext,
  ): GivenCallables {
    const asked = this.parameters.calledBy(node.specialization?.of ?? node);
    const given = new Map<string, readonly Value[]>();
    if (asked.size === 0) return given;
    for (const [name, expression] of givenArguments(node.facts, call, isBound(node, receiver), asked)) {
      const values = this.evaluate(caller, expression, context);
      if (values.length > 0 && values.every((value) => this.isCallable(value))) given.set(name, values);
    }
    return given;
  }

  /** Whether it is known what a call of the value runs. */
  private isCallable(value: Value): boolean {
    if (value.kind === 'instance') return this.inference.classes.findMethod(value.node, '__call__') !== undefined;
    return value.kind === 'function' || value.kind === 'external' || value.kind === 'partial';
  }

  /** What a function sees of what the function that it stands in was given. */
  private inherited(node: FunctionNode, { given }: CallContext): GivenCallables {
    const inner = withInner(node);
    const own = new Set([
      ...node.facts.parameters.map(({ name }) => name),
      ...node.facts.bindings.map(({ target }) => target),
    ]);
    const isUsed = (name: string) =>
      inner.some((fn) =>
        fn.facts.calls.some((index) => {
          const call = fn.module.facts.calls[index];
          if (!call) return false;
          return (call.callee.kind === 'name' && call.callee.name === name) || handsOn(call, new Set([name]));
        }),
      );
    return new Map([...given].filter(([name]) => !own.has(name) && isUsed(name)));
  }

  /** The constants that a call gives those parameters on which it depends what the function, or `asks` inside of it, runs. */
  private known(
    node: FunctionNode,
    caller: FunctionNode,
    call: CallFacts,
    receiver: Value | undefined,
    ofCaller: KnownArguments,
    asks: FunctionNode = node,
  ): KnownArguments {
    const asked = this.guardedBy(asks);
    if (asked.size === 0) return nothingKnown.known;
    const known = new Map<string, KnownArgument>();
    for (const [name, value] of writtenArguments(node.facts, call, isBound(node, receiver), asked)) {
      const isDefault = node.facts.parameters.some((parameter) => parameter.default === value);
      const written = isDefault ? literalOf(value) : knownArgument(value, caller.facts, ofCaller);
      const constant = written === undefined ? this.constantOf(isDefault ? node : caller, value) : written;
      if (constant !== undefined) known.set(name, orFallback(node.facts, name, constant));
      node.facts.typeChecks.forEach((check, index) => {
        if (check.target !== name || isReplaced(node.facts, name, check.span.start)) return;
        known.set(typeCheckKey(index), this.inference.typeChecks.answerOf(node, check, caller, value) ?? null);
      });
    }
    return known;
  }

  /** What a name stands for that is written as a constant or goes through constants; `value` for what a class makes. */
  private constantOf(scope: FunctionNode, value: Expression): KnownArgument | undefined {
    if (value.kind === 'name' && /^[A-Z][A-Z0-9_]*$/.test(value.name)) {
      const expression = this.inference.aliases.definitionOf(scope, value.name)?.expression;
      return expression && literalOf(expression);
    }
    if (value.kind === 'name') {
      const oneOf = iteratedConstants(this.inference.aliases, scope, value);
      return oneOf && { oneOf };
    }
    const made = asCall(scope.module, value);
    const callees = made ? this.inference.evaluate(scope, made.callee) : [];
    return callees.length > 0 && callees.every(({ kind }) => kind === 'class') ? 'value' : undefined;
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
    for (const { guards } of node.facts.branches)
      for (const { parameter } of guards) if (!parameter.includes('.')) parameters.add(parameter);
    for (const index of node.facts.calls) {
      const call = node.module.facts.calls[index];
      for (const { parameter } of call?.guards ?? []) if (!parameter.includes('.')) parameters.add(parameter);
      if (!call || !handsOn(call, names)) continue;
      const entered = this.inference.evaluate(node, call.callee).flatMap((callee) => enteredBy(this.inference, callee));
      for (const { target, receiver } of entered) {
        const given = writtenArguments(target.facts, call, isBound(target, receiver), this.guardedBy(target));
        for (const value of given.values()) {
          if (value.kind === 'name' && names.has(value.name)) parameters.add(value.name);
        }
      }
    }
    return parameters;
  }
}

/**
 * Whether a call, or what the syntax runs at a place, does not run with what is known of the arguments: their values, or their
 * classes. `expression`: what is called, entered, iterated or read.
 */
export function isExcluded(node: FunctionNode, place: Guarded, expression: Expression, known: KnownArguments): boolean {
  if (isRuledOut(node.facts, place, known)) return true;
  return node.facts.typeChecks.some(({ target, span, answer }, index) => {
    if (!isWithin(place, span)) return false;
    const given = known.get(typeCheckKey(index));
    // Of an argument that we do not know, it is not certain that it has the class's methods.
    return given === null ? rootOf(expression) === target : given === !answer;
  });
}

function isWithin({ start }: Span, span: Span): boolean {
  return start >= span.start && start < span.end;
}

/** Where it is kept of the arguments what an `isinstance` of the function says of one of them. */
function typeCheckKey(index: number): string {
  return `isinstance ${index}`;
}

/** The name that an attribute path begins with. */
function rootOf(expression: Expression): string | undefined {
  if (expression.kind === 'attribute') return rootOf(expression.object);
  return expression.kind === 'name' ? expression.name : undefined;
}

/** Whether an expression is `super()`. */
export function isSuper(node: FunctionNode, expression: Expression): boolean {
  const call = asCall(node.module, expression);
  return call?.callee.kind === 'name' && call.callee.name === 'super';
}

function isInside(node: FunctionNode, outer: FunctionNode): boolean {
  return node.module === outer.module && node.facts.parent === outer.index && !node.specialization;
}
