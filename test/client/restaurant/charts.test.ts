import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Growth } from '../../../client/restaurant/growth-chart.ts';
import { latencyBins } from '../../../client/restaurant/latency-histogram.ts';
import { sayIn, showTime } from '../../../client/restaurant/say.ts';
import { simulate } from '../../../server/engine/simulation/simulate.ts';
import { awaiting, block, blocking, recipeOf } from './sample-recipes.ts';

test('every customer is in one bin, whose edges hold its wait', () => {
  for (const recipe of [blocking, awaiting, recipeOf('event loop'), recipeOf('thread pool', block(30))]) {
    for (const customers of [1, 2, 50, 500]) {
      const traces = [simulate(recipe, { customers }).trace, simulate(awaiting, { customers }).trace];
      const bins = latencyBins(traces);
      for (const side of [0, 1])
        assert.equal(
          bins.reduce((sum, { counts }) => sum + (counts[side] ?? 0), 0),
          customers,
        );
      for (const [index, { from, to }] of bins.entries()) {
        assert.ok(from < to);
        assert.equal(bins[index + 1]?.from ?? to, to);
      }
      assert.ok(bins.length <= 32, String(bins.length));
    }
  }
});

test('growth agrees with the summary at the end, and nobody is lost on the way', () => {
  const { trace, summary } = simulate(blocking, { customers: 30, arrival: { kind: 'rate', perSecond: 40 } });
  const growth = new Growth(trace);
  const last = growth.at(trace.end);
  assert.deepEqual([last.served, last.waiting], [30, 0]);
  assert.ok(Math.abs(last.longestWait - summary.latency.longest) < 1e-6);
  for (let time = 0; time < trace.end; time += 17) {
    const { served, waiting, longestWait } = growth.at(time);
    const come = trace.customers.filter(({ arrival }) => arrival <= time);
    assert.equal(served + waiting, come.length);
    const waits = come.map(({ arrival, answered }) => Math.min(time, answered) - arrival);
    assert.ok(Math.abs(longestWait - Math.max(0, ...waits)) < 1e-6);
  }
});

test('times are read in the language', () => {
  assert.equal(showTime(sayIn('en'), 1234), '1.23 s');
  assert.equal(showTime(sayIn('es'), 1234), '1,23 s');
  assert.equal(showTime(sayIn('en'), 0.4), '0.4 ms');
  assert.equal(showTime(sayIn('en'), 250.4), '250 ms');
});
