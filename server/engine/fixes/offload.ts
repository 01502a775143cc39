import type { PathStep } from '../blocking-summary.ts';
import type { CallEdge } from '../call-edge.ts';
import type { Fix, TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { CallFacts } from '../module-facts.ts';
import { isReturnedGenerator } from '../returned-generators.ts';
import type { FixContext } from '../rules/rule.ts';
import { CombinedEdits } from './combined-edits.ts';
import type { SourceFile } from './fix-sources.ts';
import { callAt, consumerOf, isLazy } from './iterator-consumer.ts';
import { replaceSpan } from './line-edits.ts';
import { type OffloadFunction, offloadFunction } from './offload-function.ts';
import { offloadSites } from './offload-sites.ts';
import { offloadedCall } from './offloaded-call.ts';
import { offloadedLoop } from './offloaded-loop.ts';
import { offloadedWith } from './offloaded-with.ts';

/**
 * Runs what blocks in a thread, by the project's own habit: the call itself, or, where the coroutine that holds it stands further down,
 * every call below that blocks.
 */
export function offload(context: FixContext): Fix | undefined {
  const { project, source, sources } = context;
  const sites = source.path && offloadSites(project, source.path);
  const [first] = sites ?? [];
  if (!sites || !first) return undefined;
  const combined = new CombinedEdits();
  let thread: OffloadFunction | undefined;
  for (const site of sites) {
    const file = sources.file(site.node.module);
    const style = file && offloadFunction(project, file, context.offloadStyle);
    const edits = style && editsAt(project, file, site, style);
    if (!edits || !combined.add(new Map([[file.module.path, edits]]))) return undefined;
    thread ??= style;
  }
  const isBelow = first.node !== source.node;
  const params = {
    thread: thread?.function ?? '',
    ...(isBelow ? { holder: first.node.facts.qualifiedName } : { call: context.finding.params.call ?? '' }),
    ...(sites.length > 1 ? { count: String(sites.length) } : {}),
  };
  const title = isBelow ? (sites.length > 1 ? 'fix.offload.several below' : 'fix.offload.below') : 'fix.offload';
  // Other code runs in between, and the call on another thread.
  return { kind: 'offload', title, params, preferred: false, isSafe: false, edits: combined.edits };
}

function editsAt(
  project: LinkedProject,
  file: SourceFile,
  site: PathStep,
  thread: OffloadFunction,
): readonly TextEdit[] | undefined {
  const { node, edge } = site;
  const call = callAt(node, edge);
  const isUse = isUseOfValue(edge);
  const iterator = call && (isUse || isLazy(project, node, edge)) ? call : undefined;
  // What is iterated may have waited before, when it was made.
  const isLoop = call?.usage === 'iterated' && (iterator !== undefined || !edge.call);
  if (call && call.usage !== 'entered' && !isLoop) {
    const consumer = iterator && consumerOf(project, node, iterator);
    if (iterator && !consumer) {
      const made = isEncoded(project, file, site) ? asList(file, call, thread) : undefined;
      return made && withImport(made, thread);
    }
    const made = offloadedCall(project, file, site, thread, consumer);
    return made && withImport(made, thread);
  }
  const loop = offloadedLoop(project, file, site, thread);
  if (loop) return loop;
  const block =
    offloadedWith(project, file, site, thread) ??
    (edge.call || isUse ? undefined : offloadedCall(project, file, site, thread));
  return block && withImport(block, thread);
}

/**
 * Whether FastAPI's encoder takes the items of a generator that a path operation returns, and a list may stand in its place. Where
 * an iterable is declared, pydantic 1 makes an iterator of a list, which the encoder refuses.
 */
function isEncoded(project: LinkedProject, file: SourceFile, { node, edge }: PathStep): boolean {
  const { returnAnnotation } = node.facts;
  const declared = returnAnnotation ? file.text.slice(returnAnnotation.start, returnAnnotation.end) : '';
  return (
    isReturnedGenerator(node, edge) &&
    project.model.rolesOf(node).every(({ role }) => role === 'path operation') &&
    !/\b(Iterable|Iterator|Generator)\b/.test(declared)
  );
}

/** `rows()` becomes `await run_in_threadpool(list, rows())`: only the items take their time. */
function asList(file: SourceFile, call: CallFacts, thread: OffloadFunction): readonly TextEdit[] {
  const { facts } = file.module;
  return [
    replaceSpan(facts, call.start, call.start, `await ${thread.name}(list, `),
    replaceSpan(facts, call.end, call.end, ')'),
  ];
}

/** Whether what blocks is not an expression itself, but what is done with its value: entering, iterating, closing it. */
function isUseOfValue({ call, expression, span, targets }: CallEdge): boolean {
  if (call || expression.start !== span.start || expression.end !== span.end) return false;
  const isProperty =
    expression.kind === 'attribute' &&
    targets.length > 0 &&
    targets.every((target) => target.facts.name === expression.name);
  return !isProperty;
}

function withImport(edits: readonly TextEdit[], { edit }: OffloadFunction): readonly TextEdit[] {
  return edit ? [...edits, edit] : edits;
}
