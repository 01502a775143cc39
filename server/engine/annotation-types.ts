import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { Expression } from './module-facts.ts';
import type { Question } from './recursive-question.ts';
import { classOfObject, selfKey, substituted, variablesIn } from './type-variables.ts';
import { containers, firstParameterIsYielded, mappings, transparent } from './typing-names.ts';
import { type ClassNode, classOf, containerOf, type FunctionNode, mappingOf, union, type Value } from './value.ts';

const unknown: readonly Value[] = [];
const self = /^typing(_extensions)?\.Self$/;

/** What annotations describe. */
export class AnnotationTypes {
  private readonly inference: Inference;
  private readonly questions = new Map<Expression, Question<readonly Value[]>>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** The values that an annotation describes: instances of the named classes. */
  of(scope: FunctionNode, annotation: Expression, classBody?: ClassNode, depth = 0): readonly Value[] {
    if (depth > 12) return unknown;
    switch (annotation.kind) {
      case 'choice':
        return union(...annotation.options.map((option) => this.of(scope, option, classBody, depth + 1)));
      case 'subscript':
        return this.genericType(scope, annotation.object, annotation.index, classBody, depth);
      case 'name':
      case 'attribute': {
        const values = this.inference.evaluate(scope, annotation, classBody);
        if (values.some((value) => value.kind === 'external' && self.test(value.name))) {
          const owner = classBody ?? classOf(scope);
          const bound: readonly Value[] = owner ? [{ kind: 'instance', node: owner, parameters: [] }] : unknown;
          return [{ kind: 'type variable', key: selfKey, bound, isClass: false }];
        }
        const instances = values.flatMap((value) => this.instanceOf(value));
        if (instances.length > 0) return instances;
        const alias = this.inference.aliases.aliasOf(scope, annotation);
        if (!alias) return unknown;
        if (alias.expression.kind === 'call') return this.typeVariable(alias.scope, alias.expression.call, depth);
        return this.inference.ask(this.questions, alias.expression, () =>
          this.of(alias.scope, alias.expression, undefined, depth + 1),
        );
      }
      case 'type variable': {
        const key = `${scope.module.path}:${annotation.declaredAt}`;
        const { bound } = annotation;
        const options = bound?.kind === 'collection' ? bound.items : bound ? [bound] : [];
        return [{ kind: 'type variable', key, bound: this.anyOf(scope, options, depth), isClass: false }];
      }
      default:
        return unknown;
    }
  }

  /** What several types describe together; unknown when one of them is. */
  private anyOf(scope: FunctionNode, options: readonly Expression[], depth: number): readonly Value[] {
    const types = options.map((option) => this.of(scope, option, undefined, depth + 1));
    return types.some((type) => type.length === 0) ? unknown : union(...types);
  }

  /** `NewType('X', Base)` is its base; `TypeVar('T', bound=Base)` and `TypeVar('T', A, B)` are variables. */
  private typeVariable(scope: FunctionNode, callIndex: number, depth: number): readonly Value[] {
    const call = scope.module.facts.calls[callIndex];
    const maker = call && nameOf(call.callee);
    if (!call || (maker !== 'NewType' && maker !== 'TypeVar')) return unknown;
    const [, ...types] = call.arguments.flatMap(({ keyword, value }) => (keyword === undefined ? [value] : []));
    if (maker === 'NewType') return types[0] ? this.of(scope, types[0], undefined, depth + 1) : unknown;
    const bound = call.arguments.find(({ keyword }) => keyword === 'bound')?.value;
    const key = `${scope.module.path}:${call.start}`;
    return [{ kind: 'type variable', key, bound: this.anyOf(scope, bound ? [bound] : types, depth), isClass: false }];
  }

  private genericType(
    scope: FunctionNode,
    object: Expression,
    index: readonly Expression[],
    classBody: ClassNode | undefined,
    depth: number,
  ): readonly Value[] {
    const name = nameOf(object) ?? '';
    const first = index[0];
    const flat = first?.kind === 'collection' && first.type === 'tuple' ? first.items : index;
    const type = (expression: Expression | undefined) =>
      expression ? this.of(scope, expression, classBody, depth + 1) : unknown;
    if (name === 'Annotated') return type(flat[0]);
    if (transparent.has(name)) return union(...flat.map(type));
    if (name === 'type' || name === 'Type') {
      return type(flat[0]).flatMap(classOfObject);
    }
    const isThreadFuture = () =>
      this.inference
        .evaluate(scope, object, classBody)
        .some((value) => value.kind === 'external' && value.name.startsWith('concurrent.futures.'));
    if (name === 'Awaitable' || name === 'Coroutine' || name === 'Task' || (name === 'Future' && !isThreadFuture())) {
      return [{ kind: 'coroutine', result: type(flat.at(-1)), node: undefined }];
    }
    if ((name === 'tuple' || name === 'Tuple') && flat.length > 1 && flat[1]?.kind !== 'other') {
      return [{ kind: 'tuple', items: flat.map(type) }];
    }
    if (firstParameterIsYielded.has(name) || containers.has(name)) return [containerOf(type(flat[0]))];
    if (name === 'Callable') return [{ kind: 'partial', callees: [], result: type(flat[1]) }];
    if (mappings.has(name)) return [mappingOf(type(flat[0]), type(flat[1]))];
    const alias = this.inference.aliases.aliasOf(scope, object);
    if (alias && (alias.expression.kind === 'subscript' || alias.expression.kind === 'choice')) {
      const aliased = this.of(alias.scope, alias.expression, undefined, depth + 1);
      const variables = variablesIn(aliased);
      return substituted(aliased, new Map(variables.map(({ key }, index) => [key, type(flat[index])])));
    }
    return this.inference.evaluate(scope, object, classBody).flatMap((value): readonly Value[] => {
      if (value.kind === 'class') return [{ kind: 'instance', node: value.node, parameters: flat.map(type) }];
      return this.instanceOf(value);
    });
  }

  /** The values that stand for an object of a class; none for what is no class. */
  instanceOf(value: Value): Value[] {
    switch (value.kind) {
      case 'class':
        return [{ kind: 'instance', node: value.node, parameters: value.parameters }];
      case 'external':
        if (/^(typing|typing_extensions)\.|^builtins\.(object|type)$/.test(value.name)) return [];
        return [{ kind: 'external instance', name: this.inference.knowledge.canonical(value.name) }];
      default:
        return [];
    }
  }
}
