import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, Expression, ParameterFacts } from './module-facts.ts';
import { enclosingFunction, type FunctionNode, type Value } from './value.ts';

/** Which callables FastAPI calls to fill parameters. */
export class DependencyProviders {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /**
   * The callables that FastAPI calls for a parameter declared with `Depends(f)`, `Security(f)`, `Depends()` with a class as
   * annotation, or an `Annotated` (also through an alias) that holds one. Undefined when the parameter has none.
   * Source: fastapi/dependencies/utils.py, `analyze_param`. Of `Annotated`, an old version takes the type alone.
   */
  providers(scope: FunctionNode, parameter: ParameterFacts): readonly Value[] | undefined {
    const found = this.declaration(scope, parameter);
    return found && this.dependedOn(found.scope, found.call, found.typeScope, found.type);
  }

  /**
   * The place that makes the callable anew wherever it is written, as in `Depends(role("admin"))`: what it makes is not the
   * dependency of another place. Undefined for one that has a name.
   */
  madeAt(scope: FunctionNode, parameter: ParameterFacts): string | undefined {
    const found = this.declaration(scope, parameter);
    const given = found && dependencyOf(found.call);
    return given?.kind === 'call' ? `${found?.scope.module.path}:${given.start}` : undefined;
  }

  private declaration(
    scope: FunctionNode,
    parameter: ParameterFacts,
  ): { scope: FunctionNode; call: CallFacts; typeScope: FunctionNode; type: Expression | undefined } | undefined {
    // In `user=Depends(user)` the second name is not the parameter: defaults and annotations are read around the function.
    const around = (scope.facts.parameters.includes(parameter) && enclosingFunction(scope)) || scope;
    const fromDefault = parameter.default && this.dependsCall(around, parameter.default);
    if (fromDefault) return { ...fromDefault, typeScope: around, type: parameter.annotation };
    if (!parameter.annotation || !this.inference.versions.has(scope.module.path, 'annotated dependency'))
      return undefined;
    const annotated = this.annotatedDepends(around, parameter.annotation, 0);
    return annotated && { ...annotated, typeScope: annotated.scope };
  }

  private dependedOn(
    scope: FunctionNode,
    call: CallFacts,
    typeScope: FunctionNode,
    type: Expression | undefined,
  ): readonly Value[] {
    const given = dependencyOf(call);
    if (given) return this.inference.evaluate(scope, given);
    if (!type) return [];
    const first = type.kind === 'subscript' && nameOf(type.object) === 'Annotated' ? type.index[0] : type;
    return first ? this.inference.evaluate(typeScope, first) : [];
  }

  private dependsCall(
    scope: FunctionNode,
    expression: Expression,
  ): { scope: FunctionNode; call: CallFacts } | undefined {
    if (expression.kind === 'call') {
      const call = scope.module.facts.calls[expression.call];
      if (!call) return undefined;
      const isDepends = this.inference
        .evaluate(scope, call.callee)
        .some((value) => value.kind === 'external' && /^fastapi(\.\w+)*\.(Depends|Security)$/.test(value.name));
      return isDepends ? { scope, call } : undefined;
    }
    if (expression.kind === 'name') {
      const found = this.inference.aliases.definitionOf(scope, expression.name);
      if (found?.expression.kind === 'call') return this.dependsCall(found.scope, found.expression);
    }
    return undefined;
  }

  private annotatedDepends(
    scope: FunctionNode,
    annotation: Expression,
    depth: number,
  ): { scope: FunctionNode; call: CallFacts; type: Expression | undefined } | undefined {
    if (depth > 6) return undefined;
    if (annotation.kind === 'choice') {
      for (const option of annotation.options) {
        const found = this.annotatedDepends(scope, option, depth + 1);
        if (found) return found;
      }
      return undefined;
    }
    if (annotation.kind === 'subscript') {
      const wrapper = nameOf(annotation.object);
      if (wrapper === 'Annotated') {
        const [type, ...metadata] = annotation.index;
        for (const item of metadata.reverse()) {
          const depends = this.dependsCall(scope, item);
          if (depends) return { ...depends, type };
        }
        return type ? this.annotatedDepends(scope, type, depth + 1) : undefined;
      }
      if (wrapper === 'Optional' && annotation.index[0])
        return this.annotatedDepends(scope, annotation.index[0], depth + 1);
      return undefined;
    }
    if (annotation.kind === 'name' || annotation.kind === 'attribute') {
      const alias = this.inference.aliases.aliasOf(scope, annotation);
      return alias ? this.annotatedDepends(alias.scope, alias.expression, depth + 1) : undefined;
    }
    return undefined;
  }
}

/** An item of `dependencies=[…]`: a parameter that nobody reads. */
export function unnamedParameter(item: Expression): ParameterFacts {
  return { name: '', annotation: undefined, default: item, star: '' };
}

/** What a `Depends(…)` is given. */
function dependencyOf(call: CallFacts): Expression | undefined {
  return call.arguments.find(({ keyword }) => keyword === undefined || keyword === 'dependency')?.value;
}
