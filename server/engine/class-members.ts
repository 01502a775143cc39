import { stateOwner } from './application-state.ts';
import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import { ownClass } from './knowledge-index.ts';
import type { Question } from './recursive-question.ts';
import { hasVariable, substituted, type TypeVariables } from './type-variables.ts';
import { asCall, type ClassNode, type FunctionNode, union, type Value, withoutNone } from './value.ts';

const unknown: readonly Value[] = [];

/** What members of classes are: methods, attributes, nested classes, what bases and libraries give. */
export class ClassMembers {
  private readonly inference: Inference;
  private readonly variables: TypeVariables;
  private readonly questions = new Map<ClassNode, Map<string, Question<readonly Value[]>>>();
  /** `__getattr__` methods that are being followed. */
  private readonly delegating = new Set<FunctionNode>();

  constructor(inference: Inference, variables: TypeVariables) {
    this.inference = inference;
    this.variables = variables;
  }

  /** What a member of a class is, looked up on the class or on an object of it. */
  of(node: ClassNode, name: string, receiver: Value): readonly Value[] {
    const isGeneric = (receiver.kind === 'instance' || receiver.kind === 'class') && receiver.parameters.length > 0;
    if (isGeneric) return this.find(node, name, receiver);
    let questions = this.questions.get(node);
    if (!questions) {
      questions = new Map();
      this.questions.set(node, questions);
    }
    const key = `${receiver.kind}:${name}`;
    return this.inference.ask(questions, key, () => this.find(node, name, receiver));
  }

  /** As `of`, but not remembered. @param owner The class in whose method `super()` stands, when that is asked. */
  find(node: ClassNode, name: string, receiver: Value, owner?: ClassNode): readonly Value[] {
    const { classes, external } = this.inference.classes.lineage(node);
    for (const current of owner ? this.inference.classes.after(node, owner) : classes) {
      if (this.inference.classes.method(current, name)) {
        const methods = owner
          ? this.inference.classes.methodsAfter(node, owner, name)
          : this.inference.classes.findMethods(node, name);
        const values = methods.map((method) => this.ofMethod(method, receiver));
        // Where one of several is unknown, the others alone would be too sure an answer.
        return values.some((list) => list.length === 0) ? unknown : union(...values);
      }
      const values = this.own(current, name);
      if (values.length > 0) {
        return hasVariable(values) ? substituted(values, this.variables.ofReceiver(receiver)) : values;
      }
      const nested = current.module.classes.find((cls) => cls.facts.class === current.index && cls.facts.name === name);
      if (nested) return [{ kind: 'class', node: nested, parameters: [] }];
    }
    for (const base of external) {
      const state = name === 'state' ? stateOwner(base) : undefined;
      if (state) return [{ kind: 'state', owner: state }];
      const type = this.inference.knowledge.attribute(base, name);
      if (type !== undefined) return [{ kind: 'external instance', name: this.inference.knowledge.canonical(type) }];
      const qualified = `${base}.${name}`;
      const fact = this.inference.knowledge.find(qualified);
      if (!fact || (fact.declared?.isAll && !fact.declared.isExact)) continue;
      const method: Value = { kind: 'external', name: qualified };
      if (fact.entry.returns !== ownClass) return [method];
      const own: Value = { kind: 'instance', node, parameters: [] };
      const result: Value = fact.entry.async ? { kind: 'coroutine', result: [own], node: undefined } : own;
      return [{ kind: 'partial', callees: [method], result: [result] }];
    }
    for (const base of external) {
      const inherited = this.inference.librarySymbols?.values(`${base}.${name}`) ?? unknown;
      if (inherited.length > 0) return inherited.map((value) => boundTo(value, receiver));
    }
    return receiver.kind === 'instance' ? this.delegated(node, name) : unknown;
  }

  /** What an attribute is on a proxy, whose `__getattr__(self, name)` returns `getattr(self.other, name)`. */
  private delegated(node: ClassNode, name: string): readonly Value[] {
    const method = name.startsWith('__') ? undefined : this.inference.classes.findMethod(node, '__getattr__');
    // A proxy of its own class, or of its own bases, ends nowhere.
    if (!method || this.delegating.has(method)) return unknown;
    this.delegating.add(method);
    try {
      return this.delegatedBy(method, name);
    } finally {
      this.delegating.delete(method);
    }
  }

  private delegatedBy(method: FunctionNode, name: string): readonly Value[] {
    const asked = method.facts.parameters[1]?.name;
    return union(
      ...method.facts.returns.flatMap((returned) => {
        const call = asCall(method.module, returned);
        const [object, attribute] = call?.arguments ?? [];
        const isHandedOn = attribute?.value.kind === 'name' && attribute.value.name === asked;
        if (!call || !object || !isHandedOn || nameOf(call.callee) !== 'getattr') return [];
        return this.inference.evaluate(method, object.value).map((value) => this.inference.member(value, name));
      }),
    );
  }

  private ofMethod(method: FunctionNode, receiver: Value): readonly Value[] {
    // A property gives what its function gives.
    return receiver.kind === 'instance' && this.inference.classes.isProperty(method)
      ? this.inference.call({ kind: 'function', node: method, receiver })
      : this.inference.decorators.decorated(method, receiver);
  }

  /** What a class body or its methods (through `self`) assign to an attribute. */
  own(node: ClassNode, name: string): readonly Value[] {
    const scope = node.module.functions[node.facts.function];
    if (!scope) return unknown;
    const found: (readonly Value[])[] = [];
    for (const binding of node.facts.bindings) {
      if (binding.target !== name || binding.manner === 'augment') continue;
      found.push(this.inference.boundValue(scope, binding, node));
    }
    const attribute = `self.${name}`;
    for (const index of node.facts.methods) {
      const method = node.module.functions[index];
      for (const binding of method?.facts.bindings ?? []) {
        if (binding.target !== attribute || binding.manner === 'augment' || !method) continue;
        found.push(this.inference.boundValue(method, binding));
      }
    }
    return union(...found.map(withoutNone));
  }
}

/** A method as it is called on an object of a subclass. */
function boundTo(value: Value, receiver: Value): Value {
  return value.kind === 'function' && value.receiver ? { ...value, receiver } : value;
}
