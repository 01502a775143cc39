import type { KnowledgeEntry } from '../knowledge/knowledge-schema.ts';
import type { CallFacts, Expression, Span } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/** A library call that blocks the thread it runs in. */
export interface Blocker {
  /** Qualified name, as in `requests.get`. */
  readonly name: string;
  readonly entry: KnowledgeEntry;
  /** Whether it may be over too soon to be called a block: what it is given is not known. */
  readonly isLikely: boolean;
}

/** A place in a function that runs other code before the function goes on. */
export interface CallEdge {
  readonly span: Span;
  /** The call; undefined where the syntax calls (a `with`, a `for`). */
  readonly call: CallFacts | undefined;
  /** The called expression or the one that is entered or iterated. */
  readonly expression: Expression;
  /** Functions of the project that may run; with several, which one is not known. */
  readonly targets: readonly FunctionNode[];
  /** Library calls that may run. */
  readonly blockers: readonly Blocker[];
  /** Whether it is a decorator of the function, whose wrapper runs where the project calls the function. */
  readonly isDecorator?: boolean;
  /** Whether something else may run instead, about which nothing is known. */
  readonly mayBeHarmless: boolean;
}

/** Whether it is not the call that blocks, but what is done with its result: iterating a generator, entering a context. */
export function blocksWhenUsed({ call, targets, blockers }: CallEdge): boolean {
  if (!call) return true;
  return targets.some((target) => target.facts.isGenerator) || blockers.some(({ entry }) => entry.iterator);
}
