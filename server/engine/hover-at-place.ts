import { blockerAt } from './blocking-condition.ts';
import type { BlockingPath } from './blocking-summary.ts';
import { callNamedAt, edgeOfCall, headerOf, isWithin } from './call-at-place.ts';
import { type CallConcept, callConcept, typeConcept } from './call-concept.ts';
import type { Blocker } from './call-edge.ts';
import type { CardTrigger } from './card-trigger.ts';
import { optionsOf } from './expression-name.ts';
import type { Place } from './finding.ts';
import { defObstacle } from './fixes/can-be-def.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import type { VersionDecision } from './framework-versions.ts';
import type {
  BlockingCallSubject,
  CallableSubject,
  ConceptSubject,
  HoverSubject,
  NotRunSubject,
} from './hover-subject.ts';
import { rangeOf } from './line-index.ts';
import type { LinkedProject } from './linked-project.ts';
import type { CallFacts, Expression, Span } from './module-facts.ts';
import { chainOf } from './rules/blocking-call.ts';
import { excerpt } from './source-excerpt.ts';
import { asCall, type FunctionNode, type Module } from './value.ts';
import { behaviourOf } from './versioned-behaviour.ts';

/**
 * What stands at an offset: a function that the framework calls (on its header), a call that blocks, or a word that decides where
 * code runs. Undefined for code that has nothing to do with it.
 */
export function hoverAt(project: LinkedProject, module: Module, offset: number): HoverSubject | undefined {
  return (
    callableAt(project, module, offset) ??
    notRunAt(project, module, offset) ??
    callAt(project, module, offset) ??
    awaitAt(project, module, offset) ??
    typeAt(project, module, offset)
  );
}

function callableAt(project: LinkedProject, module: Module, offset: number): CallableSubject | undefined {
  for (const callable of project.callablesIn(module)) {
    const { facts } = callable.node;
    const span = headerOf(facts);
    if (!isWithin(span, offset)) continue;
    const { node, role, place } = callable;
    const path = project.pathOf(node);
    const isAsync = facts.kind === 'async def';
    return {
      kind: 'callable',
      range: rangeOf(module.facts.lineStarts, span),
      trigger: callableTrigger(callable, path),
      place,
      chain: path ? chainOf(path) : [],
      blocker: path?.blocker.name,
      name: facts.qualifiedName,
      role,
      isAsync,
      replacement: path?.blocker.entry.replacement,
      obstacle: path && place === 'event loop' && isAsync ? defObstacle(project, node) : undefined,
      decision: shownDecision(project.model.decisions.get(node)),
      threads: project.inference.versions.threads(module.path),
    };
  }
  return undefined;
}

/** What is worth saying: an old version, or something that only later versions do. */
function shownDecision(decision: VersionDecision | undefined): VersionDecision | undefined {
  return decision?.holds && behaviourOf(decision.behaviour).isUsual ? undefined : decision;
}

/** A function that the version of the framework passes over. */
function notRunAt(project: LinkedProject, module: Module, offset: number): NotRunSubject | undefined {
  for (const node of module.functions) {
    const { facts } = node;
    const decision = project.model.passedOver.get(node);
    const span = headerOf(facts);
    if (!decision || !isWithin(span, offset)) continue;
    const isAsync = facts.kind === 'async def';
    return {
      kind: 'not run',
      range: rangeOf(module.facts.lineStarts, span),
      trigger: isAsync ? 'async callable' : 'def callable',
      name: facts.qualifiedName,
      isAsync,
      place: 'caller',
      chain: [],
      blocker: undefined,
      decision,
    };
  }
  return undefined;
}

/** Which card a function that the framework calls is an example of. */
export function callableTrigger({ role, place }: FrameworkCallable, path: BlockingPath | undefined): CardTrigger {
  if (role === 'dependency') return 'dependency';
  if (place === 'event loop' && path)
    return path.blocker.entry.category === 'cpu' ? 'CPU-bound call' : 'blocked callable';
  if (role === 'background task') return 'background task';
  if (role === 'websocket' || role === 'stream') return 'lasting connection';
  if (place === 'process') return 'process pool';
  if (role === 'thread function') return 'offloader';
  if (place === 'event loop') return 'async callable';
  return path ? 'waiting callable' : 'def callable';
}

function callAt(project: LinkedProject, module: Module, offset: number): HoverSubject | undefined {
  const call = callNamedAt(module, offset);
  const node = call && module.functions[call.function];
  if (!call || !node) return undefined;
  const blocking = blockingCall(project, node, call);
  if (blocking) return blocking;
  const concept = callConcept(project, node, call);
  return concept && conceptSubject(project, module, call.callee, concept, placeOf(project, node));
}

function blockingCall(project: LinkedProject, node: FunctionNode, call: CallFacts): BlockingCallSubject | undefined {
  const found = blockerOf(project, node, call);
  if (!found) return undefined;
  const { blocker, path } = found;
  return {
    kind: 'blocking call',
    range: rangeOf(node.module.facts.lineStarts, call.callee),
    trigger: blockerTrigger(blocker, path),
    place: placeOf(project, node),
    chain: path ? chainOf(path) : [],
    blocker: blocker.name,
    name: blocker.name,
    replacement: blocker.entry.replacement,
  };
}

/** What a call ends in that certainly blocks; with the way there, where the call graph has one. */
export function blockerOf(
  project: LinkedProject,
  node: FunctionNode,
  call: CallFacts,
): { readonly blocker: Blocker; readonly path: BlockingPath | undefined } | undefined {
  const path = pathFrom(project, node, call);
  if (path) return { blocker: path.blocker, path };
  for (const value of project.inference.evaluate(node, call.callee)) {
    const fact = value.kind === 'external' ? project.inference.knowledge.find(value.name) : undefined;
    const blocker = fact && blockerAt(fact, call, { inference: project.inference, node });
    if (blocker && !blocker.isLikely) return { blocker, path: undefined };
  }
  return undefined;
}

function pathFrom(project: LinkedProject, node: FunctionNode, call: CallFacts): BlockingPath | undefined {
  const edge = edgeOfCall(project.graph, node, call);
  return edge && project.blocking.pathFrom(node, edge);
}

/** Which card a call that blocks is an example of. */
export function blockerTrigger({ entry }: Blocker, path: BlockingPath | undefined): CardTrigger {
  if (entry.category === 'cpu') return 'CPU-bound call';
  if (path && path.steps.length > 1) return 'helper';
  return waits.test(entry.category ?? '') ? 'waiting call' : 'I/O-bound call';
}

/** Categories of what waits for something else than data. */
const waits = /^(sleep|lock|queue|subprocess|input)$/;

/** `await`, `async with` and `async for`, in an application. */
function awaitAt(project: LinkedProject, module: Module, offset: number): ConceptSubject | undefined {
  if (project.model.callables.length === 0) return undefined;
  for (const node of module.functions) {
    const word = node.facts.awaits.find((span) => isWithin(span, offset));
    if (!word || node.facts.kind !== 'async def') continue;
    const written = node.facts.awaitExpressions.find(({ start }) => start === word.start);
    const call = asCall(module, written?.value);
    const path = call && pathFrom(project, node, call);
    const awaited = call && excerpt(module.facts, call.callee);
    const params = { function: node.facts.qualifiedName, ...(awaited === undefined ? {} : { awaited }) };
    return {
      kind: 'concept',
      range: rangeOf(module.facts.lineStarts, word),
      trigger: 'await',
      place: 'event loop',
      chain: path ? chainOf(path) : [],
      blocker: path?.blocker.name,
      statement: { key: path ? 'concept.await blocked' : 'concept.await', params },
    };
  }
  return undefined;
}

/** The type of a parameter. */
function typeAt(project: LinkedProject, module: Module, offset: number): ConceptSubject | undefined {
  for (const node of module.functions) {
    if (offset < node.facts.nameSpan.end || offset > node.facts.bodyStart) continue;
    for (const { annotation } of node.facts.parameters) {
      const type = annotation && optionsOf(annotation).find((option) => isWithin(option, offset));
      const concept = type && isName(type) ? typeConcept(project, node, type) : undefined;
      if (type && concept) return conceptSubject(project, module, type, concept, placeOf(project, node));
    }
  }
  return undefined;
}

const isName = ({ kind }: Expression) => kind === 'name' || kind === 'attribute';

function conceptSubject(
  project: LinkedProject,
  module: Module,
  span: Span,
  { trigger, statement, subject }: CallConcept,
  here: Place,
): ConceptSubject {
  const path = subject && project.pathOf(subject.node);
  return {
    kind: 'concept',
    range: rangeOf(module.facts.lineStarts, span),
    trigger,
    place: subject?.place ?? here,
    chain: path ? chainOf(path) : [],
    blocker: path?.blocker.name,
    statement,
  };
}

/** Where a function runs that the framework calls. What is handed to a thread in one place may be called on the loop in another. */
function placeOf(project: LinkedProject, node: FunctionNode): Place {
  const callable = project
    .callablesIn(node.module)
    .find((candidate) => candidate.node === node && candidate.role !== 'thread function');
  return callable?.place ?? 'caller';
}
