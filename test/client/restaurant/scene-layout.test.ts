import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Spot } from '../../../client/restaurant/floor-spots.ts';
import { layoutOf, type SceneLayout } from '../../../client/restaurant/scene-layout.ts';
import { guestsAt } from '../../../client/restaurant/scene-spots.ts';
import { example, examples } from './example-scenes.ts';

const sizes = [
  [560, 380],
  [420, 340],
  [320, 300],
  [900, 500],
] as const;

function forAll(check: (layout: SceneLayout, name: string) => void): void {
  for (const { name, scene } of examples) {
    for (const [width, height] of sizes) check(layoutOf(scene, width, height), `${name}, ${width} × ${height}`);
  }
}

/** Half the breadth of a guest, and the height, in units of the figures. */
const half = 22;
const tall = 126;

function inside({ x, y, scale }: Spot, { width, height }: SceneLayout): boolean {
  return x - half * scale >= 0 && x + half * scale <= width && y - tall * scale >= 0 && y <= height;
}

test('all that stands somewhere is inside of the picture', () => {
  forAll((layout, name) => {
    const { line, seats, tables, stations } = layout;
    for (const spot of [...line, ...seats, ...tables]) {
      assert.ok(inside(spot, layout), `${name}: ${JSON.stringify(spot)}`);
      assert.ok(spot.y - tall * spot.scale >= layout.floor.y, `${name}: on the floor`);
    }
    for (const station of stations) {
      if (!station) continue;
      assert.ok(inside(station.guest, layout), name);
      assert.ok(station.x >= 0 && station.x + station.width <= layout.width + 1e-6, name);
      assert.ok(station.y - station.height >= layout.awning, name);
    }
  });
});

test('no two guests have the same spot, and no two counters overlap', () => {
  const isApart = (spots: readonly Spot[], name: string) => {
    const taken = new Set(spots.map(({ x, y }) => `${x.toFixed(2)} ${y.toFixed(2)}`));
    assert.equal(taken.size, spots.length, name);
  };
  forAll(({ line, seats, stations }, name) => {
    isApart([...line, ...seats], name);
    const shown = stations.filter((station) => station !== undefined);
    for (const [index, a] of shown.entries()) {
      for (const b of shown.slice(index + 1)) {
        const isBeside = a.x + a.width <= b.x + 1e-6 || b.x + b.width <= a.x + 1e-6;
        assert.ok(isBeside || Math.abs(a.y - b.y) >= a.height - 1e-6, name);
      }
    }
  });
});

test('there is a spot for everybody who ever stands or sits, and every counter is shown or counted', () => {
  for (const { name, scene } of examples) {
    for (const [width, height] of sizes) {
      const { line, seats, stations, workers } = layoutOf(scene, width, height);
      assert.equal(line.length, scene.most.line, name);
      assert.equal(seats.length, scene.most.seats, name);
      assert.equal(stations.length, scene.counters.length, name);
      const hidden = workers.reduce((sum, { more }) => sum + (more?.count ?? 0), 0);
      assert.equal(stations.filter((station) => !station).length, hidden, name);
      for (const worker of workers) {
        const loop = scene.counters.findIndex((c) => c.worker === worker.worker && c.pool === 'loop');
        assert.ok(stations[loop], `${name}: the loop of worker ${worker.worker}`);
      }
    }
  }
});

test('few guests are large, and 500 fit', () => {
  const recipe = examples[0]?.scene;
  assert.ok(recipe);
  const scaleFor = (customers: number) => {
    const { scene } = example(
      'line',
      {
        stages: [
          { role: 'path operation', name: 'f', runsOn: 'event loop', steps: [{ kind: 'block', milliseconds: 100 }] },
        ],
      },
      { customers },
    );
    const { line } = layoutOf(scene, 560, 380);
    assert.ok(customers === 1 || line.length >= customers - 1);
    return line[0]?.scale ?? 1;
  };
  const [five, fifty, all] = [scaleFor(5), scaleFor(50), scaleFor(500)];
  assert.ok(five > 0.6 && fifty > 0.3 && all > 0.1 && five >= fifty && fifty > all);
});

test('guests who stand still are all at different spots', () => {
  for (const { name, scene } of examples) {
    const layout = layoutOf(scene, 560, 380);
    for (let part = 0; part <= 30; part++) {
      const guests = guestsAt(scene, layout, (scene.end * part) / 30, 0);
      const spots = new Set(guests.map(({ spot }) => `${spot.x.toFixed(2)} ${spot.y.toFixed(2)}`));
      assert.equal(spots.size, guests.length, `${name} at ${part}/30`);
    }
  }
});

test('nobody jumps', () => {
  for (const { name, scene } of examples) {
    const layout = layoutOf(scene, 560, 380);
    const walk = 100;
    const step = 1;
    for (const start of [0, 5, 40, 950, 1000, 1950]) {
      let before = new Map<number, Spot>();
      for (let time = start; time <= start + 60; time += step) {
        const now = new Map(guestsAt(scene, layout, time, walk).map(({ customer, spot }) => [customer, spot]));
        for (const [customer, spot] of now) {
          const last = before.get(customer);
          if (!last) continue;
          const way = Math.hypot(spot.x - last.x, spot.y - last.y);
          // At its fastest, a walk through the whole picture takes one and a half times the mean.
          assert.ok(way <= (1.6 * step * Math.hypot(560, 380)) / walk + 25, `${name}: customer ${customer} at ${time}`);
        }
        before = now;
      }
    }
  }
});
