import { callConcept } from './call-concept.ts';
import type { CardTrigger } from './card-trigger.ts';
import { blockerOf, blockerTrigger, callableTrigger } from './hover-at-place.ts';
import { rangeOf } from './line-index.ts';
import type { LinkedProject } from './linked-project.ts';
import type { Span } from './module-facts.ts';
import { excerpt } from './source-excerpt.ts';
import type { Range } from './text-range.ts';
import { callsOf, type FunctionNode } from './value.ts';

/** A place of the project that a concept card speaks of. */
export interface ConceptPlace {
  readonly trigger: CardTrigger;
  readonly path: string;
  readonly range: Range;
  /** Qualified name of the function that it stands in, or that it is. */
  readonly function: string;
  /** The call, on one line; undefined where it is the function itself. */
  readonly call: string | undefined;
}

/** What of the functions that the framework calls is an example of a card: the functions, and what they call and await. */
export function* conceptPlaces(project: LinkedProject): Generator<ConceptPlace> {
  const seen = new Set<FunctionNode>();
  for (const callable of project.model.callables) {
    const { node } = callable;
    if (node.module.isLibrary || seen.has(node)) continue;
    seen.add(node);
    const { facts, module } = node;
    const at = (trigger: CardTrigger, span: Span, call?: string): ConceptPlace => ({
      trigger,
      path: module.path,
      range: rangeOf(module.facts.lineStarts, span),
      function: facts.qualifiedName,
      call,
    });
    yield at(callableTrigger(callable, project.pathOf(node)), facts.nameSpan);
    const [word] = facts.awaits;
    if (word && facts.kind === 'async def') yield at('await', word);
    for (const call of callsOf(node)) {
      const found = blockerOf(project, node, call);
      const trigger = found ? blockerTrigger(found.blocker, found.path) : callConcept(project, node, call)?.trigger;
      if (trigger) yield at(trigger, call.callee, excerpt(module.facts, call.callee));
    }
  }
}
