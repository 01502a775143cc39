import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentAt, momentsOf, toldEvents } from '../../../client/restaurant/narration.ts';
import { concurrentRestaurant, parallelRestaurant } from '../../../client/restaurant/story.ts';
import { plainSteps, type Recipe } from '../../../server/engine/simulation/recipe.ts';
import { simulate } from '../../../server/engine/simulation/simulate.ts';
import type { SimulationSettings } from '../../../server/engine/simulation/simulation-settings.ts';
import { awaiting, block, blocking, compute, recipeOf } from './sample-recipes.ts';

function told(recipe: Recipe, settings: Partial<SimulationSettings> = {}) {
  const { trace } = simulate(recipe, { customers: 12, ...settings });
  const events = toldEvents(trace, plainSteps(recipe));
  return { trace, events, kinds: new Set(events.map(({ kind }) => kind)) };
}

test('every customer comes and is served once', () => {
  for (const recipe of [blocking, awaiting, recipeOf('thread pool', block(50))]) {
    const { events } = told(recipe);
    for (const kind of ['comes', 'served'])
      assert.deepEqual(
        events
          .filter((event) => event.kind === kind)
          .map(({ customer }) => customer)
          .sort((a, b) => a - b),
        Array.from({ length: 12 }, (_, customer) => customer),
      );
  }
});

test('a block on the loop is told as one, an await as a number', () => {
  const stuck = told(blocking);
  assert.equal(stuck.events.filter(({ kind }) => kind === 'blocks').length, 12);
  assert.ok(!stuck.kinds.has('waits'));
  const free = told(awaiting);
  assert.equal(free.events.filter(({ kind }) => kind === 'waits').length, 12);
  assert.ok(!free.kinds.has('blocks'));
});

test('computing, threads and the line for them are told', () => {
  assert.ok(told(recipeOf('event loop', compute(40))).kinds.has('computes'));
  const threads = told(recipeOf('thread pool', block(50)), { poolSize: 4 }).kinds;
  assert.ok(threads.has('thread'));
  assert.ok(threads.has('queue'));
  assert.ok(told(recipeOf('thread pool', compute(60))).kinds.has('lock'));
});

test('moments follow one another, and no event that means more is lost in one', () => {
  const { trace, events } = told(blocking, { customers: 500 });
  const moments = momentsOf(events, trace.end);
  assert.ok(moments.length <= 601 + 500);
  for (const [index, { time }] of moments.entries()) {
    const next = moments[index + 1];
    if (next) assert.ok(time < next.time || time === next.time);
    assert.equal(
      momentAt(moments, time + 1e-9),
      moments.findLastIndex((other) => other.time <= time + 1e-9),
    );
  }
  assert.equal(moments.filter(({ told: { kind } }) => kind === 'blocks').length, 500);
});

test('the story is what it says: the concurrent restaurant has no stall and is done first', () => {
  const serve = ({ recipe, settings }: typeof concurrentRestaurant) => told(recipe, { ...settings, customers: 24 });
  const concurrent = serve(concurrentRestaurant);
  const parallel = serve(parallelRestaurant);
  for (const kind of ['blocks', 'computes', 'thread'] as const) assert.ok(!concurrent.kinds.has(kind), kind);
  for (const kind of ['works', 'waits', 'called'] as const) assert.ok(concurrent.kinds.has(kind), kind);
  assert.ok(parallel.kinds.has('thread') && parallel.kinds.has('queue'));
  assert.ok(concurrent.trace.end < parallel.trace.end);
  assert.ok(new Set(parallel.trace.threadUses.map(({ thread }) => thread)).size === 8);
});
