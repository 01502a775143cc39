import type {
  Activity,
  CustomerTrace,
  LockHold,
  LoopHold,
  LoopLockout,
  Phase,
  PoolWait,
  ThreadUse,
  Trace,
} from './trace.ts';

/** A customer while it is served. */
export interface CustomerRecord {
  readonly number: number;
  readonly arrival: number;
  worker: number;
  started: number;
  answered: number;
  ended: number;
  readonly phases: Phase[];
}

/** Collects what happens. */
export class TraceRecorder {
  readonly customers: CustomerRecord[] = [];
  readonly loopHolds: LoopHold[] = [];
  readonly lockouts: LoopLockout[] = [];
  readonly threadUses: ThreadUse[] = [];
  readonly poolWaits: PoolWait[] = [];
  readonly activities: Activity[] = [];
  readonly lockHolds: LockHold[] = [];
  private turns = 0;

  customer(arrival: number): CustomerRecord {
    const number = this.customers.length;
    const record = { number, arrival, worker: -1, started: -1, answered: -1, ended: -1, phases: [] };
    this.customers.push(record);
    return record;
  }

  /** A number for the next turn of a task. */
  nextTurn(): number {
    return this.turns++;
  }

  /** @param end When the last thing was done. */
  trace(end: number): Trace {
    const { loopHolds, lockouts, threadUses, poolWaits, activities, lockHolds } = this;
    const customers = this.customers.map(({ number: _, ...customer }): CustomerTrace => customer);
    return { customers, loopHolds, lockouts, threadUses, poolWaits, activities, lockHolds, end };
  }
}
