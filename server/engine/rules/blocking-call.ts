import type { BlockingPath } from '../blocking-summary.ts';
import { blocksWhenUsed, type CallEdge } from '../call-edge.ts';
import { callsOfGiven } from '../decorator-wrapper.ts';
import type { ChainStep } from '../finding.ts';
import { asyncClient } from '../fixes/async-client.ts';
import { asyncFile } from '../fixes/async-file.ts';
import { asyncPath } from '../fixes/async-path.ts';
import { asyncProcess } from '../fixes/async-process.ts';
import { asyncRequests } from '../fixes/async-requests.ts';
import { asyncSleep } from '../fixes/async-sleep.ts';
import { canBeDef } from '../fixes/can-be-def.ts';
import { makeDef } from '../fixes/make-def.ts';
import { offload } from '../fixes/offload.ts';
import { threadStep } from '../fixes/offload-sites.ts';
import { returnList } from '../fixes/return-list.ts';
import type { FrameworkCallable } from '../framework-callable.ts';
import type { CallableRole } from '../hover-subject.ts';
import { rangeOf } from '../line-index.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { CallFacts, ModuleFacts, Span } from '../module-facts.ts';
import { returnedGenerators } from '../returned-generators.ts';
import { excerpt } from '../source-excerpt.ts';
import type { FunctionNode, Module } from '../value.ts';
import type { FixMaker, Preset, Rule, RuleFinding } from './rule.ts';

/** Roles that run before the server takes requests or after it stopped: a block there keeps nobody waiting. */
const outsideServing: ReadonlySet<CallableRole> = new Set(['lifespan', 'startup handler']);

/**
 * Something blocks the event loop: a call that waits for the network, a database, a file, a process or a clock, directly in
 * a function that FastAPI runs on the loop, or at the end of a chain of calls. The finding stands at the call that leads
 * there; there is one for each such call.
 */
export const blockingCall: Rule = {
  name: 'blocking-call',
  severity: { recommended: 'warning', strict: 'error', learning: 'warning' },
  card: 'behind-the-scenes',
  documentation: {
    summary:
      'A call that waits without giving the event loop back, in a function that FastAPI runs on the loop, or at the end of a chain of calls that begins there.',
    why: `The event loop is one thread, and it serves every request of the process. While a call such as \`requests.get\`,
\`time.sleep\` or a query through a synchronous database driver waits, nothing else runs: no other request, no health
check. It works in development, where there is one request at a time, and it stalls under load.

The finding stands in the function that FastAPI calls, at the call that leads to the block. Its related information
lists every step on the way. What FastAPI runs where
[depends on its version](../../test/runtime/WHERE-THINGS-RUN.md#what-depends-on-the-version), which is read from the Python
environment or a lock file.

A generator that a \`def\` path operation returns is also iterated on the loop, by FastAPI's encoder, unless a response model or a
\`StreamingResponse\` takes it.`,
    bad: `import requests
from fastapi import FastAPI

app = FastAPI()


def fetch_rate():
    return requests.get('https://example.com/rate', timeout=5).json()


@app.get('/rate')
async def read_rate():
    return fetch_rate()
`,
    good: `import requests
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


def fetch_rate():
    return requests.get('https://example.com/rate', timeout=5).json()


@app.get('/rate')
def read_rate():
    return fetch_rate()


@app.get('/rate-and-more')
async def read_rate_and_more():
    return await run_in_threadpool(fetch_rate)
`,
    ignore: `Where you know that the call returns at once in your deployment, for example a file on a RAM disk that is read once.
Code that runs before the server takes requests (lifespan, start-up handlers) is only reported in the preset \`strict\`.`,
  },
  *check(project, module, preset) {
    for (const { path, role } of pathsOnLoop(project, module, preset)) {
      if (path.blocker.entry.category !== 'cpu') yield findingOf(project, path, role);
    }
    for (const { node, role, place } of project.callablesIn(module)) {
      if (role !== 'path operation' || place !== 'thread pool') continue;
      for (const path of returnedGenerators(project, node)) {
        if (path.blocker.entry.category !== 'cpu') yield returnedFinding(path);
      }
    }
  },
};

/** The finding at a generator that a `def` path operation returns. */
function returnedFinding(path: BlockingPath): RuleFinding {
  const [{ node, edge }] = path.steps;
  return {
    span: shownSpan(node.module.facts, edge),
    node,
    runsOn: 'event loop',
    message: 'blocking-call.returned',
    params: {
      call: callText(node, edge),
      function: node.facts.qualifiedName,
      blocker: path.blocker.name,
      via: String(path.steps.length - 1),
    },
    card: 'behind-the-scenes',
    chain: chainOf(path),
    confidence: path.confidence,
    path,
    fixes: [returnList],
  };
}

/** A way from a function on the event loop to a call that blocks it. */
export interface PathOnLoop {
  readonly path: BlockingPath;
  /** What the framework calls the function as. */
  readonly role: CallableRole;
}

/** Every call in a module that leads from code on the loop to a call that blocks or computes for long, each once. */
export function* pathsOnLoop(project: LinkedProject, module: Module, preset: Preset): Iterable<PathOnLoop> {
  // Several edges may stand in one place: what it enters and leaves, each validator of a model.
  const done = new Set<string>();
  for (const { node, role, place: runsOn } of project.callablesIn(module)) {
    if (runsOn !== 'event loop' || (outsideServing.has(role) && preset !== 'strict')) continue;
    // What a decorator's `async def` runs on the loop blocks it there, once for all that it decorates.
    if (node.facts.kind !== 'async def' && project.inference.decorators.asyncWrapper(node)) continue;
    for (const edge of project.entriesOf(node).flatMap((entry) => project.graph.edgesOf(entry))) {
      const place = `${edge.span.start}-${edge.span.end}`;
      // What a decorator puts in the place of a function is what the framework calls.
      if (edge.isDecorator || done.has(place) || (outsideServing.has(role) && startsTask(project, edge))) continue;
      // Once is not a defect: only what the task repeats counts.
      if (role === 'task' && edge.span.start < node.facts.firstWhile) continue;
      const path =
        project.blocking.pathFrom(node, edge) ??
        (preset === 'strict' ? project.blocking.likelyPathFrom(node, edge) : undefined);
      if (!path || (path.blocker.isLikely && isFedBySlower(project, node, edge))) continue;
      done.add(place);
      yield { path, role };
    }
  }
  for (const [wrapper, wrapped] of project.model.wrapped) {
    const role = wrapped.find((callable) => preset === 'strict' || !outsideServing.has(callable.role))?.role;
    if (wrapper.module !== module || role === undefined) continue;
    for (const edge of project.graph.edgesOf(wrapper)) {
      const path = project.blocking.pathFrom(wrapper, edge);
      if (path) yield { path, role };
    }
    for (const call of callsOfGiven(wrapper)) {
      // An awaited `def` is another mistake.
      if (call.usage === 'awaited') continue;
      const path = firstPath(project, wrapper, call, wrapped);
      if (path) yield { path, role };
    }
  }
}

/** Whether an argument of a call is a finding for certain, which is to be mended first: `zlib.decompress(path.read_bytes())`. */
function isFedBySlower(project: LinkedProject, node: FunctionNode, { span }: CallEdge): boolean {
  return project.graph
    .edgesOf(node)
    .some(
      (edge) =>
        edge.span.start >= span.start &&
        edge.span.end <= span.end &&
        edge.span.end - edge.span.start < span.end - span.start &&
        project.blocking.pathFrom(node, edge) !== undefined,
    );
}

/** Whether a call of start-up code makes a task that has findings of its own. */
function startsTask(project: LinkedProject, edge: CallEdge): boolean {
  return edge.targets.some((target) =>
    project.model.rolesOf(target.specialization?.of ?? target).some(({ role }) => role === 'task'),
  );
}

/** The way from a wrapper's call to a block in the first `def` that it decorates and that has one. */
function firstPath(
  project: LinkedProject,
  wrapper: FunctionNode,
  call: CallFacts,
  wrapped: readonly FrameworkCallable[],
): BlockingPath | undefined {
  for (const { node } of wrapped) {
    if (node.facts.kind !== 'def' || node.facts.isGenerator) continue;
    const edge = { span: call, call, expression: call.callee, targets: [node], blockers: [], mayBeHarmless: false };
    const path = project.blocking.pathFrom(wrapper, edge);
    if (path) return path;
  }
  return undefined;
}

/** Whether an old FastAPI goes on the loop through what a `def` path operation yields. */
function isGoneThroughOnLoop({ model }: LinkedProject, node: FunctionNode): boolean {
  const decision = model.decisions.get(node);
  return decision?.behaviour === 'streamed operation' && !decision.holds;
}

/** The finding at the first step of a path that begins in a function that the framework calls in a role. */
export function findingOf(project: LinkedProject, path: BlockingPath, role: CallableRole): RuleFinding {
  const [{ node, edge }] = path.steps;
  const isDirect = path.steps.length === 1;
  const { category, gil } = path.blocker.entry;
  const isComputing = category === 'cpu';
  const isInObject = role === 'validator' || node.facts.name === '__init__';
  const isGoneThrough = isGoneThroughOnLoop(project, node);
  const params: Record<string, string> = {
    call: callText(node, edge),
    function: node.facts.qualifiedName,
    role,
    blocker: path.blocker.name,
    via: String(path.steps.length - 1),
    ...(isInObject ? { advice: 'not here' } : isGoneThrough ? { advice: 'list' } : adviceFor(project, path)),
  };
  if (isComputing && gil === 'shared' && role !== 'validator') params.shared = 'shared';
  if (path.isLikely) params.likely = 'likely';
  if (node.facts.kind === 'async def') params.async = 'async def';
  if (path.blocker.entry.replacement) params.replacement = path.blocker.entry.replacement;
  return {
    span: shownSpan(node.module.facts, edge),
    node,
    runsOn: 'event loop',
    message: `${isComputing ? 'cpu-bound-call' : 'blocking-call'}.${isDirect ? 'direct' : 'chain'}`,
    params,
    card: isComputing ? 'cpu-bound' : cardOf(role, isDirect),
    chain: chainOf(path),
    confidence: path.confidence,
    isLikely: path.isLikely,
    path,
    // Neither the loop nor a thread runs an asynchronous generator there.
    fixes: isGoneThrough ? [] : fixesOf(path),
  };
}

function fixesOf({ steps, blocker }: BlockingPath): readonly FixMaker[] {
  // It keeps Python's lock, so that the loop stands still even while it runs in a thread.
  if (blocker.entry.gil === 'held') return [];
  // A coroutine further down runs on the loop, wherever this function runs.
  const hasCoroutine = steps.slice(1).some((step) => step.node.facts.kind === 'async def');
  return [asyncSleep, ...(hasCoroutine ? [] : [makeDef]), ...twins, offload];
}

/** Asynchronous counterparts of what blocks. */
const twins = [asyncClient, asyncFile, asyncPath, asyncProcess, asyncRequests];

function cardOf(role: CallableRole, isDirect: boolean): string {
  if (role === 'dependency') return 'dependencies';
  return isDirect ? 'behind-the-scenes' : 'utility-functions';
}

/** Replacements that are a thread; the advice says so anyway. */
const isThread = /(^|\.)(to_thread|run_in_executor)$/;
/** Replacements that are a class, whose methods are awaited: one cannot await a class. */
const isClass = /\.[A-Z]\w*$/;

/** What the last sentence of the message tells the user to do: `advice` names the sentence. */
function adviceFor(project: LinkedProject, path: BlockingPath): Record<string, string> {
  if (path.blocker.entry.gil === 'held') return { advice: 'process' };
  const index = threadStep(project, path);
  const step = path.steps[index];
  if (!step) return { advice: 'async def' };
  const isUse = blocksWhenUsed(step.edge);
  if (index > 0) {
    const inner = callText(step.node, step.edge);
    return { advice: isUse ? 'use below' : 'thread below', holder: step.node.facts.qualifiedName, inner };
  }
  const { replacement } = path.blocker.entry;
  const canAwait = path.steps.length === 1 && replacement !== undefined && !isThread.test(replacement);
  const canSwitch = canAwait && isClass.test(replacement);
  return { advice: adviceKey(isUse, canAwait, canSwitch, canBeDef(project, step.node)) };
}

/** `canSwitch`: what could be awaited is not one call, but what another class has. */
function adviceKey(isUse: boolean, canAwait: boolean, canSwitch: boolean, canBeDef: boolean): string {
  if (isUse) {
    if (canAwait) return canBeDef ? 'replace, use or def' : 'replace or use';
    return canBeDef ? 'use or def' : 'use';
  }
  if (canSwitch) return canBeDef ? 'other or def' : 'other';
  if (canAwait) return canBeDef ? 'await or def' : 'await';
  return canBeDef ? 'def' : 'thread';
}

/** A call, or what else an edge stands for, on one line without its arguments. */
export function callText(node: FunctionNode, edge: CallEdge): string {
  const text = excerpt(node.module.facts, edge.expression);
  if (edge.isDecorator) return `@${text}`;
  return text + (edge.call ? argumentsMark(edge.call.arguments.length) : '');
}

function argumentsMark(count: number): string {
  return count > 0 ? '(…)' : '()';
}

/** The steps of a path as places in files. */
export function chainOf(path: Pick<BlockingPath, 'steps'>): ChainStep[] {
  return path.steps.map(({ node, edge }) => ({
    path: node.module.path,
    range: rangeOf(node.module.facts.lineStarts, shownSpan(node.module.facts, edge)),
    function: node.facts.qualifiedName,
    text: callText(node, edge),
  }));
}

/** The whole call where it fits on a line, else the last name before its arguments: a squiggle over many lines hides code. */
export function shownSpan(facts: ModuleFacts, edge: CallEdge): Span {
  const { span, expression } = edge;
  const range = rangeOf(facts.lineStarts, span);
  if (range.start.line === range.end.line) return span;
  const name = expression.kind === 'attribute' || expression.kind === 'name' ? expression.name.length : undefined;
  return name === undefined ? span : { start: expression.end - name, end: expression.end };
}
