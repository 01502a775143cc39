import type { EnteredExpression, FunctionFacts, IteratedExpression, Span } from './module-facts.ts';

/** Facts while they are collected. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

/** Facts of a function of which only the header has been seen. */
export function newFunction(
  name: string,
  qualifiedName: string,
  kind: FunctionFacts['kind'],
  parent: number,
  classIndex: number,
  span: Span,
  nameSpan: Span,
): Mutable<FunctionFacts> {
  const contexts: EnteredExpression[] = [];
  const loops: IteratedExpression[] = [];
  return {
    name,
    qualifiedName,
    kind,
    parent,
    class: classIndex,
    span,
    nameSpan,
    block: span,
    outsideServing: false,
    bodyStart: span.start,
    decorators: [],
    parameters: [],
    returnAnnotation: undefined,
    bindings: [],
    insertions: [],
    typeChecks: [],
    fills: [],
    globals: [],
    returns: [],
    returnGuards: [],
    branches: [],
    yields: [],
    isGenerator: false,
    resumptions: [],
    firstWhile: -1,
    alwaysReturns: false,
    mayEnd: true,
    awaits: [],
    heldNames: [],
    awaitExpressions: [],
    tries: [],
    attributes: [],
    calls: [],
    contexts,
    loops,
    operations: [],
    hasUntold: false,
    isStub: false,
    isEmpty: false,
  };
}
