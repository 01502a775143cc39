import type { Category } from '../knowledge/knowledge-schema.ts';
import { blockerAt, numberOf } from './blocking-condition.ts';
import { streamingResponse } from './builtin-callbacks.ts';
import { isWithin } from './call-at-place.ts';
import type { Blocker, CallEdge } from './call-edge.ts';
import { type ConcurrentWork, concurrentWork, isAwaitedInPlace, itemsOf } from './concurrent-work.ts';
import { nameOf } from './expression-name.ts';
import { isAfterYield } from './first-item.ts';
import { argument } from './given-argument.ts';
import { KnowledgeIndex } from './knowledge-index.ts';
import { rangeOf } from './line-index.ts';
import type { LinkedProject } from './linked-project.ts';
import { type RequestPassing, requestPassing } from './middleware-parts.ts';
import type { CallFacts, Expression, Span } from './module-facts.ts';
import { shownSpan } from './rules/blocking-call.ts';
import type { GatherStep, Pool, Step, StepPlace, ThreadStep } from './simulation/recipe.ts';
import { excerpt } from './source-excerpt.ts';
import { closingWait, defaultDurations, isClosing, unknownWait, waitCategory } from './step-durations.ts';
import { becomesTask } from './task-creation.ts';
import { asCall, callsOf, type FunctionNode, type Value } from './value.ts';

/** Calls inside of calls are followed so far down. */
const deepest = 12;
/** A recipe longer than this shows nothing more. */
const mostSteps = 200;
/** So many functions are looked into for one function that the framework calls. */
const mostFunctions = 2000;

/** Coroutine functions of asyncio and anyio that only pass on what they are given, or leave it to somebody else. */
const passesOn =
  /^(asyncio\.(wait_for|wait|shield|gather|to_thread|as_completed|wrap_future|timeout\w*)|anyio\.to_thread\.run_sync)$/;
const makesTask = /^asyncio\.(create_task|ensure_future)$/;
const gathers = /^asyncio\.(gather|wait)$/;
const taskGroup = /^(asyncio\.(taskgroups\.)?TaskGroup|anyio\.create_task_group)$/;
const sleeps = /^(time\.sleep|(asyncio|anyio|trio)\.sleep)$/;
const addsBackgroundTask = /^(fastapi|starlette)\.(\w+\.)*(BackgroundTasks\.add_task|BackgroundTask)$/;

/** Which part of a generator runs, or of a middleware: before or after the request goes on to what stands within it. */
export type Part = 'all' | 'until yield' | 'after yield' | 'before the request' | 'after the request';

/** What a function leaves for the time after the response. */
export interface LeftWork {
  readonly node: FunctionNode;
  /** A task that the function starts, not one that the response runs. */
  readonly isTask: boolean;
}

/** The steps of a function, and what it leaves for later. */
export interface FunctionSteps {
  readonly steps: readonly Step[];
  readonly left: readonly LeftWork[];
}

/** Where in a function something runs: when `span` has ended. */
interface RunPlace {
  readonly span: Span;
  /** The end of a `with`: behind all that ends there too. */
  readonly isExit: boolean;
}

interface PlacedSteps extends RunPlace {
  readonly steps: readonly Step[];
}

/** What runs in a branch that is not taken as a rule. */
interface Alternative extends RunPlace {
  stepsIn(walk: Walk): readonly Step[];
}

/** Where the walk through the calls is. */
interface Walk {
  /** Functions that are being walked through. */
  readonly above: ReadonlySet<FunctionNode>;
  /** Place in the project of the call that led into a library. */
  readonly entry: StepPlace | undefined;
  readonly left: LeftWork[];
  readonly budget: { steps: number };
  /** How many functions may still be looked into. */
  readonly effort: { functions: number };
}

/**
 * Tells what a function does, in the order in which it does it: what it awaits, what blocks, what computes, and what it leaves to
 * threads. Calls of functions of the project are replaced by what these do. What stands in a branch is taken when it is the way to
 * what is reported; loops run once.
 */
export class RecipeSteps {
  private readonly project: LinkedProject;

  private readonly work = new Map<FunctionNode, readonly ConcurrentWork[]>();

  constructor(project: LinkedProject) {
    this.project = project;
  }

  /** @param node A function that the framework calls. */
  of(node: FunctionNode, part: Part = 'all'): FunctionSteps {
    const left: LeftWork[] = [];
    const walk = {
      above: new Set<FunctionNode>(),
      entry: undefined,
      left,
      budget: { steps: mostSteps },
      effort: { functions: mostFunctions },
    };
    return { steps: this.inside(node, walk, part), left };
  }

  private inside(node: FunctionNode, walk: Walk, part: Part = 'all'): readonly Step[] {
    const base = node.specialization?.of ?? node;
    if (walk.above.has(base) || walk.above.size >= deepest || walk.effort.functions-- <= 0) return [];
    const inner = { ...walk, above: new Set([...walk.above, base]) };
    const passing = part.endsWith('the request') ? requestPassing(base) : undefined;
    const runs = ({ start }: { start: number }) => isIn(part, base, passing, start);
    const placed: PlacedSteps[] = [];
    const inBranches: Alternative[] = [];
    const done = new Set<CallFacts>();
    for (const edge of this.project.graph.edgesOf(node)) {
      if (edge.isDecorator || (edge.call && passing?.calls.has(edge.call))) continue;
      const isTaken = this.isTaken(node, edge, walk);
      if (!isTaken && edge.mayBeHarmless) continue;
      if (edge.call) done.add(edge.call);
      if (edge.call && becomesTask(node, edge.call) && !this.isAwaitedTask(base, edge.call)) {
        if (isTaken && runs(edge.span)) {
          for (const target of edge.targets) walk.left.push({ node: target, isTask: true });
        }
        continue;
      }
      for (const { part: own, ...at } of this.partsOf(base, edge)) {
        if (!runs(at.isExit ? { start: at.span.end } : at.span)) continue;
        if (isTaken) placed.push({ ...at, steps: this.ofEdge(node, edge, inner, own) });
        else inBranches.push({ ...at, stepsIn: (trial) => this.ofEdge(node, edge, trial, own) });
      }
    }
    for (const call of callsOf(base)) {
      if (done.has(call) || passing?.calls.has(call) || call.deferred || call.outsideServing || !runs(call)) continue;
      const at = { span: call, isExit: false };
      if (call.isInBranch) inBranches.push({ ...at, stepsIn: (trial) => this.ofCall(base, call, trial) });
      else placed.push({ ...at, steps: this.ofCall(base, call, inner) });
    }
    if (placed.every(({ steps }) => steps.length === 0)) placed.push(...this.firstOfSeveral(inBranches, inner));
    return inOrder(this.joined(base, this.gathered(base, placed, inner), inner));
  }

  /** Tasks that a function awaits. */
  private workOf(node: FunctionNode): readonly ConcurrentWork[] {
    let work = this.work.get(node);
    if (!work) {
      work = concurrentWork(node, (expression) => {
        const call = asCall(node.module, expression);
        return call !== undefined && this.externalNames(node, call.callee).some((name) => taskGroup.test(name));
      });
      this.work.set(node, work);
    }
    return work;
  }

  private isStarter(node: FunctionNode, call: CallFacts): boolean {
    return this.workOf(node).some(({ starters }) => starters.includes(call));
  }

  /** Whether the function awaits the task that becomes of a coroutine. */
  private isAwaitedTask(node: FunctionNode, coroutine: CallFacts): boolean {
    const starter = node.module.facts.calls[coroutine.argumentOf];
    return starter !== undefined && (this.isStarter(node, starter) || isAwaitedInPlace(node, starter));
  }

  /**
   * Where a function does something in branches only, and in several, one of them is what it is there for: the first, of
   * `if method == "GET": … elif method == "POST": …`. A single one is an exception to its ordinary run.
   */
  private firstOfSeveral(inBranches: readonly Alternative[], walk: Walk): readonly PlacedSteps[] {
    let first: { readonly trial: Walk; readonly placed: PlacedSteps } | undefined;
    for (const { stepsIn, ...at } of inBranches.toSorted(byTime)) {
      const trial = { ...walk, left: [], budget: { ...walk.budget } };
      const placed = { ...at, steps: stepsIn(trial) };
      if (placed.steps.length === 0) continue;
      if (first) {
        walk.left.push(...first.trial.left);
        walk.budget.steps = first.trial.budget.steps;
        return [first.placed];
      }
      first = { trial, placed };
    }
    return [];
  }

  /**
   * Whether an edge belongs to the ordinary run of a function, or to what is reported: in a function that the framework calls every
   * way to a block, in a thread too, so that a fix that makes it a `def` leaves its work the same; else the one that is shown for it.
   */
  private isTaken(node: FunctionNode, edge: CallEdge, walk: Walk): boolean {
    const { blocking } = this.project;
    if (edge.call?.isInBranch !== true && !edge.mayBeHarmless) return true;
    const path = blocking.pathFrom(node, edge);
    if (!path) return false;
    return walk.above.size === 0 || blocking.path(node)?.steps[0].edge === edge;
  }

  /** When the target of an edge runs: the second half of a context manager at the end of its `with`. */
  private partsOf(
    { facts }: FunctionNode,
    { span, targets, blockers }: CallEdge,
  ): readonly (RunPlace & { part: Part })[] {
    const context = facts.contexts.find(({ value }) => value.start === span.start && value.end === span.end);
    const target = targets[0]?.facts;
    const exit = context && { span: { start: span.start, end: context.bodyEnd }, isExit: true };
    if (exit && target?.isGenerator) {
      return [
        { span, isExit: false, part: 'until yield' },
        { ...exit, part: 'after yield' },
      ];
    }
    const isExit = /^__a?exit__$/.test(target?.name ?? '') || blockers.some(({ name }) => name.endsWith('.__exit__'));
    return [exit && isExit ? { ...exit, part: 'all' } : { span, isExit: false, part: 'all' }];
  }

  private ofEdge(node: FunctionNode, edge: CallEdge, walk: Walk, part: Part): readonly Step[] {
    const place = this.placeOf(node, shownSpan(node.module.facts, edge), walk);
    const text = textOf(node, edge.call, edge.expression);
    const blocker = edge.blockers.find(({ isLikely }) => !isLikely);
    if (blocker) return this.within(walk, [this.blockingStep(node, edge.call, blocker, { text, place })]);
    const leading = edge.targets.find((target) => this.project.blocking.path(target)) ?? edge.targets[0];
    if (!leading) return [];
    const entry = leading.module.isLibrary ? place : undefined;
    const steps = this.inside(leading, entry ? { ...walk, entry } : walk, part);
    return this.isStreamed(node, edge, leading) ? steps.map((step) => ({ ...step, isStreamed: true })) : steps;
  }

  /** Whether an edge leads to the asynchronous generator that a response is given. */
  private isStreamed(node: FunctionNode, { span }: CallEdge, { facts }: FunctionNode): boolean {
    if (!facts.isGenerator || facts.kind !== 'async def') return false;
    return callsOf(node).some((call) => {
      const given = isWithin(call, span.start) ? argument(call, 0, 'content') : undefined;
      const isGiven = given !== undefined && isWithin(given, span.start);
      return isGiven && this.externalNames(node, call.callee).some((name) => streamingResponse.test(name));
    });
  }

  private within(walk: Walk, steps: readonly Step[]): readonly Step[] {
    const kept = steps.slice(0, Math.max(0, walk.budget.steps));
    walk.budget.steps -= kept.length;
    return kept;
  }

  private blockingStep(
    node: FunctionNode,
    call: CallFacts | undefined,
    { name, entry }: Blocker,
    facts: { readonly text: string; readonly place: StepPlace },
  ): Step {
    const category = KnowledgeIndex.categoryOf(entry);
    const written = sleeps.test(name) ? this.seconds(node, call?.arguments[0]?.value) : undefined;
    const timed = this.timed(category, written);
    if (category !== 'cpu') return { kind: 'block', ...timed, ...facts };
    return { kind: 'compute', lock: entry.gil ?? 'released', ...timed, ...facts };
  }

  private timed(
    category: Category,
    written: number | undefined,
  ): { readonly milliseconds: number; readonly category: Category; readonly isWritten?: boolean } {
    if (written === undefined) return { milliseconds: defaultDurations[category], category };
    return { milliseconds: written, category, isWritten: true };
  }

  /** Milliseconds of seconds that stand in the code as a number, also by the name of a constant. */
  private seconds(node: FunctionNode, value: Expression | undefined): number | undefined {
    const number = value && numberOf(value, { inference: this.project.inference, node });
    return number !== undefined && number >= 0 && Number.isFinite(number * 1000) ? number * 1000 : undefined;
  }

  private placeOf(node: FunctionNode, span: Span, walk: Walk): StepPlace {
    if (walk.entry) return walk.entry;
    return { path: node.module.path, range: rangeOf(node.module.facts.lineStarts, span) };
  }

  /** What a call does that the call graph has no edge for: it hands something to a thread, or awaits a library. */
  private ofCall(node: FunctionNode, call: CallFacts, walk: Walk): readonly Step[] {
    const place = this.placeOf(node, call, walk);
    const text = textOf(node, call, call.callee);
    const callees = this.project.inference.evaluate(node, call.callee);
    const names = callees.flatMap((value) => (value.kind === 'external' ? [value.name] : []));
    if (names.some((name) => addsBackgroundTask.test(name))) {
      this.leave(node, argument(call, 0, 'func'), walk);
      return [];
    }
    const hop = names.map((name) => this.hop(node, call, name, walk)).find((step) => step !== undefined);
    if (hop) return [{ ...hop, text, place }];
    if (names.some((name) => streamingResponse.test(name))) return this.streamed(node, call, walk, { text, place });
    const step = this.started(node, call) ?? this.wait(node, call, callees, names);
    return step ? this.within(walk, [{ ...step, text, place }]) : [];
  }

  /**
   * What a plain generator does that a response streams: threads of the pool ask it for its items (starlette/responses.py,
   * `StreamingResponse.__init__`). An asynchronous one has an edge in the call graph.
   */
  private streamed(
    node: FunctionNode,
    call: CallFacts,
    walk: Walk,
    facts: { readonly text: string; readonly place: StepPlace },
  ): readonly Step[] {
    const given = argument(call, 0, 'content');
    for (const value of given ? this.project.inference.evaluate(node, given) : []) {
      const generator = value.kind === 'container' ? value.generator : undefined;
      if (generator?.facts.kind !== 'def') continue;
      const steps = this.inside(generator, walk);
      return steps.length > 0 ? [{ kind: 'thread', pool: 'limiter', steps, ...facts }] : [];
    }
    return [];
  }

  private leave(node: FunctionNode, given: Expression | undefined, walk: Walk): void {
    for (const value of given ? this.project.inference.evaluate(node, given) : []) {
      if (value.kind === 'function') walk.left.push({ node: value.node, isTask: false });
    }
  }

  private wait(
    node: FunctionNode,
    call: CallFacts,
    callees: readonly Value[],
    names: readonly string[],
  ): Extract<Step, { kind: 'wait' }> | undefined {
    const { usage } = call;
    // The coroutines that are handed to `gather` and its like are awaited there.
    const outer = usage === 'argument' ? node.module.facts.calls[call.argumentOf] : undefined;
    const isGiven =
      outer !== undefined &&
      (this.externalNames(node, outer.callee).some((name) => passesOn.test(name)) ||
        (becomesTask(node, call) && this.isAwaitedTask(node, call)));
    const isAwaited = usage === 'awaited' || isGiven || (usage === 'element' && this.isInGather(node, call));
    if (!isAwaited && usage !== 'entered async' && usage !== 'iterated async') return undefined;
    if (names.some((name) => passesOn.test(name) || makesTask.test(name))) return undefined;
    for (const name of names) {
      const fact = this.project.inference.knowledge.find(name);
      if (!fact) continue;
      const { async: isCoroutine, asyncContext, asyncIterator, future } = fact.entry;
      // To enter what is no coroutine as well, such as a client, takes no time.
      const waits =
        usage === 'entered async' ? isCoroutine && asyncContext : isAwaited ? isCoroutine || future : asyncIterator;
      if (!waits) return undefined;
      if (isClosing(fact.name)) return { kind: 'wait', milliseconds: closingWait };
      const written = sleeps.test(fact.name) ? this.seconds(node, call.arguments[0]?.value) : undefined;
      return { kind: 'wait', ...this.timed(waitCategory(fact.name), written) };
    }
    const isUnknown = callees.length === 0 || names.length > 0;
    return usage === 'awaited' && isUnknown ? { kind: 'wait', milliseconds: unknownWait } : undefined;
  }

  private isInGather(node: FunctionNode, { start, end }: CallFacts): boolean {
    return this.gatherCalls(node).some((outer) => outer.start < start && end < outer.end);
  }

  private gatherCalls(node: FunctionNode): readonly CallFacts[] {
    return callsOf(node).filter(
      (call) =>
        /^(gather|wait)$/.test(nameOf(call.callee) ?? '') &&
        this.externalNames(node, call.callee).some((name) => gathers.test(name)),
    );
  }

  private externalNames(node: FunctionNode, callee: Expression): readonly string[] {
    return this.project.inference
      .evaluate(node, callee)
      .flatMap((value) => (value.kind === 'external' ? [value.name] : []));
  }

  /** The thread that a call leaves work to, and what is done there. Nobody waits for a `threading.Thread`. */
  private hop(node: FunctionNode, call: CallFacts, name: string, walk: Walk): ThreadStep | undefined {
    const entry = this.project.inference.knowledge.offloader(name);
    if (entry?.runs !== 'thread pool' && entry?.runs !== 'process') return undefined;
    if (call.usage !== 'awaited' && call.usage !== 'argument' && call.usage !== 'called') return undefined;
    const pool = this.poolOf(node, call, name);
    if (!pool) return undefined;
    const position = entry.callable ?? -1;
    const given = argument(call, position, entry.keyword ?? '');
    return { kind: 'thread', pool, steps: given ? this.given(node, call, given, position, walk) : [] };
  }

  private poolOf(node: FunctionNode, call: CallFacts, name: string): Pool | undefined {
    if (/^asyncio\.to_thread$/.test(name)) return 'executor';
    if (/\.run_in_executor$/.test(name)) {
      const executor = argument(call, 0, 'executor');
      const values = executor ? this.project.inference.evaluate(node, executor) : [];
      const isOf = (cls: RegExp) => values.some((value) => value.kind === 'external instance' && cls.test(value.name));
      if (isOf(/\.ProcessPoolExecutor$/)) return 'processes';
      return isOf(/\.ThreadPoolExecutor$/) ? 'own' : 'executor';
    }
    const isAnyio = /(\.run_in_threadpool|^anyio\.to_thread\.run_sync|^asyncer\.asyncify)$/.test(name);
    if (isAnyio) return 'limiter';
    if (/^asgiref\./.test(name)) return 'executor';
    const declared = this.project.inference.knowledge.declared.offloader([name]);
    return declared && (declared.runs === 'process' ? 'processes' : 'executor');
  }

  /** What a callable does that a call hands over, with the arguments that follow it. */
  private given(node: FunctionNode, call: CallFacts, given: Expression, position: number, walk: Walk): readonly Step[] {
    if (given.kind === 'lambda') {
      const lambda = node.module.functions[given.function];
      return lambda ? this.inside(lambda, walk) : [];
    }
    const values = this.project.inference.evaluate(node, given);
    const facts = { text: excerpt(node.module.facts, given), place: this.placeOf(node, given, walk) };
    if (values.length === 0) return this.within(walk, [{ kind: 'block', milliseconds: unknownWait, ...facts }]);
    for (const value of values) {
      const callees = value.kind === 'partial' ? value.callees : [value];
      for (const callee of callees) {
        if (callee.kind === 'function') return this.inside(callee.node, walk);
        const fact = callee.kind === 'external' ? this.project.inference.knowledge.find(callee.name) : undefined;
        if (!fact) continue;
        const arguments_ = call.arguments.slice(position + 1);
        const handed = value.kind === 'partial' ? undefined : { ...call, arguments: arguments_, callee: given };
        const blocker = blockerAt(fact, handed, { inference: this.project.inference, node });
        if (!blocker) continue;
        return this.within(walk, [this.blockingStep(node, handed, blocker, facts)]);
      }
    }
    return [];
  }

  /** Puts what stands in the arguments of `gather` side by side. */
  private gathered(node: FunctionNode, placed: readonly PlacedSteps[], walk: Walk): readonly PlacedSteps[] {
    let rest = placed;
    const gathered: PlacedSteps[] = [];
    for (const call of this.gatherCalls(node)) {
      const branches = call.arguments
        .flatMap(({ value }) => itemsOf(value))
        .map((item) => stepsIn(item, rest))
        .filter((steps) => steps.length > 0);
      if (branches.length === 0) continue;
      rest = rest.filter((item) => !stands(item, call));
      const place = this.placeOf(node, call, walk);
      const step: GatherStep = { kind: 'gather', branches, text: textOf(node, call, call.callee), place };
      gathered.push({ span: call, isExit: false, steps: [step] });
    }
    return [...rest, ...gathered];
  }

  /** Puts tasks beside what the function does from their start to where it awaits them. */
  private joined(node: FunctionNode, placed: readonly PlacedSteps[], walk: Walk): readonly PlacedSteps[] {
    let rest = placed;
    const inner = ({ span: a }: ConcurrentWork, { span: b }: ConcurrentWork) => a.end - a.start - (b.end - b.start);
    for (const { starters, span, expression } of this.workOf(node).toSorted(inner)) {
      const tasks = starters.map((starter) => stepsIn(starter, rest)).filter((steps) => steps.length > 0);
      const [first] = starters;
      if (!first || tasks.length === 0) continue;
      const others = rest.filter((item) => !starters.some((starter) => stands(item, starter)));
      const isBeside = ({ span: { end } }: PlacedSteps) => end > first.end && end <= span.end;
      const beside = inOrder(others.filter(isBeside));
      const branches = beside.length > 0 ? [beside, ...tasks] : tasks;
      const text = excerpt(node.module.facts, expression);
      const gather: GatherStep = { kind: 'gather', branches, text, place: this.placeOf(node, expression, walk) };
      const steps = branches.length === 1 ? branches.flat() : [gather];
      rest = [...others.filter((item) => !isBeside(item)), { span, isExit: true, steps }];
    }
    return rest;
  }

  /** A function of a library that a task group is given with its arguments: `start_soon(anyio.sleep, 1)`. */
  private started(node: FunctionNode, call: CallFacts): Extract<Step, { kind: 'wait' }> | undefined {
    const [given, value] = call.arguments;
    if (!given || nameOf(call.callee) !== 'start_soon' || !this.isStarter(node, call)) return undefined;
    for (const name of this.externalNames(node, given.value)) {
      const fact = this.project.inference.knowledge.find(name);
      if (!fact?.entry.async) continue;
      const written = sleeps.test(fact.name) ? this.seconds(node, value?.value) : undefined;
      return { kind: 'wait', ...this.timed(waitCategory(fact.name), written) };
    }
    return undefined;
  }
}

function stands({ span }: PlacedSteps, { start, end }: Span): boolean {
  return start <= span.start && span.end <= end;
}

function stepsIn(around: Span, placed: readonly PlacedSteps[]): readonly Step[] {
  return inOrder(placed.filter((item) => stands(item, around)));
}

function inOrder(placed: readonly PlacedSteps[]): readonly Step[] {
  return placed.toSorted(byTime).flatMap(({ steps }) => steps);
}

/** Whether a part of a function holds what runs at an offset. */
function isIn(part: Part, { facts }: FunctionNode, passing: RequestPassing | undefined, at: number): boolean {
  switch (part) {
    case 'all':
      return true;
    case 'before the request':
      return !passing || at < passing.ordinary.end;
    case 'after the request':
      return passing !== undefined && at >= passing.ordinary.end;
    default:
      return isAfterYield(facts, at) === (part === 'after yield');
  }
}

/** What stands in the arguments of a call, and in its object, runs before the call. */
function byTime(a: RunPlace, b: RunPlace): number {
  return a.span.end - b.span.end || Number(a.isExit) - Number(b.isExit) || b.span.start - a.span.start;
}

function textOf(node: FunctionNode, call: CallFacts | undefined, expression: Expression): string {
  const text = excerpt(node.module.facts, expression);
  if (!call) return text;
  return `${text}(${call.arguments.length > 0 ? '…' : ''})`;
}
