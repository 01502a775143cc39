import { PriorityQueue } from './priority-queue.ts';
import { SharedCores } from './shared-cores.ts';

/** The clock of a simulation, what is to happen at which time, and the cores that all threads share. */
export class Machine {
  /** Milliseconds since the simulation began. */
  now = 0;
  private readonly timers = new PriorityQueue<() => void>();
  readonly cores: SharedCores;
  private readonly soon: (() => void)[] = [];

  constructor(cores: number) {
    this.cores = new SharedCores(cores);
  }

  /** Does something at a time that is not over. */
  at(time: number, action: () => void): void {
    this.timers.add(time, action);
  }

  /** Does something at this time, when all that is being done is done: so that nothing runs inside of what called for it. */
  next(action: () => void): void {
    this.soon.push(action);
  }

  /** Lets everything happen, in the order of time. */
  run(): void {
    for (;;) {
      this.settle();
      const computed = this.cores.next();
      const timed = this.timers.first;
      if (computed === Infinity && timed === Infinity) return;
      if (computed <= timed) {
        this.now = Math.max(this.now, computed);
        this.cores.finish(this.now);
      } else {
        this.now = timed;
        this.timers.take()?.();
      }
    }
  }

  private settle(): void {
    for (let index = 0; index < this.soon.length; index++) this.soon[index]?.();
    this.soon.length = 0;
  }
}
