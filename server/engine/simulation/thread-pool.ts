import { FirstInFirstOut } from './first-in-first-out.ts';
import type { InterpreterLock } from './interpreter-lock.ts';
import type { Machine } from './machine.ts';
import { PythonThread } from './python-thread.ts';
import type { Pool } from './recipe.ts';
import type { Activity } from './trace.ts';

/** What waits for a thread, in the order in which it came. */
interface Waiter {
  readonly granted: () => void;
}

/** The threads of one pool in one process, and who waits for one. */
export class ThreadPool {
  readonly pool: Pool;
  private readonly makeThread: (number: number) => PythonThread;
  private readonly idle: PythonThread[] = [];
  private readonly waiters = new FirstInFirstOut<Waiter>();
  private made = 0;
  private free: number;

  /** @param size How many may work at a time; infinity: no limit. */
  constructor(
    machine: Machine,
    pool: Pool,
    size: number,
    process: { readonly worker: number; readonly lock: InterpreterLock; readonly record: (activity: Activity) => void },
  ) {
    this.pool = pool;
    this.free = size;
    const { worker, record } = process;
    const lock = pool === 'processes' ? undefined : process.lock;
    this.makeThread = (number) => new PythonThread(machine, lock, { worker, pool, number }, record);
  }

  /** Counts one more, now or when it is its turn: then `granted` is called, later than this returns. True: at once. */
  enter(granted: () => void): boolean {
    if (this.free > 0) {
      this.free--;
      return true;
    }
    this.waiters.add({ granted });
    return false;
  }

  /** Counts one less: the next who waits takes the place. */
  leave(): void {
    const next = this.waiters.take();
    if (next) next.granted();
    else this.free++;
  }

  /** A thread for somebody who has entered; the one that was used last goes first (anyio/_backends/_asyncio.py, `run_sync_in_worker_thread`). */
  takeThread(): { readonly thread: PythonThread; readonly isNew: boolean } {
    const idle = this.idle.pop();
    return { thread: idle ?? this.makeThread(this.made++), isNew: !idle };
  }

  giveThread(thread: PythonThread): void {
    this.idle.push(thread);
  }
}
