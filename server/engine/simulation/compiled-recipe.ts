import {
  type BlockStep,
  type ComputeStep,
  isBeforeAnswer,
  type LockUse,
  type Pool,
  type Recipe,
  type Stage,
  type Step,
  type WaitStep,
} from './recipe.ts';
import type { StepNumber } from './trace.ts';

/** Something that a thread does until it is done. */
export interface Work {
  readonly kind: 'block' | 'compute';
  readonly lock: LockUse;
  readonly milliseconds: number;
  readonly step: StepNumber;
}

/** Something that a task on the loop does next. */
export type Operation =
  | Work
  | { readonly kind: 'wait'; readonly milliseconds: number; readonly step: StepNumber }
  | { readonly kind: 'thread'; readonly pool: Pool; readonly work: readonly Work[]; readonly step: StepNumber }
  | { readonly kind: 'gather'; readonly branches: readonly (readonly Operation[])[]; readonly step: StepNumber }
  /** The response goes out. */
  | { readonly kind: 'answer'; readonly step: StepNumber };

/** A recipe as one list of operations of the task that serves a request. */
export function compile(recipe: Recipe): readonly Operation[] {
  const compiler = new Compiler();
  const last = recipe.stages.findLastIndex(isBeforeAnswer);
  const before = recipe.stages.slice(0, last + 1).flatMap((stage) => compiler.stage(stage));
  const after = recipe.stages.slice(last + 1).flatMap((stage) => compiler.stage(stage));
  return [...before, { kind: 'answer', step: -1 }, ...after];
}

class Compiler {
  private count = 0;

  stage({ runsOn, steps }: Stage): readonly Operation[] {
    if (runsOn === 'event loop') return this.onLoop(steps);
    return [this.thread(runsOn === 'thread pool' ? 'limiter' : 'own', steps)];
  }

  private onLoop(steps: readonly Step[]): readonly Operation[] {
    return steps.map((step): Operation => {
      switch (step.kind) {
        case 'thread':
          return this.thread(step.pool, step.steps);
        case 'gather': {
          const first = this.count;
          return { kind: 'gather', branches: step.branches.map((branch) => this.onLoop(branch)), step: first };
        }
        case 'wait':
          return { kind: 'wait', milliseconds: step.milliseconds, step: this.count++ };
        default:
          return this.work(step);
      }
    });
  }

  private thread(pool: Pool, steps: readonly Step[]): Operation {
    const step = steps.length > 0 ? this.count : -1;
    return { kind: 'thread', pool, work: this.inThread(steps, false), step };
  }

  /** What a thread does: it cannot await, and what it leaves to another thread it waits for. */
  private inThread(steps: readonly Step[], isElsewhere: boolean): readonly Work[] {
    return steps.flatMap((step): readonly Work[] => {
      switch (step.kind) {
        case 'thread':
          return this.inThread(step.steps, isElsewhere || step.pool === 'processes');
        case 'gather':
          return step.branches.flatMap((branch) => this.inThread(branch, isElsewhere));
        default: {
          const work = this.work(step);
          return [isElsewhere ? { ...work, lock: 'released' } : work];
        }
      }
    });
  }

  private work(step: WaitStep | BlockStep | ComputeStep): Work {
    const kind = step.kind === 'compute' ? 'compute' : 'block';
    const lock = step.kind === 'compute' ? step.lock : 'released';
    return { kind, lock, milliseconds: step.milliseconds, step: this.count++ };
  }
}
