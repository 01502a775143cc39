import type { Inference } from './inference.ts';
import type { Expression, NameExpression, TypeCheckFacts } from './module-facts.ts';
import { areOfClasses, notOfClasses, ofClasses } from './narrowing.ts';
import type { FunctionNode, Value } from './value.ts';

/** What the code's own questions for classes (`isinstance`, `case`) say of names and arguments. */
export class CheckedNames {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /**
   * What is left of the possibilities for a name where the code has asked for its class. What an object holds in an
   * attribute stays what it may be: code that asks there is often made for others than the application.
   */
  checked(scope: FunctionNode, { name, start: position }: NameExpression, values: readonly Value[]): readonly Value[] {
    const { typeChecks } = scope.facts;
    if (typeChecks.length === 0) return values;
    let left = values;
    for (const { target: asked, classes, answer, span } of typeChecks) {
      if (asked !== name || position < span.start || position >= span.end) continue;
      const isChanged = (this.inference.scopes.of(scope).get(name) ?? []).some(
        (definition) =>
          definition.kind === 'binding' &&
          !definition.binding.isLocal &&
          definition.binding.start >= span.start &&
          definition.binding.start < position,
      );
      if (isChanged) continue;
      const objects = this.objectsAsked(scope, classes);
      left = answer
        ? ofClasses(this.inference.classes, left, objects)
        : notOfClasses(this.inference.classes, left, objects);
    }
    return left;
  }

  /** Whether an argument is of the classes that a function asks for; undefined where that depends. */
  answerOf(node: FunctionNode, check: TypeCheckFacts, caller: FunctionNode, given: Expression): boolean | undefined {
    return areOfClasses(
      this.inference.classes,
      this.inference.evaluate(caller, given),
      this.objectsAsked(node, check.classes),
    );
  }

  private objectsAsked(scope: FunctionNode, classes: readonly Expression[]): readonly (readonly Value[])[] {
    return classes.map((cls) =>
      this.inference.evaluate(scope, cls).flatMap((value) => this.inference.types.instanceOf(value)),
    );
  }
}
