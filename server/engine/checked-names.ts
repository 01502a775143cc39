import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { Expression, NameExpression, TypeCheckFacts } from './module-facts.ts';
import { areOfClasses, notOfClasses, ofClasses } from './narrowing.ts';
import { bindingsBefore } from './parameter-guards.ts';
import { type FunctionNode, union, type Value, withoutNone } from './value.ts';

/** Unions of unions and names for them are followed so far. */
const longestAlias = 6;

/** The types of `A | B`, `Union[A, B]`, `Optional[A]`; undefined for other types. */
function optionsIn(annotation: Expression): readonly Expression[] | undefined {
  if (annotation.kind === 'choice') return annotation.options;
  if (annotation.kind !== 'subscript' || !/^(Optional|Union)$/.test(nameOf(annotation.object) ?? '')) return undefined;
  const [first] = annotation.index;
  return first?.kind === 'collection' ? first.items : annotation.index;
}

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

  /**
   * Whether a parameter is of the classes that a function asks it for, going by what it is declared as and what the function
   * itself assigns to it before; undefined where that is open.
   */
  declaredAnswerOf(node: FunctionNode, check: TypeCheckFacts): boolean | undefined {
    const annotation = node.facts.parameters.find(({ name }) => name === check.target)?.annotation;
    const declared = annotation && this.declared(node, annotation);
    if (!declared) return undefined;
    const assigned = bindingsBefore(node.facts, check.target, check.span.start).map(({ manner, value, unpack }) =>
      value && (manner === 'assign' || manner === 'annotate') && unpack.length === 0
        ? this.inference.evaluate(node, value)
        : [],
    );
    if (assigned.some((values) => values.length === 0)) return undefined;
    const values = withoutNone(union(declared, ...assigned));
    return areOfClasses(this.inference.classes, values, this.objectsAsked(node, check.classes));
  }

  /** All that an annotation allows, `None` aside; undefined where a part of it is unknown. */
  private declared(scope: FunctionNode, annotation: Expression, depth = 0): readonly Value[] | undefined {
    if (annotation.kind === 'literal' && annotation.type === 'None') return [];
    const parts = depth < longestAlias ? optionsIn(annotation) : undefined;
    if (parts) {
      const values = parts.map((part) => this.declared(scope, part, depth + 1));
      return values.every((value) => value !== undefined) ? union(...values) : undefined;
    }
    const alias = depth < longestAlias ? this.inference.aliases.aliasOf(scope, annotation) : undefined;
    if (alias && optionsIn(alias.expression)) return this.declared(alias.scope, alias.expression, depth + 1);
    const values = this.inference.types.of(scope, annotation);
    return values.length > 0 ? values : undefined;
  }

  private objectsAsked(scope: FunctionNode, classes: readonly Expression[]): readonly (readonly Value[])[] {
    return classes.map((cls) =>
      this.inference.evaluate(scope, cls).flatMap((value) => this.inference.types.instanceOf(value)),
    );
  }
}
