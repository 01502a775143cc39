import { isMemoized } from './decorated-functions.ts';
import { implementations } from './implementations.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import {
  givenArguments,
  isBound,
  isRuledOut,
  type KnownArgument,
  type KnownArguments,
  knownArgument,
} from './parameter-guards.ts';
import type { ClassNode, FunctionNode, Value } from './value.ts';

export const nothingKnown: KnownArguments = new Map();

/** Whether a call hands on a parameter of the function that it stands in, by its plain name. */
export function handsOn(call: CallFacts, parameters: { has(name: string): boolean }): boolean {
  return call.arguments.some(({ value }) => value.kind === 'name' && parameters.has(value.name));
}

/** Functions as single calls run them: without what the arguments rule out, and with the receiver's own methods. */
export class FunctionVariants {
  private readonly inference: Inference;
  private readonly guarding = new Map<FunctionNode, ReadonlySet<string>>();
  private readonly variants = new Map<FunctionNode, Map<string, FunctionNode>>();

  /** Names of all properties of the project: other attributes need no look. */
  private readonly propertyNames: ReadonlySet<string>;

  constructor(inference: Inference, propertyNames: ReadonlySet<string>) {
    this.inference = inference;
    this.propertyNames = propertyNames;
  }

  /** The method that `self.name` reaches on an instance of a class, where it is not the one that the function's own class has. */
  overriding(node: FunctionNode, expression: Expression, self: ClassNode): FunctionNode | undefined {
    if (expression.kind !== 'attribute' || expression.object.kind !== 'name') return undefined;
    if (expression.object.name !== node.facts.parameters[0]?.name) return undefined;
    const owner = node.module.classes[node.facts.class];
    const method = this.inference.classes.findMethod(self, expression.name);
    if (!owner || !method || method.facts.isStub || isMemoized(method)) return undefined;
    return method === this.inference.classes.findMethod(owner, expression.name) ? undefined : method;
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
  specialized(
    node: FunctionNode,
    call: CallFacts,
    receiver: Value | undefined,
    ofCaller: KnownArguments = nothingKnown,
  ): FunctionNode {
    const { calls } = node.module.facts;
    const known = this.known(node, call, receiver, ofCaller);
    const decides =
      known.size > 0 &&
      node.facts.calls.some((index) => {
        const inner = calls[index];
        return inner && (isRuledOut(inner, known) || handsOn(inner, known));
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

  /** The constants that a call gives those parameters on which it depends what the function runs. */
  private known(
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
    return implementations(this.inference.classes, callee.node, receiver).map((target) => ({ target, receiver }));
  }
}
