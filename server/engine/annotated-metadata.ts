import { nameOf } from './expression-name.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import type { Module } from './value.ts';

/** The calls of a module that stand in `Annotated[X, …]` behind the type. */
export class AnnotatedMetadata {
  private readonly byModule = new Map<Module, ReadonlySet<CallFacts>>();

  /** Whether a call is metadata of a type, in an annotation or in a name for one. */
  isMetadata(module: Module, call: CallFacts): boolean {
    let calls = this.byModule.get(module);
    if (!calls) {
      calls = new Set(annotations(module).flatMap((expression) => callsIn(module, expression, false)));
      this.byModule.set(module, calls);
    }
    return calls.has(call);
  }
}

function annotations({ facts }: Module): readonly Expression[] {
  const bindings = [...facts.functions, ...facts.classes].flatMap((one) => one.bindings);
  return [
    ...facts.functions.flatMap(({ parameters }) => parameters.map(({ annotation }) => annotation)),
    ...bindings.flatMap(({ annotation, value }) => [annotation, value]),
  ].filter((expression) => expression !== undefined);
}

function callsIn(module: Module, expression: Expression, isMetadata: boolean): readonly CallFacts[] {
  switch (expression.kind) {
    case 'call': {
      const call = module.facts.calls[expression.call];
      return call && isMetadata ? [call] : [];
    }
    case 'subscript': {
      const isAnnotated = nameOf(expression.object) === 'Annotated';
      return expression.index.flatMap((item, index) => callsIn(module, item, isAnnotated ? index > 0 : isMetadata));
    }
    case 'choice':
      return expression.options.flatMap((option) => callsIn(module, option, isMetadata));
    default:
      return [];
  }
}
