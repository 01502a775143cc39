import { hasDecorator } from './decorated-functions.ts';
import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { ParameterFacts } from './module-facts.ts';
import { isPolymorphic, narrowed } from './narrowing.ts';
import { givenArguments, isBound } from './parameter-guards.ts';
import {
  type ClassNode,
  classOf,
  containerOf,
  type FunctionNode,
  mappingOf,
  union,
  type Value,
  withoutNone,
} from './value.ts';

const unknown: readonly Value[] = [];

/** What parameters hold: what they are declared as, what FastAPI fills them with, or what the project passes. */
export class ParameterValues {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** What a parameter of a function can be. */
  of(scope: FunctionNode, parameter: ParameterFacts): readonly Value[] {
    const owner = classOf(scope);
    if (owner && parameter === scope.facts.parameters[0] && !hasDecorator(scope, 'staticmethod')) {
      const kind = hasDecorator(scope, 'classmethod') || scope.facts.name === '__new__' ? 'class' : 'instance';
      return [{ kind, node: owner, parameters: [] }];
    }
    const provided = this.providedParameter(scope, parameter);
    if (provided && provided.length > 0) return provided;
    const declared = parameter.annotation ? this.inference.types.of(scope, parameter.annotation) : unknown;
    if (owner && scope.facts.name === '__init__' && parameter.star === '') {
      if (isPolymorphic(this.inference.classes, declared))
        return narrowed(this.inference.classes, declared, this.constructedWith(owner, scope, parameter));
    }
    if (parameter.star === '*') return declared.length > 0 ? [containerOf(declared)] : unknown;
    if (parameter.star === '**') return declared.length > 0 ? [mappingOf(unknown, declared)] : unknown;
    if (declared.length > 0 || parameter.annotation) return declared;
    const byDefault = parameter.default ? withoutNone(this.inference.evaluate(scope, parameter.default)) : unknown;
    return byDefault.length > 0 ? byDefault : this.passed(scope, owner, parameter);
  }

  /** What the project's calls of a function pass for a parameter without a type; unknown when one of them is unknown. */
  private passed(scope: FunctionNode, owner: ClassNode | undefined, parameter: ParameterFacts): readonly Value[] {
    const { facts } = scope;
    if (facts.kind === 'lambda' || /^__\w+__$/.test(facts.name)) {
      return owner && facts.name === '__init__' ? this.constructedWith(owner, scope, parameter) : unknown;
    }
    // What a decorator makes of a function may be called with something else.
    if (!facts.decorators.every((decorator) => /^(static|class)method$/.test(nameOf(decorator) ?? ''))) return unknown;
    const asked = new Set([parameter.name]);
    const lists: (readonly Value[])[] = [];
    for (const { scope: caller, call } of this.inference.callsNamed(facts.name)) {
      const callees = this.inference.evaluate(caller, call.callee);
      // It may be this method that is called on an object which we do not know.
      if (callees.length === 0 && owner) return unknown;
      const callee = callees.find((value) => value.kind === 'function' && value.node === scope);
      if (callee?.kind !== 'function') continue;
      const given = givenArguments(facts, call, isBound(scope, callee.receiver), asked).get(parameter.name);
      const values = given ? this.inference.evaluate(caller, given) : unknown;
      if (values.length === 0) return unknown;
      lists.push(withoutNone(values));
    }
    return union(...lists);
  }

  /** What the project's calls of a class pass for a parameter of its `__init__`; unknown when one of them is unknown. */
  private constructedWith(owner: ClassNode, init: FunctionNode, parameter: ParameterFacts): readonly Value[] {
    const position = init.facts.parameters.indexOf(parameter) - 1;
    const lists: (readonly Value[])[] = [];
    for (const { scope, call } of this.inference.callsNamed(owner.facts.name)) {
      const isOwn = this.inference
        .evaluate(scope, call.callee)
        .some((value) => value.kind === 'class' && value.node === owner);
      if (!isOwn) continue;
      const given =
        call.arguments.find((argument) => argument.keyword === parameter.name) ??
        call.arguments.filter((argument) => argument.keyword === undefined)[position];
      const values = given ? this.inference.evaluate(scope, given.value) : unknown;
      if (values.length === 0) return unknown;
      lists.push(values);
    }
    // Subclasses may be constructed with something else, and so may what FastAPI calls itself.
    return this.inference.classes.subclasses(owner).length > 0 ? unknown : union(...lists);
  }

  /** What FastAPI passes for a parameter with `Depends`; undefined for other parameters. */
  private providedParameter(scope: FunctionNode, parameter: ParameterFacts): readonly Value[] | undefined {
    const providers = this.inference.dependencies.providers(scope, parameter);
    if (!providers) return undefined;
    return union(...providers.map((provider) => this.providedBy(provider)));
  }

  /** What a dependency gives to those that depend on it. */
  private providedBy(provider: Value): readonly Value[] {
    if (provider.kind === 'function') {
      if (provider.node.facts.isGenerator) return this.inference.yieldedType(provider.node);
      return this.inference.awaited(this.inference.call(provider));
    }
    return this.inference
      .awaited(this.inference.call(provider))
      .flatMap((value) => (value.kind === 'container' && value.generator ? value.items : [value]));
  }
}
