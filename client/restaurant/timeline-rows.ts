import { bisector } from 'd3-array';
import type { Pool } from '../../server/engine/simulation/recipe.ts';
import { stallsOf } from '../../server/engine/simulation/summary.ts';
import type { StepNumber, TimeSpan, Trace } from '../../server/engine/simulation/trace.ts';

/**
 * What a loop or a thread does for a time:
 * - `turn`: a task or the framework has the loop, and gives it back soon;
 * - `stall`: it has held the loop so long that others notice; `locked out`: Python's lock has kept the loop;
 * - `blocks`, `computes`: a thread waits, or works; `waits for the lock`: it cannot go on.
 */
export type BarKind = 'turn' | 'stall' | 'locked out' | 'blocks' | 'computes' | 'waits for the lock';

export interface TimelineBar extends TimeSpan {
  readonly kind: BarKind;
  /** Zero-based. */
  readonly customer: number;
  readonly step: StepNumber;
}

export interface TimelineRow {
  readonly pool: Pool | 'loop';
  /** Zero-based number of the process. */
  readonly worker: number;
  /** Zero-based in its pool. */
  readonly thread: number;
  /** In the order of time; none overlaps another. */
  readonly bars: readonly TimelineBar[];
}

/** Who holds what when: for each process its loop, then the threads that work in this trace. */
export function timelineRows(trace: Trace): readonly TimelineRow[] {
  const rows = new Map<string, { pool: Pool | 'loop'; worker: number; thread: number; bars: TimelineBar[] }>();
  const rowOf = (pool: Pool | 'loop', worker: number, thread: number) => {
    const key = `${worker} ${pool} ${thread}`;
    const row = rows.get(key) ?? { pool, worker, thread, bars: [] };
    rows.set(key, row);
    return row.bars;
  };
  for (const { worker, customer, step, cause, from, to } of stallsOf(trace)) {
    const kind = cause === 'task' ? 'stall' : 'locked out';
    rowOf('loop', worker, 0).push({ kind, customer, step, from, to });
  }
  const stalls = new Map([...rows].map(([key, { bars }]) => [key, bars.toSorted(byTime)]));
  for (const { worker, customer, step, from, to } of trace.loopHolds) {
    const bars = rowOf('loop', worker, 0);
    if (barAt(stalls.get(`${worker} loop 0`) ?? [], (from + to) / 2)) continue;
    if (to > from) bars.push({ kind: 'turn', customer, step, from, to });
  }
  for (const { pool, worker, thread, customer, step, does, from, to } of trace.activities) {
    if (pool !== 'loop' && to > from) rowOf(pool, worker, thread).push({ kind: does, customer, step, from, to });
  }
  for (const { bars } of rows.values()) bars.sort(byTime);
  return [...rows.values()].sort((a, b) => a.worker - b.worker || order(a.pool) - order(b.pool) || a.thread - b.thread);
}

function byTime(a: TimeSpan, b: TimeSpan): number {
  return a.from - b.from;
}

function order(pool: Pool | 'loop'): number {
  return ['loop', 'limiter', 'executor', 'own', 'processes'].indexOf(pool);
}

const byEnd = bisector<TimelineBar, number>((bar) => bar.to);

/** The bar that covers a time; undefined where nothing happens. @param bars As in a row. */
export function barAt(bars: readonly TimelineBar[], time: number): TimelineBar | undefined {
  const bar = bars[byEnd.right(bars, time)];
  return bar && bar.from <= time ? bar : undefined;
}
