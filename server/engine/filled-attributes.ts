import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { BindingFacts, CallFacts, Expression, Guard } from './module-facts.ts';
import { isTestModule } from './test-module.ts';
import { asCall, type ClassNode, classOf, type FunctionNode, type Module } from './value.ts';

/** Whether what runs only where an attribute of a class is empty never does so, or hardly ever. */
export type Absence = 'never' | 'hardly ever' | undefined;

/** Built-ins and methods whose result has items where what they are given has some. */
const keepsItems = /^(list|tuple|set|frozenset|dict|sorted|keys|values|items|copy)$/;
/** Names for names are followed so far. */
const deepest = 6;

/** Attributes of classes that have a value from the start: `if not cls.x` asks in vain. */
export class FilledAttributes {
  private readonly inference: Inference;
  private readonly modules: readonly Module[];
  private readonly known = new Map<ClassNode, Map<string, Absence>>();
  /** What is assigned to `Class.x`, by this name, with the function that does it. */
  private outside: ReadonlyMap<string, readonly { scope: FunctionNode; binding: BindingFacts }[]> | undefined;

  constructor(inference: Inference, modules: readonly Module[]) {
    this.inference = inference;
    this.modules = modules;
  }

  /** Whether a call runs only where an attribute is empty that the bodies of all classes concerned fill. */
  absenceFor(node: FunctionNode, call: CallFacts): Absence {
    const owner = classOf(node);
    const asked = owner ? call.guards.filter(asksForAbsence) : [];
    const answers = asked.map(({ parameter }) => owner && this.absence(owner, parameter.slice('cls.'.length)));
    return answers.includes('never') ? 'never' : answers.find((answer) => answer !== undefined);
  }

  private absence(owner: ClassNode, name: string): Absence {
    let answers = this.known.get(owner);
    if (!answers) {
      answers = new Map();
      this.known.set(owner, answers);
    }
    if (!answers.has(name)) answers.set(name, this.find(owner, name));
    return answers.get(name);
  }

  private find(owner: ClassNode, name: string): Absence {
    const { classes } = this.inference;
    const concerned = [owner, ...classes.subclasses(owner)];
    if (!concerned.every((cls) => this.isFilledAtFirst(cls, name))) return undefined;
    const family = new Set(concerned.flatMap((cls) => [cls, ...classes.lineage(cls).classes]));
    const assigned = [...family].flatMap((cls) => [
      ...cls.facts.methods.flatMap((index) => {
        const scope = cls.module.functions[index];
        const bindings = scope?.facts.bindings.filter(({ target }) => target === `self.${name}`) ?? [];
        return scope ? bindings.map((binding) => ({ scope, binding })) : [];
      }),
      ...(this.assignedOutside().get(`${cls.facts.name}.${name}`) ?? []),
    ]);
    const isEmptied = [...family].some(({ module }) => module.facts.calls.some((call) => takesItems(call, name)));
    if (isEmptied || assigned.some(({ binding }) => isEmpty(binding.value))) return undefined;
    return assigned.every(({ scope, binding }) => this.hasItems(scope, binding.value, scope.facts.bindings))
      ? 'never'
      : 'hardly ever';
  }

  /** Whether the class that gives another its attribute gives it a value that is not empty. */
  private isFilledAtFirst(cls: ClassNode, name: string): boolean {
    for (const { module, facts } of this.inference.classes.lineage(cls).classes) {
      const bindings = facts.bindings.filter(({ target, isLocal }) => target === name && !isLocal);
      const scope = module.functions[facts.function];
      if (bindings.length > 0 && scope) {
        return bindings.every(({ value }) => this.hasItems(scope, value, facts.bindings));
      }
    }
    return false;
  }

  /** Whether an expression certainly has something in it. `around`: what is bound where it stands. */
  private hasItems(
    scope: FunctionNode,
    value: Expression | undefined,
    around: readonly BindingFacts[],
    depth = 0,
  ): boolean {
    if (!value || depth > deepest) return false;
    if (value.kind === 'collection') {
      const isComprehension = around.some(({ isLocal, decides }) => isLocal && decides.start === value.start);
      return !isComprehension && value.items.some(({ kind }) => kind !== 'other');
    }
    if (value.kind === 'literal') return value.type === 'str' && value.value !== undefined && value.value !== '';
    if (value.kind === 'name') {
      const found = this.inference.aliases.definitionOf(scope, value.name);
      return found !== undefined && this.hasItems(found.scope, found.expression, found.scope.facts.bindings, depth + 1);
    }
    const call = asCall(scope.module, value);
    if (!call || !keepsItems.test(nameOf(call.callee) ?? '')) return false;
    const source = call.callee.kind === 'attribute' ? call.callee.object : call.arguments[0]?.value;
    return this.hasItems(scope, source, around, depth + 1);
  }

  private assignedOutside(): ReadonlyMap<string, readonly { scope: FunctionNode; binding: BindingFacts }[]> {
    if (this.outside) return this.outside;
    const outside = new Map<string, { scope: FunctionNode; binding: BindingFacts }[]>();
    for (const module of this.modules) {
      if (isTestModule(module.path)) continue;
      for (const scope of module.functions) {
        for (const binding of scope.facts.bindings) {
          if (!binding.target.includes('.') || binding.target.startsWith('self.')) continue;
          const place = binding.target.split('.').slice(-2).join('.');
          const list = outside.get(place);
          if (list) list.push({ scope, binding });
          else outside.set(place, [{ scope, binding }]);
        }
      }
    }
    this.outside = outside;
    return outside;
  }
}

function asksForAbsence({ parameter, asks, answer }: Guard): boolean {
  return parameter.startsWith('cls.') && ((asks === 'None' && answer) || (asks === 'truth' && !answer));
}

/** Whether a call takes items out of an attribute: `cls.x.clear()`. */
function takesItems({ callee }: CallFacts, name: string): boolean {
  if (callee.kind !== 'attribute' || !/^(clear|discard|pop|popitem|remove)$/.test(callee.name)) return false;
  return callee.object.kind === 'attribute' && callee.object.name === name;
}

function isEmpty(value: Expression | undefined): boolean {
  if (value?.kind === 'collection') return value.items.length === 0;
  return value?.kind === 'literal' && (value.type === 'None' || value.value === '' || value.value === 'False');
}
