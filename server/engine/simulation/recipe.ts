import type { Category, GilUse } from '../../knowledge/knowledge-schema.ts';
import type { Range } from '../text-range.ts';

/** What computing does with Python's lock, the GIL; `released`: C code that lets other threads run meanwhile. */
export type LockUse = GilUse | 'released';

/**
 * Where a hop to a thread finds its thread:
 * - `limiter`: anyio's threads, at most 40 at a time in each process (anyio/_backends/_asyncio.py,
 *   `current_default_thread_limiter`): `def` path operations and dependencies, `run_in_threadpool`, `anyio.to_thread`;
 * - `executor`: the loop's own pool of `asyncio.to_thread` and `run_in_executor(None, …)`, with a thread for each core and four
 *   more, at most 32 (concurrent/futures/thread.py, `ThreadPoolExecutor.__init__`);
 * - `own`: a thread of its own, however many there are, as for the end of a `def` dependency with `yield`
 *   (fastapi/concurrency.py, `contextmanager_in_threadpool`);
 * - `processes`: another process for each core (concurrent/futures/process.py, `ProcessPoolExecutor.__init__`).
 */
export type Pool = 'limiter' | 'executor' | 'own' | 'processes';

/** Where in the code a step stands. */
export interface StepPlace {
  readonly path: string;
  readonly range: Range;
}

interface StepFacts {
  /** What runs, as the code calls it. */
  readonly text?: string;
  readonly place?: StepPlace;
  /** Kind of what is waited for. */
  readonly category?: Category;
  /**
   * An asynchronous generator does it while the response is sent: on the loop, however the path operation is declared
   * (starlette/responses.py, `StreamingResponse.stream_response`).
   */
  readonly isStreamed?: boolean;
}

interface TimedStep extends StepFacts {
  readonly milliseconds: number;
  /** The code says how long it takes, as in `sleep(2)`: the duration of its category does not count. */
  readonly isWritten?: boolean;
}

/** Awaits something that goes on without the loop. */
export interface WaitStep extends TimedStep {
  readonly kind: 'wait';
}

/** Waits and holds the thread that it runs on, without Python's lock. */
export interface BlockStep extends TimedStep {
  readonly kind: 'block';
}

/** Computes: `milliseconds` of one core. */
export interface ComputeStep extends TimedStep {
  readonly kind: 'compute';
  readonly lock: LockUse;
}

/** Leaves its steps to a thread and awaits that. */
export interface ThreadStep extends StepFacts {
  readonly kind: 'thread';
  readonly pool: Pool;
  readonly steps: readonly Step[];
}

/** Awaits several coroutines at once: `asyncio.gather`, a task group. */
export interface GatherStep extends StepFacts {
  readonly kind: 'gather';
  readonly branches: readonly (readonly Step[])[];
}

/** One thing that a function does in a request. */
export type Step = WaitStep | BlockStep | ComputeStep | ThreadStep | GatherStep;

/** What the framework calls one of the functions of a request for. */
export type StageRole =
  | 'dependency'
  | 'path operation'
  | 'background task'
  /** What stands behind the `yield` of a dependency. */
  | 'clean-up'
  /** One of the parts of a middleware. */
  | 'middleware';

/** A function that the framework calls for a request, with what it does. */
export interface Stage {
  readonly role: StageRole;
  /** Name of the function. */
  readonly name: string;
  readonly runsOn: 'event loop' | 'thread pool' | 'own thread';
  readonly steps: readonly Step[];
  readonly place?: StepPlace;
  /**
   * Which part of a middleware it is: before the request goes on to what stands within, when it has its response, or when that has
   * been sent.
   */
  readonly part?: 'before' | 'after' | 'after the answer';
}

/** Whether a stage belongs to what comes before the response goes out. */
export function isBeforeAnswer({ role, part }: Stage): boolean {
  if (role === 'middleware') return part !== 'after the answer';
  return role === 'path operation' || role === 'dependency';
}

/** What the server does for one request, in order. The response goes out after the path operation and the middleware around it. */
export interface Recipe {
  readonly stages: readonly Stage[];
}

/** Steps that contain no others: those that take time. */
export type PlainStep = WaitStep | BlockStep | ComputeStep;

/** All steps that take time, in the order in which they are written. A place in this list is what a trace calls a step. */
export function plainSteps(recipe: Recipe): readonly PlainStep[] {
  return recipe.stages.flatMap(({ steps }) => plainStepsOf(steps));
}

export function plainStepsOf(steps: readonly Step[]): readonly PlainStep[] {
  return steps.flatMap((step) => {
    if (step.kind === 'thread') return plainStepsOf(step.steps);
    return step.kind === 'gather' ? step.branches.flatMap(plainStepsOf) : [step];
  });
}

/** The recipe with other durations, in milliseconds, for the categories that are named. */
export function withDurations(recipe: Recipe, durations: Partial<Readonly<Record<Category, number>>>): Recipe {
  return mapSteps(recipe, (step) => {
    const milliseconds = step.category && !step.isWritten ? durations[step.category] : undefined;
    return milliseconds === undefined ? step : { ...step, milliseconds };
  });
}

/** The recipe with its places changed. */
export function withPlaces(recipe: Recipe, change: (place: StepPlace) => StepPlace): Recipe {
  const moved = <Placed extends { readonly place?: StepPlace }>(placed: Placed): Placed =>
    placed.place ? { ...placed, place: change(placed.place) } : placed;
  return { stages: mapSteps(recipe, moved, moved).stages.map(moved) };
}

type Outer = ThreadStep | GatherStep;

function mapSteps(
  recipe: Recipe,
  change: (step: PlainStep) => PlainStep,
  changeOuter: <Step extends Outer>(step: Step) => Step = (step) => step,
): Recipe {
  const changed = (steps: readonly Step[]): readonly Step[] =>
    steps.map((step) => {
      if (step.kind === 'thread') return { ...changeOuter(step), steps: changed(step.steps) };
      return step.kind === 'gather' ? { ...changeOuter(step), branches: step.branches.map(changed) } : change(step);
    });
  return { stages: recipe.stages.map((stage) => ({ ...stage, steps: changed(stage.steps) })) };
}
