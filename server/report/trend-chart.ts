import { type ComponentChild, h } from 'preact';
import type { FormerTotals } from './team-report.ts';

const width = 640;
const height = 180;
const margin = { left: 44, right: 16, top: 12, bottom: 28 };

/** A line over time of how many operations freeze the loop. What it shows stands beside it as a table too. */
export function trendChart(
  points: readonly FormerTotals[],
  label: string,
  dateOf: (made: string) => string,
): ComponentChild {
  const times = points.map(({ made }) => Date.parse(made));
  const counts = points.map(({ totals }) => totals.frozen);
  const [first = 0] = times;
  const span = Math.max(1, (times.at(-1) ?? 0) - first);
  const most = Math.max(1, ...counts);
  const x = (time: number) => margin.left + ((time - first) / span) * (width - margin.left - margin.right);
  const y = (count: number) => height - margin.bottom - (count / most) * (height - margin.top - margin.bottom);
  const dots = times.map((time, index) => ({ x: x(time), y: y(counts[index] ?? 0) }));
  const bottom = height - margin.bottom;
  const [from, to] = [points[0], points.at(-1)];
  return h(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label, class: 'trend' },
    h('path', { d: `M${margin.left} ${margin.top}V${bottom}H${width - margin.right}`, class: 'axis' }),
    h('text', { x: margin.left - 8, y: y(most) + 4, 'text-anchor': 'end' }, String(most)),
    h('text', { x: margin.left - 8, y: bottom, 'text-anchor': 'end' }, '0'),
    from && h('text', { x: margin.left, y: height - 8 }, dateOf(from.made)),
    to && h('text', { x: width - margin.right, y: height - 8, 'text-anchor': 'end' }, dateOf(to.made)),
    h('polyline', { points: dots.map((dot) => `${round(dot.x)},${round(dot.y)}`).join(' '), class: 'line' }),
    dots.map((dot) => h('circle', { cx: round(dot.x), cy: round(dot.y), r: 4, class: 'dot' })),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
