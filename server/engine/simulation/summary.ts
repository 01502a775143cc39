import type { LoopHold, StepNumber, TimeSpan, Trace } from './trace.ts';

/** A time in which a loop served nobody else. */
export interface Stall extends TimeSpan {
  readonly worker: number;
  /** Whose task held the loop, or whose thread kept Python's lock. */
  readonly customer: number;
  /** The step that took longest. */
  readonly step: StepNumber;
  readonly cause: 'task' | 'lock';
}

/** Times in milliseconds. */
export interface Summary {
  readonly customers: number;
  /** From the first arrival to the last response. */
  readonly total: number;
  /** Responses a second in that time. */
  readonly throughput: number;
  /** From a customer's arrival to its response. */
  readonly latency: { readonly median: number; readonly percentile95: number; readonly longest: number };
  readonly stalls: { readonly count: number; readonly longest: number; readonly total: number };
  /** Who waits for a thread of anyio's pool: most at a time in one process, and for how long. */
  readonly poolQueue: { readonly longest: number; readonly waited: number; readonly totalWait: number };
}

/**
 * From so many milliseconds on it is a stall that a loop serves nobody else. What takes clearly more than 10 ms is what the rules
 * call blocking (server/knowledge/README.md).
 */
export const stallThreshold = 10;

/** A turn of a task, and the longest of its holds. */
interface Turn {
  readonly from: number;
  to: number;
  main: LoopHold;
}

/** The times in which a loop stood still for one customer, in the order in which they end. */
export function stallsOf({ loopHolds, lockouts }: Trace): readonly Stall[] {
  const stalls: Stall[] = [];
  const turns = new Map<number, Turn>();
  const end = ({ from, main: { worker, customer, step }, to }: Turn) => {
    if (to - from >= stallThreshold) stalls.push({ worker, customer, step, cause: 'task', from, to });
  };
  // In each process the holds of a turn follow each other.
  for (const hold of loopHolds) {
    const turn = turns.get(hold.worker);
    if (turn?.main.turn === hold.turn) {
      turn.to = hold.to;
      if (hold.to - hold.from > turn.main.to - turn.main.from) turn.main = hold;
    } else {
      if (turn) end(turn);
      turns.set(hold.worker, { from: hold.from, to: hold.to, main: hold });
    }
  }
  for (const turn of turns.values()) end(turn);
  for (const lockout of lockouts) {
    if (lockout.to - lockout.from >= stallThreshold) stalls.push({ ...lockout, cause: 'lock' });
  }
  return stalls.sort((a, b) => a.to - b.to);
}

/** What a trace comes to. */
export function summaryOf(trace: Trace): Summary {
  const { customers } = trace;
  const total = Math.max(...customers.map(({ answered }) => answered)) - (customers[0]?.arrival ?? 0);
  const latencies = customers.map(({ arrival, answered }) => answered - arrival).sort((a, b) => a - b);
  const stalls = stallsOf(trace).map(({ from, to }) => to - from);
  const waits = trace.poolWaits.filter(({ pool }) => pool === 'limiter');
  return {
    customers: customers.length,
    total,
    throughput: total > 0 ? (customers.length * 1000) / total : Infinity,
    latency: {
      median: percentile(latencies, 0.5),
      percentile95: percentile(latencies, 0.95),
      longest: latencies.at(-1) ?? 0,
    },
    stalls: {
      count: stalls.length,
      longest: stalls.reduce((most, stall) => Math.max(most, stall), 0),
      total: sum(stalls),
    },
    poolQueue: {
      longest: mostAtOnce(waits),
      waited: waits.length,
      totalWait: sum(waits.map(({ from, to }) => to - from)),
    },
  };
}

/** The value that a part of all values does not exceed (nearest rank). */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** How many of the spans overlap at most in one process. */
function mostAtOnce(spans: readonly (TimeSpan & { readonly worker: number })[]): number {
  const changes = spans.flatMap(({ from, to, worker }) => [
    { at: from, by: 1, worker },
    { at: to, by: -1, worker },
  ]);
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  const waiting = new Map<number, number>();
  let most = 0;
  for (const { by, worker } of changes) {
    const count = (waiting.get(worker) ?? 0) + by;
    waiting.set(worker, count);
    most = Math.max(most, count);
  }
  return most;
}
