import { enteredBy, handsOn } from './called-parameters.ts';
import type { ScopedCall } from './calls-by-name.ts';
import { isMemoized } from './decorated-functions.ts';
import type { Inference } from './inference.ts';
import { givenArguments, isBound } from './parameter-guards.ts';
import { isTestModule } from './test-module.ts';
import { type ClassNode, classOf, type FunctionNode } from './value.ts';

/** How long objects of the project's classes live. */
export class ObjectLifetimes {
  private readonly inference: Inference;
  private readonly known = new Map<ClassNode, boolean>();
  private readonly keeping = new Map<FunctionNode, ReadonlySet<string>>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /**
   * Whether the object of a method may be older than the request: it is made by a module, kept for later or remembered by a
   * cache, or nobody sees where it is made. What it keeps for itself is then made once, not in every request.
   */
  mayOutliveRequest(method: FunctionNode): boolean {
    const owner = classOf(method);
    if (!owner) return true;
    let answer = this.known.get(owner);
    if (answer === undefined) {
      answer = this.isKept(owner);
      this.known.set(owner, answer);
    }
    return answer;
  }

  private isKept(owner: ClassNode): boolean {
    const classes = new Set([owner, ...this.inference.classes.subclasses(owner)]);
    const made = [...classes].flatMap((cls) =>
      this.inference
        .callsNamed(cls.facts.name, cls.module)
        .filter(
          ({ scope, call }) =>
            !isTestModule(scope.module.path) &&
            this.inference
              .evaluate(scope, call.callee)
              .some((value) => value.kind === 'class' && classes.has(value.node)),
        ),
    );
    if (made.length === 0) return true;
    return made.some(
      ({ scope, call }) =>
        scope.facts.kind === 'module' ||
        call.once !== undefined ||
        call.usage === 'default' ||
        isMemoized(scope) ||
        this.isStored({ scope, call }),
    );
  }

  /** Whether what a call makes is given to a function that puts it into a container. */
  private isStored({ scope, call }: ScopedCall): boolean {
    const { calls } = scope.module.facts;
    const outer = call.usage === 'argument' ? calls[call.argumentOf] : undefined;
    if (!outer) return false;
    return this.inference
      .evaluate(scope, outer.callee)
      .flatMap((callee) => enteredBy(this.inference, callee))
      .some(({ target, receiver }) => {
        const given = givenArguments(target.facts, outer, isBound(target, receiver), this.storedBy(target));
        return [...given.values()].some((value) => value.kind === 'call' && calls[value.call] === call);
      });
  }

  /** Parameters of a function that it puts into a container of its object or module, itself or in what it hands them on to. */
  private storedBy(node: FunctionNode): ReadonlySet<string> {
    const found = this.keeping.get(node);
    if (found) return found;
    const stored = new Set<string>();
    // Set at once: a function that calls itself learns nothing new from its own call.
    this.keeping.set(node, stored);
    const names = new Set(node.facts.parameters.map(({ name }) => name));
    for (const { target, value, isSpread } of node.facts.insertions) {
      const isLocal = node.facts.bindings.some((binding) => binding.target === target) || names.has(target);
      if (!isLocal && !isSpread && value.kind === 'name' && names.has(value.name)) stored.add(value.name);
    }
    for (const index of node.facts.calls) {
      const call = node.module.facts.calls[index];
      if (!call || !handsOn(call, names)) continue;
      const entered = this.inference.evaluate(node, call.callee).flatMap((callee) => enteredBy(this.inference, callee));
      for (const { target, receiver } of entered) {
        const given = givenArguments(target.facts, call, isBound(target, receiver), this.storedBy(target));
        for (const value of given.values()) if (value.kind === 'name' && names.has(value.name)) stored.add(value.name);
      }
    }
    return stored;
  }
}
