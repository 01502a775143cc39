import { FirstInFirstOut } from './first-in-first-out.ts';
import type { Machine } from './machine.ts';
import type { PythonThread } from './python-thread.ts';

/** Something that the loop runs until it gives the loop back by calling `done`. */
export type Turn = (done: () => void) => void;

/** What a loop has to do with beside its tasks. */
export interface LoopSurroundings {
  /** Whether connections wait that it may accept. */
  hasConnections(): boolean;
  /** What takes them; undefined when there are none. */
  accepting(): Turn | undefined;
  /** Whose thread has Python's lock. */
  lockHolder(): PythonThread | undefined;
  /** The loop had to wait for the lock, which this holder had when it began to wait. */
  lockedOut(since: number, holder: { readonly customer: number; readonly step: number }): void;
}

/**
 * The event loop of one process. In each round it asks the system what has come, without Python's lock, and then runs all that
 * was ready when the round began, in its order (asyncio/base_events.py, `_run_once`). What becomes ready meanwhile is for the
 * next round.
 */
export class EventLoop {
  readonly thread: PythonThread;
  private readonly machine: Machine;
  private readonly surroundings: LoopSurroundings;
  private readonly ready = new FirstInFirstOut<Turn>();
  private left = 0;
  private isWaiting = true;

  constructor(machine: Machine, thread: PythonThread, surroundings: LoopSurroundings) {
    this.machine = machine;
    this.thread = thread;
    this.surroundings = surroundings;
  }

  /** It has nothing to do and waits for the system. */
  get isIdle(): boolean {
    return this.isWaiting;
  }

  add(turn: Turn): void {
    this.ready.add(turn);
    this.wake();
  }

  /** Something has come for which it may wait. */
  wake(): void {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    this.machine.next(this.begin);
  }

  private readonly begin = (): void => {
    const { thread, machine, surroundings } = this;
    const since = machine.now;
    const holder = surroundings.lockHolder();
    const blamed = holder && { customer: holder.customer, step: holder.step };
    thread.customer = -1;
    thread.step = -1;
    thread.takeLock(() => {
      if (blamed && machine.now > since) surroundings.lockedOut(since, blamed);
      this.left = this.ready.length;
      const accept = surroundings.accepting();
      if (accept) accept(this.goOn);
      else this.goOn();
    });
  };

  private readonly goOn = (): void => {
    this.machine.next(this.runNext);
  };

  private readonly runNext = (): void => {
    const turn = this.left > 0 ? this.ready.take() : undefined;
    if (turn) {
      this.left--;
      turn(this.goOn);
      return;
    }
    this.thread.giveLock();
    if (this.ready.length > 0 || this.surroundings.hasConnections()) this.machine.next(this.begin);
    else this.isWaiting = true;
  };
}
