import { isMemoized } from './decorated-functions.ts';
import type { Inference } from './inference.ts';
import { type ClassNode, classOf, type FunctionNode } from './value.ts';

/** How long objects of the project's classes live. */
export class ObjectLifetimes {
  private readonly inference: Inference;
  private readonly known = new Map<ClassNode, boolean>();

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
        .filter(({ scope, call }) =>
          this.inference
            .evaluate(scope, call.callee)
            .some((value) => value.kind === 'class' && classes.has(value.node)),
        ),
    );
    if (made.length === 0) return true;
    return made.some(
      ({ scope, call }) =>
        scope.facts.kind === 'module' || call.once !== undefined || call.usage === 'default' || isMemoized(scope),
    );
  }
}
