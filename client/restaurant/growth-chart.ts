import { bisectRight, ticks } from 'd3-array';
import type { Trace } from '../../server/engine/simulation/trace.ts';
import { type Say, showNumber, showTime } from './say.ts';
import type { Ink, Surface } from './surface.ts';

/** How far a restaurant has come. Times in milliseconds. */
export interface Progress {
  readonly served: number;
  /** Customers who have come and are not served. */
  readonly waiting: number;
  /** Of those who are served. */
  readonly meanWait: number;
  /** Of all who have come, so far. */
  readonly longestWait: number;
}

/** Customers by the time of their response, so that progress at a time is cheap to tell. */
export class Growth {
  private readonly arrivals: readonly number[];
  /** Times of the responses, in their order. */
  readonly responses: readonly number[];
  /** Sums of the waits of the first ones, and the longest of them. */
  private readonly sums: readonly number[];
  private readonly longest: readonly number[];
  private readonly customers: Trace['customers'];

  constructor({ customers }: Trace) {
    this.customers = customers;
    this.arrivals = customers.map(({ arrival }) => arrival).sort((a, b) => a - b);
    const answered = customers
      .map(({ arrival, answered }) => ({ at: answered, waited: answered - arrival }))
      .sort((a, b) => a.at - b.at);
    this.responses = answered.map(({ at }) => at);
    const sums = [0];
    const longest = [0];
    for (const { waited } of answered) {
      sums.push((sums.at(-1) ?? 0) + waited);
      longest.push(Math.max(longest.at(-1) ?? 0, waited));
    }
    this.sums = sums;
    this.longest = longest;
  }

  at(time: number): Progress {
    const served = bisectRight(this.responses, time);
    const come = bisectRight(this.arrivals, time);
    const oldest = this.customers.find(({ arrival, answered }) => arrival <= time && answered > time);
    return {
      served,
      waiting: come - served,
      meanWait: served === 0 ? 0 : (this.sums[served] ?? 0) / served,
      longestWait: Math.max(this.longest[served] ?? 0, oldest ? time - oldest.arrival : 0),
    };
  }
}

const left = 40;
const bottom = 24;
const top = 22;
/** Left and right, apart in their dashes as well. */
const sideLines: readonly { readonly stroke: Ink; readonly lineWidth: number; readonly dash?: number }[] = [
  { stroke: 'second', lineWidth: 2.5, dash: 6 },
  { stroke: 'accent', lineWidth: 2.5 },
];

/** Paints how many customers each restaurant has served, up to a time of the whole. */
export function paintGrowth(
  surface: Surface,
  growths: readonly Growth[],
  {
    width,
    height,
    time,
    end,
  }: { readonly width: number; readonly height: number; readonly time: number; readonly end: number },
  say: Say,
): void {
  const most = Math.max(1, ...growths.map(({ responses }) => responses.length));
  const x = (at: number) => left + (at / Math.max(1, end)) * (width - left - 12);
  const y = (count: number) => height - bottom - (count / most) * (height - bottom - top);
  surface.text(say('burgers.growth.served'), 0, 12, { size: 11 });
  for (const count of ticks(0, most, 3).filter(Number.isInteger)) {
    surface.line(left, y(count), width - 12, y(count), { stroke: 'soft', lineWidth: 1 });
    surface.text(showNumber(say.language, count), left - 6, y(count) + 4, { size: 11, anchor: 'end' });
  }
  for (const at of ticks(0, end, Math.max(2, Math.floor(width / 110)))) {
    surface.text(showTime(say, at), x(at), height - 6, { size: 11, anchor: 'middle' });
  }
  growths.forEach(({ responses }, side) => {
    const style = sideLines[side] ?? { stroke: 'ink', lineWidth: 2 };
    const points: [number, number][] = [[x(0), y(0)]];
    responses.slice(0, bisectRight(responses, time)).forEach((at, count) => {
      // Between two responses nobody is served.
      points.push([x(at), y(count)], [x(at), y(count + 1)]);
    });
    points.push([x(Math.min(time, end)), points.at(-1)?.[1] ?? y(0)]);
    surface.polyline(points, style);
  });
  surface.line(x(time), top, x(time), height - bottom, { stroke: 'ink', lineWidth: 1, dash: 2 });
}
