import { ticks } from 'd3-array';
import type { Say } from './say.ts';
import { showTime } from './say.ts';
import type { ShapeStyle, Surface } from './surface.ts';
import { type BarKind, barAt, type TimelineBar, type TimelineRow } from './timeline-rows.ts';

/** Where things are on a timeline, in CSS pixels. */
export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  /** Where time begins, right of the names. */
  readonly left: number;
  /** Upper edge and height of each row. */
  readonly rows: readonly { readonly top: number; readonly height: number }[];
  /** Milliseconds of the whole width. */
  readonly end: number;
}

const names = 96;
const axis = 26;
const loopHeight = 22;
const margin = 12;

/** Space for each thread, by how many there are. */
function threadHeight(count: number): number {
  return count <= 8 ? 14 : count <= 40 ? 8 : 5;
}

/** @param end Milliseconds that are shown, so that two timelines can share a scale. */
export function timelineLayout(rows: readonly TimelineRow[], width: number, end: number): TimelineLayout {
  const height = threadHeight(rows.filter(({ pool }) => pool !== 'loop').length);
  let top = axis;
  const placed = rows.map(({ pool }, index) => {
    if (pool === 'loop' && index > 0) top += 6;
    const place = { top, height: pool === 'loop' ? loopHeight : height };
    top += place.height + (pool === 'loop' ? 3 : 1);
    return place;
  });
  return { width, height: top + 4, left: names, rows: placed, end: Math.max(end, 1) };
}

/** Where a time is. */
export function timeX({ left, width, end }: TimelineLayout, time: number): number {
  return left + (time / end) * (width - left - margin);
}

/** Milliseconds at a place; before 0 left of the beginning. */
function timeAt({ left, width, end }: TimelineLayout, x: number): number {
  return ((x - left) / (width - left - margin)) * end;
}

/** The bar at a place, or one that is up to three pixels beside it. */
export function timelineBarAt(
  rows: readonly TimelineRow[],
  layout: TimelineLayout,
  x: number,
  y: number,
): { readonly row: TimelineRow; readonly bar: TimelineBar } | undefined {
  const index = layout.rows.findIndex(({ top, height }) => top <= y && y <= top + height);
  const row = rows[index];
  if (!row) return undefined;
  for (const offset of [0, -1, 1, -2, 2, -3, 3]) {
    const bar = barAt(row.bars, timeAt(layout, x + offset));
    if (bar) return { row, bar };
  }
  return undefined;
}

/** How each kind of bar looks: never in colour alone. */
export const barStyles: Readonly<Record<BarKind, ShapeStyle>> = {
  turn: { fill: 'accent' },
  stall: { fill: 'block', hatch: 'blocked', stroke: 'ink', lineWidth: 1 },
  'locked out': { fill: 'soft', hatch: 'blocked', stroke: 'block', lineWidth: 1 },
  blocks: { fill: 'wait', hatch: 'waiting', stroke: 'ink', lineWidth: 0.5 },
  computes: { fill: 'work' },
  'waits for the lock': { fill: 'soft', hatch: 'waiting', stroke: 'wait', lineWidth: 0.5 },
};

/** Paints who holds the loops and the threads when. */
export function paintTimeline(surface: Surface, rows: readonly TimelineRow[], layout: TimelineLayout, say: Say): void {
  const bottom = layout.height - 4;
  for (const time of ticks(0, layout.end, Math.max(2, Math.floor((layout.width - names) / 110)))) {
    const x = timeX(layout, time);
    surface.line(x, axis - 6, x, bottom, { stroke: 'soft', lineWidth: 1 });
    surface.text(showTime(say, time), x, axis - 11, { size: 11, anchor: 'middle' });
  }
  const severalWorkers = rows.some(({ worker }) => worker > 0);
  rows.forEach((row, index) => {
    const { top, height } = layout.rows[index] as TimelineLayout['rows'][number];
    const name = nameOf(rows, index, severalWorkers, say);
    if (name) surface.text(name, 0, top + Math.min(height - 1, 14), { size: 11, isBold: row.pool === 'loop' });
    surface.line(names, top + height, layout.width - margin, top + height, { stroke: 'soft', lineWidth: 1 });
    paintBars(surface, row.bars, layout, top, height);
  });
}

/** The loop has its name, of the threads the first of each pool names the pool. */
function nameOf(rows: readonly TimelineRow[], index: number, severalWorkers: boolean, say: Say): string | undefined {
  const { pool, worker } = rows[index] as TimelineRow;
  if (pool === 'loop')
    return severalWorkers ? say('burgers.row.worker', { number: String(worker + 1) }) : say('burgers.row.loop');
  const before = rows[index - 1];
  return before?.pool === pool && before.worker === worker ? undefined : say(`burgers.row.${pool}`);
}

/** Bars of less than a pixel are drawn together, so that a long time costs no more than a short one. */
function paintBars(
  surface: Surface,
  bars: readonly TimelineBar[],
  layout: TimelineLayout,
  top: number,
  height: number,
) {
  let open: { kind: BarKind; from: number; to: number } | undefined;
  const close = () => {
    if (open) surface.rectangle(open.from, top + 1, Math.max(1, open.to - open.from), height - 2, barStyles[open.kind]);
    open = undefined;
  };
  for (const { kind, from, to } of bars) {
    const left = timeX(layout, from);
    const right = timeX(layout, to);
    // A stall is counted by the eye: it never melts into another one, unless both are too narrow to be seen.
    const isSmall = right - left < 2;
    if (open && open.kind === kind && left - open.to < 1 && (isSmall || kind !== 'stall')) {
      open.to = Math.max(open.to, right);
      continue;
    }
    close();
    open = { kind, from: left, to: right };
  }
  close();
}
