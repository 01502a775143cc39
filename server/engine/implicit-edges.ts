import { blockerAt } from './blocking-condition.ts';
import type { Blocker, CallEdge } from './call-edge.ts';
import { isMemoized } from './decorated-functions.ts';
import { dottedExpression } from './dotted-name.ts';
import { nameOf } from './expression-name.ts';
import { implementations } from './implementations.ts';
import type { Inference } from './inference.ts';
import type { AttributeExpression, BindingFacts, Expression, OperationFacts } from './module-facts.ts';
import { visibleAt } from './scope-names.ts';
import { asCall, type ClassNode, type FunctionNode, type Module, type Value } from './value.ts';

/** Names of what the classes of a project define that runs without a call: other code needs no look. */
export class ImplicitNames {
  readonly properties = new Set<string>();
  readonly setters = new Set<string>();
  /** Names of attributes that hold a descriptor. */
  readonly described = new Set<string>();
  readonly special = new Set<string>();

  constructor(inference: Inference, modules: Iterable<Module>) {
    const descriptors = new Set<string>();
    const all = [...modules];
    for (const fn of all.flatMap(({ functions }) => functions)) {
      const { name, decorators } = fn.facts;
      if (fn.facts.class < 0) continue;
      if (inference.classes.isProperty(fn)) this.properties.add(name);
      else if (decorators.some((decorator) => nameOf(decorator) === 'setter')) this.setters.add(name);
      else if (name.startsWith('__')) this.special.add(name);
      if (name === '__get__') descriptors.add(fn.module.classes[fn.facts.class]?.facts.name ?? '');
    }
    if (descriptors.size === 0) return;
    for (const { facts, classes } of all) {
      for (const { target, value } of classes.flatMap((cls) => cls.facts.bindings)) {
        const made = value?.kind === 'call' ? facts.calls[value.call] : undefined;
        if (made && descriptors.has(nameOf(made.callee) ?? '')) this.described.add(target);
      }
    }
  }
}

/** What the syntax calls without a call: context managers, iteration, operators, properties. */
export class ImplicitEdges {
  private readonly inference: Inference;
  private readonly names: ImplicitNames;

  constructor(inference: Inference, names: ImplicitNames) {
    this.inference = inference;
    this.names = names;
  }

  /** Whether a class of the project has one of the special methods. */
  has(methods: readonly string[]): boolean {
    return methods.some((method) => this.names.special.has(method));
  }

  /** The special method that carries out an operation: of several, the first one that the object has. */
  operation(node: FunctionNode, { object, methods, start, end }: OperationFacts): readonly CallEdge[] {
    const iterates = methods.includes('__iter__');
    if (!iterates && !this.has(methods)) return [];
    const targets: FunctionNode[] = [];
    let mayBeHarmless = false;
    for (const value of this.inference.evaluate(node, object)) {
      const runs = this.carryingOut(value, methods, iterates);
      const found = runs.filter(({ facts }) => facts.kind === 'def' && !facts.isStub);
      targets.push(...found.filter((method) => !isMemoized(method)));
      if (found.length === 0 || found.length < runs.length || found.some(isMemoized)) mayBeHarmless = true;
    }
    if (targets.length === 0) return [];
    return [{ span: { start, end }, call: undefined, expression: object, targets, blockers: [], mayBeHarmless }];
  }

  private carryingOut(value: Value, methods: readonly string[], iterates: boolean): readonly FunctionNode[] {
    if (value.kind === 'container' && value.generator && iterates) return [value.generator];
    if (value.kind !== 'instance') return [];
    const found = methods.map((name) => this.inference.classes.findMethods(value.node, name));
    return found.find((candidates) => candidates.length > 0) ?? [];
  }

  /** The setter of a property, or of a descriptor, that an assignment to an attribute calls. */
  assignment(node: FunctionNode, { target, start, manner }: BindingFacts): readonly CallEdge[] {
    const dot = target.lastIndexOf('.');
    const name = target.slice(dot + 1);
    if (dot < 0 || manner !== 'assign' || !(this.names.setters.has(name) || this.names.described.has(name))) return [];
    const written = target.startsWith('self.') ? selfTarget(node, target) : target;
    const expression = dottedExpression(written, start);
    if (expression.kind !== 'attribute') return [];
    const targets: FunctionNode[] = [];
    const owners = this.inference.evaluate(node, expression.object);
    for (const owner of owners) {
      const setter = owner.kind === 'instance' ? this.setterOf(owner.node, name) : undefined;
      if (setter) targets.push(setter);
    }
    if (targets.length === 0) return [];
    const mayBeHarmless = targets.length < owners.length;
    return [{ span: expression, call: undefined, expression, targets, blockers: [], mayBeHarmless }];
  }

  private setterOf(cls: ClassNode, name: string): FunctionNode | undefined {
    for (const current of this.inference.classes.lineage(cls).classes) {
      const methods = current.facts.methods.flatMap((index) => current.module.functions[index] ?? []);
      const setter = methods.find(
        ({ facts }) => facts.name === name && facts.decorators.some((decorator) => nameOf(decorator) === 'setter'),
      );
      if (setter) return setter;
      const descriptor = this.descriptorOf(current, name);
      if (descriptor) return this.inference.classes.findMethod(descriptor, '__set__');
    }
    return undefined;
  }

  /** The class of the descriptor that a class keeps in an attribute. */
  private descriptorOf({ module, facts }: ClassNode, name: string): ClassNode | undefined {
    if (!this.names.described.has(name)) return undefined;
    const value = facts.bindings.find(({ target }) => target === name)?.value;
    const scope = module.functions[facts.function];
    const [made] = value && scope ? this.inference.evaluate(scope, value) : [];
    return made?.kind === 'instance' ? made.node : undefined;
  }

  private membersOf(owner: Value, name: string): readonly FunctionNode[] {
    if (owner.kind === 'instance') return this.inference.classes.findMethods(owner.node, name);
    if (owner.kind !== 'super') return [];
    return this.inference.classes.methodsAfter(owner.receiver.node, owner.owner, name);
  }

  /** Properties that an attribute expression reads on its way, each as an edge to its function. */
  properties(node: FunctionNode, attribute: AttributeExpression): readonly CallEdge[] {
    const isDescribed = this.names.described.has(attribute.name);
    if (!isDescribed && !this.names.properties.has(attribute.name)) return [];
    const targets: FunctionNode[] = [];
    let mayBeHarmless = false;
    for (const owner of this.inference.evaluate(node, attribute.object)) {
      const getter = isDescribed && owner.kind === 'instance' ? this.getterOf(owner.node, attribute.name) : undefined;
      if (getter) targets.push(getter);
      const members = this.membersOf(owner, attribute.name);
      // A cached property runs once for an object.
      const getters = members.filter(
        (method) => this.inference.classes.isProperty(method) && method.facts.kind === 'def' && !isMemoized(method),
      );
      targets.push(...getters.flatMap((method) => implementations(this.inference, method, owner)));
      if (getters.length < members.length || (!getter && members.length === 0)) mayBeHarmless = true;
    }
    if (targets.length === 0) return [];
    const span = { start: attribute.start, end: attribute.end };
    return [{ span, call: undefined, expression: attribute, targets, blockers: [], mayBeHarmless }];
  }

  private getterOf(cls: ClassNode, name: string): FunctionNode | undefined {
    for (const current of this.inference.classes.lineage(cls).classes) {
      const descriptor = this.descriptorOf(current, name);
      if (descriptor) return this.inference.classes.findMethod(descriptor, '__get__');
    }
    return undefined;
  }

  /** Special methods that are called on a value: an edge for each of the methods that there is. */
  edges(node: FunctionNode, expression: Expression, names: readonly string[]): readonly CallEdge[] {
    const values = this.inference.evaluate(node, expression);
    const span = { start: expression.start, end: expression.end };
    return names.flatMap((name) => {
      const targets: FunctionNode[] = [];
      const blockers: Blocker[] = [];
      let mayBeHarmless = values.length > 1;
      for (const value of values) {
        if (value.kind === 'instance') {
          const methods = this.inference.classes.findMethods(value.node, name);
          const found = methods.filter(({ facts }) => !facts.isStub);
          targets.push(...found);
          if (found.length < methods.length) mayBeHarmless = true;
        } else if (value.kind === 'container') {
          // A generator that was made before; where it is made in the same place, the call has an edge of its own.
          const { generator } = value;
          const isRunBy = generator?.facts.kind === 'def' ? name === '__next__' : name === '__anext__';
          if (generator && isRunBy && !this.isMadeBy(node, expression, generator, true)) targets.push(generator);
        } else if (value.kind === 'context manager') {
          // Where it is made in the same place, the call has an edge of its own.
          const isEntered = name === '__enter__' || name === '__aenter__';
          if (isEntered && value.node && !this.isMadeBy(node, expression, value.node)) targets.push(value.node);
        } else if (value.kind === 'external instance') {
          const fact = this.inference.knowledge.find(`${value.name}.${name}`);
          const blocker =
            fact && !fact.name.endsWith('*')
              ? blockerAt(fact, undefined, { inference: this.inference, node })
              : undefined;
          if (blocker) blockers.push(blocker);
        }
      }
      if (targets.length === 0 && blockers.length === 0) return [];
      return [{ span, call: undefined, expression, targets, blockers, mayBeHarmless }];
    });
  }

  /** A library's iterator that was put into a local name before the loop: it waits while it is iterated. */
  keptIterator(node: FunctionNode, expression: Expression): readonly CallEdge[] {
    if (expression.kind !== 'name') return [];
    const definitions = this.inference.scopes.of(node).get(expression.name) ?? [];
    const makers = visibleAt(definitions, expression.start, true).map((definition) =>
      definition.kind === 'binding' && !definition.scope && isAssigned(definition.binding)
        ? definition.binding.value
        : undefined,
    );
    const blockers = makers.map((value) => (value?.kind === 'call' ? this.iteratorOf(node, value.call) : undefined));
    const known = blockers.filter((blocker) => blocker !== undefined);
    if (known.length === 0) return [];
    const span = { start: expression.start, end: expression.end };
    const mayBeHarmless = known.length < blockers.length;
    return [{ span, call: undefined, expression, targets: [], blockers: known, mayBeHarmless }];
  }

  private iteratorOf(node: FunctionNode, index: number): Blocker | undefined {
    const call = node.module.facts.calls[index];
    const callees = call ? this.inference.evaluate(node, call.callee) : [];
    const [callee] = callees;
    const fact =
      callees.length === 1 && callee?.kind === 'external' ? this.inference.knowledge.find(callee.name) : undefined;
    return fact?.entry.iterator ? blockerAt(fact, call, { inference: this.inference, node }) : undefined;
  }

  /** Whether an expression is a call of the maker, or with `orBuiltin` of what has an iterator from its own arguments. */
  private isMadeBy(node: FunctionNode, expression: Expression, maker: FunctionNode, orBuiltin = false): boolean {
    const call = asCall(node.module, expression);
    const callees = call ? this.inference.evaluate(node, call.callee) : [];
    return callees.some((callee) =>
      callee.kind === 'function' ? callee.node === maker : orBuiltin && callee.kind === 'external',
    );
  }
}

/** Whether a name is given a value as it is, and not an item of it. */
function isAssigned({ manner, unpack }: BindingFacts): boolean {
  return unpack.length === 0 && (manner === 'assign' || manner === 'annotate');
}

/** An attribute of the first parameter as it is called in the function. */
function selfTarget({ facts }: FunctionNode, target: string): string {
  return `${facts.parameters[0]?.name ?? 'self'}${target.slice('self'.length)}`;
}
