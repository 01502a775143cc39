import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../client/restaurant/scene-moment.ts';
import { simulate } from '../../../server/engine/simulation/simulate.ts';
import { stallsOf } from '../../../server/engine/simulation/summary.ts';
import type { TimeSpan } from '../../../server/engine/simulation/trace.ts';
import { RandomCases } from '../../engine/simulation/random-recipes.ts';
import { type Example, examples } from './example-scenes.ts';

const randomExamples = Array.from({ length: 40 }, (_, seed): Example => {
  const random = new RandomCases(seed);
  const recipe = random.recipe();
  const settings = random.settings();
  const { trace } = simulate(recipe, settings);
  return { name: `random case ${seed}`, trace, scene: new Scene(trace, recipe, settings), settings };
});
const all = [...examples, ...randomExamples];

/** Times at which things begin, end and go on. */
function times({ trace, settings }: Example): readonly number[] {
  const edges = trace.customers.flatMap(({ arrival, answered, phases }) => [
    arrival,
    answered,
    ...phases.flatMap(({ from, to }) => [from, (from + to) / 2]),
  ]);
  const stride = Math.max(1, Math.floor(edges.length / (settings.customers > 100 ? 40 : 150)));
  return [-1, 0, ...edges.filter((_, index) => index % stride === 0), trace.end, trace.end + 1];
}

const goesOn = ({ from, to }: TimeSpan, time: number) => from <= time && time < to;

function forAll(check: (given: Example, time: number) => void): void {
  for (const given of all) {
    for (const time of times(given)) {
      try {
        check(given, time);
      } catch (error) {
        throw new Error(`${given.name} at ${time} ms`, { cause: error });
      }
    }
  }
}

test('everybody is in exactly one place, and the counts add up', () => {
  for (const { name, scene } of all) {
    for (let customer = 0; customer < scene.customers; customer++) {
      const stays = scene.staysOf(customer);
      assert.equal(stays[0]?.from, -Infinity, name);
      assert.equal(stays.at(-1)?.to, Infinity, name);
      for (const [index, stay] of stays.slice(1).entries()) assert.equal(stay.from, stays[index]?.to, name);
    }
  }
  forAll(({ trace, scene }, time) => {
    const { customers, served, waiting } = scene.at(time);
    assert.equal(customers.length, trace.customers.length);
    const count = (kind: string) => customers.filter(({ place }) => place.kind === kind).length;
    assert.equal(served, count('gone'));
    assert.equal(customers.length - served - waiting, count('to come'));
    assert.equal(served, trace.customers.filter(({ answered }) => answered <= time).length);
    for (const { since } of customers) assert.ok(since <= time);
  });
});

test('nobody has come at first, and all are gone in the end', () => {
  for (const { scene } of all) {
    assert.ok(scene.at(-1).customers.every(({ place }) => place.kind === 'to come'));
    const last = scene.at(scene.end);
    assert.ok(last.customers.every(({ place }) => place.kind === 'gone'));
    assert.equal(last.served, scene.customers);
    assert.equal(last.burgers, 0);
    assert.ok(last.counters.every(({ does, stall }) => does === 'free' && !stall));
  }
});

test('a customer is at the counter of a loop exactly when its task holds the loop', () => {
  forAll(({ trace, scene }, time) => {
    const seen = scene
      .at(time)
      .customers.flatMap(({ place }, customer) =>
        place.kind === 'loop' ? [`${customer} at ${place.counter.worker}`] : [],
      );
    const held = trace.loopHolds
      .filter((hold) => goesOn(hold, time) && time < (trace.customers[hold.customer]?.answered ?? 0))
      .map(({ customer, worker }) => `${customer} at ${worker}`);
    assert.deepEqual(seen.sort(), held.sort());
  });
});

test('a customer at the counter of a thread is the one that the thread works for', () => {
  forAll(({ trace, scene, settings }, time) => {
    const taken = new Set<number>();
    for (const [customer, { place }] of scene.at(time).customers.entries()) {
      if (place.kind !== 'thread') continue;
      const { worker, pool, thread } = place.counter;
      assert.ok(!taken.has(place.index));
      taken.add(place.index);
      assert.ok(pool !== 'limiter' || thread < settings.poolSize);
      const isUsed = trace.threadUses.some(
        (use) =>
          use.worker === worker &&
          use.pool === pool &&
          use.thread === thread &&
          use.customer === customer &&
          goesOn(use, time),
      );
      assert.ok(isUsed);
      assert.equal(scene.at(time).counters[place.index]?.customer, customer);
    }
  });
});

test('where several things go on for a customer, the one nearest to a counter is seen', () => {
  const nearest = [
    ['loop', 'loop'],
    ['thread', 'thread'],
    ['pool queue', 'pool line'],
    ['waits', 'seated'],
    ['ready', 'called'],
  ] as const;
  forAll(({ trace, scene }, time) => {
    for (const [customer, { place }] of scene.at(time).customers.entries()) {
      const { phases, answered, started } = trace.customers[customer] as (typeof trace.customers)[number];
      if (time >= answered || time < started) continue;
      const kinds = new Set(phases.filter((phase) => goesOn(phase, time)).map(({ kind }) => kind));
      const seen = nearest.find(([kind]) => kinds.has(kind));
      assert.equal(place.kind, seen?.[1] ?? 'called');
    }
  });
});

test('a loop stands still exactly in a stall', () => {
  forAll(({ trace, scene }, time) => {
    const seen = scene.at(time).counters.flatMap(({ counter, stall }) => {
      if (!stall) return [];
      assert.equal(counter.pool, 'loop');
      assert.equal(stall.lasts, time - stall.from);
      return [`${counter.worker} ${stall.customer}`];
    });
    const stalls = stallsOf(trace).filter((stall) => goesOn(stall, time));
    assert.deepEqual(seen.sort(), stalls.map(({ worker, customer }) => `${worker} ${customer}`).sort());
  });
});

test('a loop that blocks is at the grill with its customer, one that serves is not', () => {
  const [blocking, threads, awaiting] = examples as readonly [Example, Example, Example];
  const atGrill = blocking.scene.at(1500);
  assert.equal(atGrill.counters[0]?.does, 'blocks');
  assert.equal(atGrill.customers[atGrill.counters[0].customer ?? -1]?.place.kind, 'loop');
  assert.equal(atGrill.burgers, 0);
  const busy = threads.scene.at(500);
  assert.deepEqual(
    busy.counters.map(({ does }) => does),
    ['free', ...Array.from({ length: 8 }, () => 'blocks')],
  );
  assert.equal(busy.customers.filter(({ place }) => place.kind === 'pool line').length, 42);
  const seated = awaiting.scene.at(500);
  assert.equal(seated.burgers, 50);
  assert.ok(seated.customers.every(({ place }) => place.kind === 'seated'));
});

test('the mean wait is that of the trace', () => {
  forAll(({ trace, scene }, time) => {
    const { meanWait } = scene.at(time);
    const served = trace.customers.filter(({ answered }) => answered <= time);
    const sum = served.reduce((total, { arrival, answered }) => total + answered - arrival, 0);
    assert.ok(Math.abs(meanWait - (served.length > 0 ? sum / served.length : 0)) < 1e-6);
  });
});

test('nobody sits on the seat of another', () => {
  forAll(({ scene }, time) => {
    const taken = new Set<number | undefined>();
    for (const [customer, { place }] of scene.at(time).customers.entries()) {
      if (place.kind !== 'seated' && !(place.kind === 'called' && place.hasSeat)) continue;
      const seat = scene.seatOf(customer);
      assert.ok(seat !== undefined && seat < scene.most.seats && !taken.has(seat));
      taken.add(seat);
    }
  });
});
