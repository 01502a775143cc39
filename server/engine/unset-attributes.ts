import type { Inference } from './inference.ts';
import type { BindingFacts, CallFacts, Guard } from './module-facts.ts';
import { isTestModule } from './test-module.ts';
import { type ClassNode, classOf, type FunctionNode, type Module } from './value.ts';

/** Attributes that a class leaves `None` for other code to fill: objects are also used without that. */
export class UnsetAttributes {
  private readonly inference: Inference;
  private readonly modules: readonly Module[];
  private readonly known = new Map<ClassNode, Map<string, boolean>>();
  /** What functions and modules assign to attributes of other objects: `x.y`. */
  private assigned: ReadonlySet<string> | undefined;

  constructor(inference: Inference, modules: readonly Module[]) {
    this.inference = inference;
    this.modules = modules;
  }

  /** Whether a call runs only where an attribute of the object has been filled that some objects are made without. */
  rulesOut(node: FunctionNode, call: CallFacts): boolean {
    const owner = classOf(node);
    if (!owner) return false;
    return call.guards.some(
      (guard) => asksForValue(guard) && this.isOpen(owner, guard.parameter.slice('self.'.length)),
    );
  }

  private isOpen(owner: ClassNode, name: string): boolean {
    let answers = this.known.get(owner);
    if (!answers) {
      answers = new Map();
      this.known.set(owner, answers);
    }
    let answer = answers.get(name);
    if (answer === undefined) {
      answer = this.isLeftNone(owner, name) && !this.isAlwaysFilled(owner, name);
      answers.set(name, answer);
    }
    return answer;
  }

  /** Whether `__init__` makes an attribute `None`, and no method makes anything else of it. */
  private isLeftNone(owner: ClassNode, name: string): boolean {
    const { classes } = this.inference;
    let isNone = false;
    for (const cls of new Set([...classes.lineage(owner).classes, ...classes.subclasses(owner)])) {
      const inBody = cls.facts.bindings.filter(({ target }) => target === name);
      if (classes.method(cls, name) || inBody.some(({ value }) => value !== undefined)) return false;
      for (const index of cls.facts.methods) {
        const method = cls.module.functions[index];
        for (const binding of method?.facts.bindings ?? []) {
          if (binding.target !== `self.${name}`) continue;
          if (!isNoneOf(binding)) return false;
          isNone ||= method?.facts.name === '__init__';
        }
      }
    }
    return isNone;
  }

  /** Whether each object of the class that is seen to be made gets the attribute from who makes it. */
  private isAlwaysFilled(owner: ClassNode, name: string): boolean {
    const made = [owner, ...this.inference.classes.subclasses(owner)].flatMap((cls) =>
      this.inference
        .callsNamed(cls.facts.name, cls.module)
        .filter(
          ({ scope, call }) =>
            !isTestModule(scope.module.path) &&
            this.inference.evaluate(scope, call.callee).some((value) => value.kind === 'class' && value.node === cls),
        ),
    );
    return (
      made.length > 0 &&
      made.every(({ scope, call }) => {
        const kept = scope.facts.bindings.find(
          ({ value }) => value?.kind === 'call' && scope.module.facts.calls[value.call] === call,
        );
        if (!kept) return false;
        const place = `${kept.target}.${name}`;
        if (scope.facts.bindings.some((binding) => binding.target === place && !isNoneOf(binding))) return true;
        return scope.facts.kind === 'module' && this.isAssigned(place);
      })
    );
  }

  private isAssigned(place: string): boolean {
    this.assigned ??= new Set(
      this.modules
        .filter((module) => !isTestModule(module.path))
        .flatMap((module) => module.functions.flatMap(({ facts }) => facts.bindings))
        .filter((binding) => binding.target.includes('.') && !isNoneOf(binding))
        .map(({ target }) => target.split('.').slice(-2).join('.')),
    );
    return this.assigned.has(place);
  }
}

function asksForValue({ parameter, asks, answer }: Guard): boolean {
  return parameter.startsWith('self.') && ((asks === 'None' && !answer) || (asks === 'truth' && answer));
}

function isNoneOf({ value, manner }: BindingFacts): boolean {
  if (value === undefined) return manner === 'annotate';
  return value.kind === 'literal' && value.type === 'None';
}
