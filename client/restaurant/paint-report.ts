import { type LatencyBin, paintHistogram, sideStyles } from './latency-histogram.ts';
import { paintTimeline, timelineLayout } from './paint-timeline.ts';
import { type Say, showNumber, showTime } from './say.ts';
import { shifted } from './shifted-surface.ts';
import type { Show } from './show.ts';
import type { Surface } from './surface.ts';

/** What a picture for a pull request or a lesson shows. */
export interface Report {
  readonly title: string;
  readonly shows: readonly [Show, Show];
  readonly titles: readonly [string, string];
  readonly bins: readonly LatencyBin[];
}

const width = 960;
const edge = 24;
const histogramHeight = 220;
/** Rows of a timeline beyond this height are left out: nobody counts three hundred threads in a picture. */
const mostRows = 60;

const inner = width - 2 * edge;

/** CSS pixels. */
export function reportSize(report: Report): { readonly width: number; readonly height: number } {
  const timelines = layouts(report).reduce((sum, { height }) => sum + height + 34, 0);
  return { width, height: 70 + 76 + timelines + histogramHeight + edge + 20 };
}

function layouts({ shows }: Report) {
  const end = Math.max(...shows.map(({ simulation }) => simulation.trace.end));
  return shows.map(({ rows }) => timelineLayout(rows.slice(0, mostRows), inner, end));
}

/** Paints the figures, who holds what when, and how long customers wait. */
export function paintReport(surface: Surface, report: Report, say: Say): void {
  const { title, shows, titles, bins } = report;
  surface.text(title, edge, 42, { size: 20, isBold: true });
  let y = 70;
  shows.forEach((show, side) => {
    const style = sideStyles[side];
    if (style) surface.rectangle(edge, y - 11, 14, 14, style);
    surface.text(figures(show, titles[side] ?? '', say), edge + 24, y, { size: 13 });
    y += 26;
  });
  y += 12;
  layouts(report).forEach((layout, side) => {
    const show = shows[side] as Show;
    surface.text(titles[side] ?? '', edge, y + 10, { size: 14, isBold: true });
    paintTimeline(shifted(surface, edge, y + 20), show.rows.slice(0, mostRows), layout, say);
    y += layout.height + 34;
  });
  surface.text(say('burgers.histogram'), edge, y + 10, { size: 14, isBold: true });
  paintHistogram(shifted(surface, edge, y + 24), bins, { width: inner, height: histogramHeight }, say);
}

function figures({ simulation }: Show, title: string, say: Say): string {
  const { total, latency, stalls, throughput } = simulation.summary;
  const parts = [
    `${say('burgers.results.total')} ${showTime(say, total)}`,
    `${say('burgers.results.throughput')} ${showNumber(say.language, throughput, 1)}`,
    `${say('burgers.results.median')} ${showTime(say, latency.median)}`,
    `${say('burgers.results.percentile95')} ${showTime(say, latency.percentile95)}`,
    `${say('burgers.results.stalls')} ${showNumber(say.language, stalls.count)}`,
  ];
  return `${title}: ${parts.join(' · ')}`;
}
