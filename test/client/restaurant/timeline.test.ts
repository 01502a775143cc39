import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paintTimeline, timelineBarAt, timelineLayout, timeX } from '../../../client/restaurant/paint-timeline.ts';
import { sayIn } from '../../../client/restaurant/say.ts';
import { SvgSurface } from '../../../client/restaurant/svg-surface.ts';
import { barAt, timelineRows } from '../../../client/restaurant/timeline-rows.ts';
import { simulate } from '../../../server/engine/simulation/simulate.ts';
import { stallsOf } from '../../../server/engine/simulation/summary.ts';
import { awaiting, block, blocking, compute, recipeOf } from './sample-recipes.ts';

const palette = {
  paper: '#fff',
  ink: '#000',
  soft: '#eee',
  accent: '#0a0',
  second: '#a0a',
  work: '#fa0',
  wait: '#aaf',
  block: '#f00',
};
const traces = [
  simulate(blocking).trace,
  simulate(awaiting).trace,
  simulate(recipeOf('thread pool', block(30)), { customers: 60 }).trace,
  simulate(recipeOf('thread pool', compute(30)), { customers: 20 }).trace,
  simulate(recipeOf('event loop', block(20), compute(20)), { customers: 40, workers: 4 }).trace,
];

test('each process has its loop, then its threads, and no bar of a row overlaps another', () => {
  for (const trace of traces) {
    const rows = timelineRows(trace);
    for (const [index, { pool, worker, bars }] of rows.entries()) {
      if (index === 0 || rows[index - 1]?.worker !== worker) assert.equal(pool, 'loop');
      for (const [at, bar] of bars.entries()) {
        assert.ok(bar.from < bar.to);
        const next = bars[at + 1];
        if (next) assert.ok(bar.to <= next.from + 1e-6, `${bar.kind} ${bar.to} ${next.kind} ${next.from}`);
      }
    }
  }
});

test('every stall is a bar of its loop', () => {
  for (const trace of traces) {
    const rows = timelineRows(trace);
    for (const stall of stallsOf(trace)) {
      const row = rows.find(({ pool, worker }) => pool === 'loop' && worker === stall.worker);
      const bar = barAt(row?.bars ?? [], (stall.from + stall.to) / 2);
      assert.equal(bar?.kind, stall.cause === 'task' ? 'stall' : 'locked out');
      assert.deepEqual([bar?.from, bar?.to, bar?.customer], [stall.from, stall.to, stall.customer]);
    }
  }
});

test('a bar is found where it is painted', () => {
  const [trace] = traces;
  assert.ok(trace);
  const rows = timelineRows(trace);
  const layout = timelineLayout(rows, 800, trace.end);
  const loop = rows[0];
  const stall = loop?.bars.find(({ kind }) => kind === 'stall');
  const place = layout.rows[0];
  assert.ok(stall && place);
  const x = timeX(layout, (stall.from + stall.to) / 2);
  assert.equal(timelineBarAt(rows, layout, x, place.top + 5)?.bar, stall);
  assert.equal(timelineBarAt(rows, layout, x, layout.height + 50), undefined);
});

test('a stall is painted with hatching, not in colour alone, and everything stays within the picture', () => {
  const [trace] = traces;
  assert.ok(trace);
  const rows = timelineRows(trace);
  const layout = timelineLayout(rows, 800, trace.end);
  const surface = new SvgSurface(800, layout.height, palette);
  paintTimeline(surface, rows, layout, sayIn('en'));
  const file = surface.file('A <title>');
  assert.match(file, /url\(#blocked-ink\)/);
  assert.match(file, /Event loop/);
  assert.match(file, /<title>A &#60;title&#62;<\/title>/);
  for (const [, x = '', width = ''] of file.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g))
    assert.ok(Number(x) >= 0 && Number(x) + Number(width) <= 801);
});

test('the picture of a long time has few shapes', () => {
  const { trace } = simulate(recipeOf('event loop', ...Array.from({ length: 30 }, () => block(1))), { customers: 500 });
  const rows = timelineRows(trace);
  const layout = timelineLayout(rows, 800, trace.end);
  const surface = new SvgSurface(800, layout.height, palette);
  paintTimeline(surface, rows, layout, sayIn('es'));
  assert.ok((surface.file('').match(/<rect/g) ?? []).length < 2500);
});
