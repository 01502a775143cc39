import type { ScopedCall } from './calls-by-name.ts';
import { hasDecorator } from './decorated-functions.ts';
import { callsOfGiven } from './decorator-wrapper.ts';
import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, ParameterFacts } from './module-facts.ts';
import { isPolymorphic, narrowed } from './narrowing.ts';
import { givenArguments, isBound } from './parameter-guards.ts';
import { isTestModule } from './test-module.ts';
import {
  type ClassNode,
  classOf,
  containerOf,
  enclosingFunction,
  type FunctionNode,
  type Module,
  mappingOf,
  union,
  type Value,
  withoutNone,
} from './value.ts';

const unknown: readonly Value[] = [];

/** A call, and whether it is made on the object that fills the first parameter. */
interface PassingCall extends ScopedCall {
  readonly isBound: boolean;
}

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
    if (parameter.star === '*') return declared.length > 0 ? [containerOf(declared)] : unknown;
    if (parameter.star === '**') return declared.length > 0 ? [mappingOf(unknown, declared)] : unknown;
    if (isPolymorphic(this.inference.classes, declared)) {
      return narrowed(this.inference.classes, declared, this.passed(scope, owner, parameter));
    }
    // Of one that may be of several kinds, the body asks which it is.
    if (declared.length === 1 && declared[0]?.kind === 'partial') {
      const passed = this.passed(scope, owner, parameter);
      return passed.length > 0 ? passed : declared;
    }
    if (declared.length > 0 || parameter.annotation) return declared;
    // `Depends(f)` stands in the place of what an unknown `f` gives.
    const byDefault =
      parameter.default && !provided ? withoutNone(this.inference.evaluate(scope, parameter.default)) : unknown;
    return byDefault.length > 0 ? byDefault : this.passed(scope, owner, parameter);
  }

  /** What the project's calls of a function pass for a parameter; unknown when one of them is unknown. */
  private passed(scope: FunctionNode, owner: ClassNode | undefined, parameter: ParameterFacts): readonly Value[] {
    const { facts } = scope;
    const isConstructor = owner !== undefined && facts.name === '__init__';
    if (facts.kind === 'lambda' || (/^__\w+__$/.test(facts.name) && !isConstructor)) return unknown;
    // What a decorator makes of a function may be called with something else.
    const isPlain = facts.decorators.every((decorator) => /^(static|class)method$/.test(nameOf(decorator) ?? ''));
    if (!isPlain) return this.passedByWrapper(scope, parameter);
    const calls = isConstructor ? this.constructions(owner, scope) : this.calls(scope, owner);
    if (!calls) return unknown;
    const asked = new Set([parameter.name]);
    const lists: (readonly Value[])[] = [];
    for (const { scope: caller, call, isBound } of calls) {
      const given = givenArguments(facts, call, isBound, asked).get(parameter.name);
      const values = given ? this.inference.evaluate(caller, given) : unknown;
      // A type variable stands for whatever its function is given.
      if (values.length === 0 || values.some(({ kind }) => kind === 'type variable')) return unknown;
      lists.push(withoutNone(values));
    }
    return union(...lists);
  }

  /** What the wrapper of the decorator next to a function gives it in every call; it has the rest from its own callers. */
  private passedByWrapper(node: FunctionNode, parameter: ParameterFacts): readonly Value[] {
    const nearest = this.inference.decorators.wrappings(node).at(-1);
    if (!nearest || nearest.decorator !== node.facts.decorators.at(-1)) return unknown;
    const asked = new Set([parameter.name]);
    const decorator = enclosingFunction(nearest.wrapper);
    const isGiven = ({ callee }: CallFacts) =>
      callee.kind === 'name' && decorator?.facts.parameters.some(({ name }) => name === callee.name);
    const calls = callsOfGiven(nearest.wrapper).filter(isGiven);
    const lists = calls.map((call) => {
      const given = givenArguments(node.facts, call, false, asked).get(parameter.name);
      return given && given !== parameter.default ? this.inference.evaluate(nearest.wrapper, given) : unknown;
    });
    return lists.every((list) => list.length > 0) ? union(...lists.map(withoutNone)) : unknown;
  }

  /** What tests pass is not there when the application serves. */
  private callsNamed(name: string, definedIn: Module): readonly ScopedCall[] {
    return this.inference.callsNamed(name, definedIn).filter(({ scope }) => !isTestModule(scope.module.path));
  }

  /** The project's calls of a function; undefined when there may be others. */
  private calls(node: FunctionNode, owner: ClassNode | undefined): readonly PassingCall[] | undefined {
    const found: PassingCall[] = [];
    for (const { scope, call } of this.callsNamed(node.facts.name, node.module)) {
      const callees = this.inference.evaluate(scope, call.callee);
      // It may be this method that is called on an object which we do not know.
      if (callees.length === 0 && owner) return undefined;
      const callee = callees.find((value) => value.kind === 'function' && value.node === node);
      if (callee?.kind === 'function') found.push({ scope, call, isBound: isBound(node, callee.receiver) });
    }
    return found;
  }

  /**
   * The project's calls that run an `__init__`: of its class, of subclasses that do not define their own, and by `super()`
   * from those that do.
   */
  private constructions(owner: ClassNode, init: FunctionNode): readonly PassingCall[] {
    const { classes } = this.inference;
    const makers = [owner, ...classes.subclasses(owner)].filter((cls) => classes.findMethod(cls, '__init__') === init);
    const found: PassingCall[] = [];
    for (const name of new Set(makers.map((cls) => cls.facts.name))) {
      for (const { scope, call } of this.callsNamed(name, owner.module)) {
        const isOwn = this.inference
          .evaluate(scope, call.callee)
          .some((value) => value.kind === 'class' && makers.includes(value.node));
        if (isOwn) found.push({ scope, call, isBound: true });
      }
    }
    if (classes.subclasses(owner).length === 0) return found;
    for (const { scope, call } of this.callsNamed('__init__', owner.module)) {
      const callee = this.inference
        .evaluate(scope, call.callee)
        .find((value) => value.kind === 'function' && value.node === init);
      if (callee?.kind === 'function') found.push({ scope, call, isBound: isBound(init, callee.receiver) });
    }
    return found;
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
