import type { ComputeStep, PlainStep, Recipe, Stage, Step } from './recipe.ts';

/** A way to write the functions of a request. */
export type Variant = 'as it is' | 'as def' | 'offloaded' | 'truly async';

/** The recipe as it would be in another variant. The steps that take time stay the same, in the same order. */
export function variantOf(recipe: Recipe, variant: Variant): Recipe {
  switch (variant) {
    case 'as it is':
      return recipe;
    case 'as def':
      return asDef(recipe);
    case 'offloaded':
      return offloaded(recipe);
    case 'truly async':
      return trulyAsync(recipe);
  }
}

/**
 * The path operation, and every other function that holds the loop, declared `def`: each runs as a whole in one thread of the
 * pool, and what it awaited is now waited for there. Middleware has to be `async def` and stays as it is, and so does what an
 * asynchronous generator streams.
 */
export function asDef(recipe: Recipe): Recipe {
  return mapStages(recipe, (stage) => {
    if (stage.runsOn !== 'event loop' || stage.role === 'middleware' || stage.steps.length === 0) return stage;
    if (stage.role !== 'path operation' && !holdsLoop(stage.steps)) return stage;
    const streamed = stage.steps.filter(({ isStreamed }) => isStreamed);
    const own = inOneThread(stage.steps.filter(({ isStreamed }) => !isStreamed));
    if (streamed.length > 0) return { ...stage, steps: [{ kind: 'thread', pool: 'limiter', steps: own }, ...streamed] };
    return { ...stage, runsOn: stage.role === 'clean-up' ? 'own thread' : 'thread pool', steps: own };
  });
}

/** Whether steps that run on the loop hold it. */
export function holdsLoop(steps: readonly Step[]): boolean {
  return steps.some((step) => {
    if (step.kind === 'gather') return step.branches.some(holdsLoop);
    return step.kind === 'block' || step.kind === 'compute';
  });
}

function inOneThread(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step): readonly Step[] => {
    switch (step.kind) {
      case 'wait':
        return [{ ...step, kind: 'block' }];
      case 'thread':
        return step.pool === 'processes' ? [step] : inOneThread(step.steps);
      case 'gather':
        return step.branches.flatMap(inOneThread);
      default:
        return [step];
    }
  });
}

/** Every step that holds the loop is left to a thread of the pool, one by one. */
export function offloaded(recipe: Recipe): Recipe {
  return mapStages(recipe, (stage) =>
    stage.runsOn === 'event loop' ? { ...stage, steps: mapOnLoop(stage.steps, inThread) } : stage,
  );
}

function inThread(step: PlainStep): Step {
  if (step.kind === 'wait') return step;
  const { text, place } = step;
  return { kind: 'thread', pool: 'limiter', steps: [step], ...(text && { text }), ...(place && { place }) };
}

function mapOnLoop(steps: readonly Step[], change: (step: PlainStep) => Step): readonly Step[] {
  return steps.map((step) => {
    if (step.kind === 'thread') return step;
    if (step.kind === 'gather') return { ...step, branches: step.branches.map((branch) => mapOnLoop(branch, change)) };
    return change(step);
  });
}

/**
 * Everything that waits is awaited, and no thread is used for it. What computes stays where it is: on the loop, or in the thread
 * that it was left to.
 */
export function trulyAsync(recipe: Recipe): Recipe {
  return mapStages(recipe, (stage) => {
    if (stage.runsOn === 'event loop') return { ...stage, steps: awaited(stage.steps) };
    return { ...stage, runsOn: 'event loop', steps: fromThread(stage.steps) };
  });
}

function awaited(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step): readonly Step[] => {
    switch (step.kind) {
      case 'block':
        return [{ ...step, kind: 'wait' }];
      case 'thread':
        return step.pool === 'processes' ? [step] : fromThread(step.steps);
      case 'gather':
        return [{ ...step, branches: step.branches.map(awaited) }];
      default:
        return [step];
    }
  });
}

/** The steps of a thread as a coroutine has them, with a thread for what computes. */
function fromThread(steps: readonly Step[]): readonly Step[] {
  const result: Step[] = [];
  let computing: ComputeStep[] = [];
  const leave = () => {
    if (computing.length > 0) result.push({ kind: 'thread', pool: 'limiter', steps: computing });
    computing = [];
  };
  for (const step of steps) {
    if (step.kind === 'compute') computing.push(step);
    else {
      leave();
      result.push(...awaited([step]));
    }
  }
  leave();
  return result;
}

function mapStages(recipe: Recipe, change: (stage: Stage) => Stage): Recipe {
  return { stages: recipe.stages.map(change) };
}
