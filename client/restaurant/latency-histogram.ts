import { bin, ticks } from 'd3-array';
import type { Trace } from '../../server/engine/simulation/trace.ts';
import { type Say, showNumber, showTime } from './say.ts';
import type { ShapeStyle, Surface } from './surface.ts';

/** How many customers waited for about the same time. */
export interface LatencyBin {
  /** Milliseconds; the last bin includes `to`. */
  readonly from: number;
  readonly to: number;
  /** For each of the traces. */
  readonly counts: readonly number[];
}

/** About so many bins are made. */
const wanted = 16;

/** Counts the latencies of several traces in the same bins. */
export function latencyBins(traces: readonly Trace[]): readonly LatencyBin[] {
  const latencies = traces.map(({ customers }) => customers.map(({ arrival, answered }) => answered - arrival));
  const longest = Math.max(1, ...latencies.flat());
  const step = (ticks(0, longest, wanted)[1] ?? longest) || longest;
  const edges = Array.from({ length: Math.max(0, Math.ceil(longest / step) - 1) }, (_, index) => (index + 1) * step);
  const whole = bin()
    .domain([0, (edges.length + 1) * step])
    .thresholds(edges);
  const counted = latencies.map((values) => whole(values));
  return (counted[0] ?? []).map(({ x0 = 0, x1 = 0 }, index) => ({
    from: x0,
    to: x1,
    counts: counted.map((bins) => bins[index]?.length ?? 0),
  }));
}

/** What stands left and right, apart in shape as well as in colour. */
export const sideStyles: readonly ShapeStyle[] = [
  { fill: 'second', hatch: 'waiting', stroke: 'ink', lineWidth: 1 },
  { fill: 'accent', stroke: 'ink', lineWidth: 1 },
];

const left = 40;
const right = 12;
const bottom = 40;
const top = 24;

/** The bin at a place of the picture. @param width CSS pixels, as x. */
export function binAt(bins: readonly LatencyBin[], width: number, x: number): LatencyBin | undefined {
  const time = ((x - left) / (width - left - right)) * endOf(bins);
  return bins.find(({ from, to }) => from <= time && time < to);
}

function endOf(bins: readonly LatencyBin[]): number {
  return bins.at(-1)?.to ?? 1;
}

/** Paints how many customers waited how long. */
export function paintHistogram(
  surface: Surface,
  bins: readonly LatencyBin[],
  { width, height }: { readonly width: number; readonly height: number },
  say: Say,
): void {
  const most = Math.max(1, ...bins.flatMap(({ counts }) => counts));
  const end = endOf(bins);
  const x = (time: number) => left + (time / end) * (width - left - right);
  const y = (count: number) => height - bottom - (count / most) * (height - bottom - top);
  for (const count of ticks(0, most, 4).filter(Number.isInteger)) {
    surface.line(left, y(count), width - right, y(count), { stroke: 'soft', lineWidth: 1 });
    surface.text(showNumber(say.language, count), left - 6, y(count) + 4, { size: 11, anchor: 'end' });
  }
  surface.text(say('burgers.histogram.customers'), 0, 12, { size: 11 });
  for (const { from, to, counts } of bins) {
    const whole = x(to) - x(from);
    const one = (whole - 4) / Math.max(1, counts.length);
    counts.forEach((count, side) => {
      if (count === 0) return;
      surface.rectangle(x(from) + 2 + side * one, y(count), one, y(0) - y(count), sideStyles[side] ?? {});
    });
  }
  surface.line(left, y(0), width - right, y(0), { stroke: 'ink', lineWidth: 1 });
  for (const time of ticks(0, end, Math.max(2, Math.floor(width / 90)))) {
    surface.text(showTime(say, time), x(time), height - bottom + 16, { size: 11, anchor: 'middle' });
  }
  surface.text(say('burgers.histogram.time'), (left + width) / 2, height - 6, { size: 11, anchor: 'middle' });
}
