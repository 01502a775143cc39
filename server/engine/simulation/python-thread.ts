import type { InterpreterLock } from './interpreter-lock.ts';
import type { Machine } from './machine.ts';
import type { LockUse, Pool } from './recipe.ts';
import type { CoreJob } from './shared-cores.ts';
import type { Activity, StepNumber } from './trace.ts';

/** A thread of a worker process. It has Python's lock exactly while it computes with it or goes from one such step to the next. */
export class PythonThread {
  readonly pool: Pool | 'loop';
  readonly number: number;
  readonly worker: number;
  /** For whom it works, and on what. */
  customer = -1;
  step: StepNumber = -1;
  private readonly machine: Machine;
  private readonly lock: InterpreterLock | undefined;
  private readonly record: (activity: Activity) => void;
  private interruptible: { readonly job: CoreJob; readonly since: number; readonly done: () => void } | undefined;

  /** @param lock Undefined for the thread of another process, which has a lock of its own. */
  constructor(
    machine: Machine,
    lock: InterpreterLock | undefined,
    name: { readonly worker: number; readonly pool: Pool | 'loop'; readonly number: number },
    record: (activity: Activity) => void,
  ) {
    this.machine = machine;
    this.lock = lock;
    this.worker = name.worker;
    this.pool = name.pool;
    this.number = name.number;
    this.record = record;
  }

  private get hasLock(): boolean {
    return this.lock !== undefined && this.lock.holder === this;
  }

  /** Takes the lock, or waits for it. */
  takeLock(then: () => void): void {
    if (!this.lock || this.hasLock) {
      then();
      return;
    }
    const since = this.machine.now;
    this.lock.acquire(this, () => {
      this.note('waits for the lock', since);
      then();
    });
  }

  giveLock(): void {
    if (this.hasLock) this.lock?.release();
  }

  /** @param milliseconds Of a core. */
  compute(milliseconds: number, use: LockUse, done: () => void): void {
    if (use === 'released') {
      this.giveLock();
      const since = this.machine.now;
      this.machine.cores.start(since, milliseconds, () => {
        this.note('computes', since);
        this.takeLock(done);
      });
    } else this.takeLock(() => this.computeWithLock(milliseconds, use, done));
  }

  private computeWithLock(milliseconds: number, use: LockUse, done: () => void): void {
    const since = this.machine.now;
    const job = this.machine.cores.start(since, milliseconds, () => {
      this.interruptible = undefined;
      this.note('computes', since);
      if (this.lock?.isWanted) {
        this.giveLock();
        this.takeLock(done);
      } else done();
    });
    if (use === 'shared') this.interruptible = { job, since, done };
  }

  /** Gives the lock to those who wait for it, and takes up its work when it has the lock again. */
  interrupt(): void {
    if (!this.interruptible) return;
    const { job, since, done } = this.interruptible;
    this.interruptible = undefined;
    const left = this.machine.cores.stop(this.machine.now, job);
    this.note('computes', since);
    this.giveLock();
    this.takeLock(() => this.computeWithLock(left, 'shared', done));
  }

  block(milliseconds: number, done: () => void): void {
    this.giveLock();
    const since = this.machine.now;
    this.machine.at(since + milliseconds, () => {
      this.note('blocks', since);
      this.takeLock(done);
    });
  }

  private note(does: Activity['does'], from: number): void {
    const { worker, pool, number, customer, step } = this;
    const to = this.machine.now;
    if (to > from) this.record({ worker, pool, thread: number, customer, step, does, from, to });
  }
}
