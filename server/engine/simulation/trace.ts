import type { Pool } from './recipe.ts';

/** A place in `plainSteps` of the recipe; -1 where the framework itself is at work. */
export type StepNumber = number;

/** A time from `from` to `to`, in milliseconds since the first customer came. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** What a customer does or waits for. What the branches of a `gather` do overlaps. */
export interface Phase extends TimeSpan {
  readonly kind: /** Its connection waits to be accepted. */
    | 'unaccepted'
    /** Its task could go on and waits for its turn on the loop. */
    | 'ready'
    /** Its task holds the loop. */
    | 'loop'
    /** Its task awaits something that goes on elsewhere. */
    | 'waits'
    /** Its task waits for a free thread. */
    | 'pool queue'
    /** A thread works for it. */
    | 'thread';
  readonly step: StepNumber;
}

export interface CustomerTrace {
  readonly arrival: number;
  /** Zero-based number of the process that serves it. */
  readonly worker: number;
  /** Its task begins. */
  readonly started: number;
  /** The response is out. */
  readonly answered: number;
  /** What comes after the response is done too. */
  readonly ended: number;
  readonly phases: readonly Phase[];
}

/** A task holds the loop for one step. The holds of one turn follow each other: no other task runs between them. */
export interface LoopHold extends TimeSpan {
  readonly worker: number;
  readonly turn: number;
  readonly customer: number;
  readonly step: StepNumber;
}

/** A loop that has something to do waits for Python's lock, which a thread holds. */
export interface LoopLockout extends TimeSpan {
  readonly worker: number;
  /** Whose thread held the lock when the loop began to wait. */
  readonly customer: number;
  readonly step: StepNumber;
}

/** A thread of a pool works for a customer. */
export interface ThreadUse extends TimeSpan {
  readonly worker: number;
  readonly pool: Pool;
  /** Zero-based in its pool. */
  readonly thread: number;
  readonly customer: number;
  readonly step: StepNumber;
  /** From when to when it counts for the limit of the pool: anyio gives it back when the loop has taken notice. */
  readonly counted: TimeSpan;
}

/** A customer waits for a thread of a pool. */
export interface PoolWait extends TimeSpan {
  readonly worker: number;
  readonly pool: Pool;
  readonly customer: number;
}

/** What a thread does at a time. */
export interface Activity extends TimeSpan {
  readonly worker: number;
  /** `loop`: the thread that the event loop runs in. */
  readonly pool: Pool | 'loop';
  readonly thread: number;
  readonly customer: number;
  readonly step: StepNumber;
  readonly does: 'computes' | 'blocks' | 'waits for the lock';
}

/** A thread of a process holds Python's lock. */
export interface LockHold extends TimeSpan {
  readonly worker: number;
  readonly pool: Pool | 'loop';
  readonly thread: number;
}

/** All that happens in a simulation. Lists are in the order in which their items end. */
export interface Trace {
  readonly customers: readonly CustomerTrace[];
  readonly loopHolds: readonly LoopHold[];
  readonly lockouts: readonly LoopLockout[];
  readonly threadUses: readonly ThreadUse[];
  readonly poolWaits: readonly PoolWait[];
  readonly activities: readonly Activity[];
  readonly lockHolds: readonly LockHold[];
  /** When the last thing was done. */
  readonly end: number;
}
