import { EventLoop, type LoopSurroundings } from './event-loop.ts';
import { InterpreterLock } from './interpreter-lock.ts';
import type { Machine } from './machine.ts';
import { PythonThread } from './python-thread.ts';
import type { Pool } from './recipe.ts';
import type { SimulationSettings } from './simulation-settings.ts';
import { ThreadPool } from './thread-pool.ts';
import type { TraceRecorder } from './trace-recorder.ts';

/** A process of the server: its loop, its pools of threads, and its lock. */
export class WorkerProcess {
  readonly number: number;
  readonly loop: EventLoop;
  private readonly pools: Readonly<Record<Pool, ThreadPool>>;

  constructor(
    machine: Machine,
    number: number,
    { cores, poolSize }: SimulationSettings,
    recorder: TraceRecorder,
    connections: Pick<LoopSurroundings, 'hasConnections' | 'accepting'>,
  ) {
    this.number = number;
    const worker = number;
    const lock = new InterpreterLock(machine, ({ pool, number: thread }, from) => {
      if (machine.now > from) recorder.lockHolds.push({ worker, pool, thread, from, to: machine.now });
    });
    const record = recorder.activities.push.bind(recorder.activities);
    const thread = new PythonThread(machine, lock, { worker, pool: 'loop', number: 0 }, record);
    this.loop = new EventLoop(machine, thread, {
      ...connections,
      lockHolder: () => lock.holder,
      lockedOut: (from, { customer, step }) =>
        recorder.lockouts.push({ worker, customer, step, from, to: machine.now }),
    });
    const poolOf = (pool: Pool, size: number) => new ThreadPool(machine, pool, size, { worker, lock, record });
    this.pools = {
      limiter: poolOf('limiter', poolSize),
      executor: poolOf('executor', Math.min(32, Math.ceil(cores) + 4)),
      own: poolOf('own', Infinity),
      processes: poolOf('processes', Math.ceil(cores)),
    };
  }

  pool(name: Pool): ThreadPool {
    return this.pools[name];
  }
}
