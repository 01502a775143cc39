import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paintScene } from '../../../client/restaurant/paint-scene.ts';
import { sayIn } from '../../../client/restaurant/say.ts';
import type { Scene } from '../../../client/restaurant/scene-moment.ts';
import type { Copy, Figure, ShapeStyle, Surface } from '../../../client/restaurant/surface.ts';
import { SvgSurface } from '../../../client/restaurant/svg-surface.ts';
import { type Example, examples } from './example-scenes.ts';

/** Keeps what is painted. */
class Record implements Surface {
  readonly rectangles: (ShapeStyle & { x: number; y: number; width: number; height: number })[] = [];
  readonly texts: string[] = [];
  readonly figures: (Copy & { name: string })[] = [];
  rectangle(x: number, y: number, width: number, height: number, style: ShapeStyle): void {
    this.rectangles.push({ ...style, x, y, width, height });
  }
  line(): void {}
  polyline(): void {}
  text(content: string): void {
    this.texts.push(content);
  }
  figure({ name }: Figure, copy: Copy): void {
    this.figures.push({ ...copy, name });
  }
}

const options = {
  width: 560,
  height: 380,
  say: sayIn('en'),
  isStill: false,
  walk: 40,
};

function painted(scene: Scene, time: number, followed?: number): Record {
  const record = new Record();
  paintScene(record, scene, time, { ...options, followed });
  return record;
}

const [blocking, threads, awaiting, workers] = examples as readonly [Example, Example, Example, Example];
const named = (record: Record, start: string) => record.figures.filter(({ name }) => name.startsWith(start));

test('a stall is hatched and said', () => {
  const { scene } = blocking;
  const stalled = painted(scene, 1500);
  assert.ok(stalled.texts.includes('Stands still: requests.get for customer 2, 0.5 s'));
  assert.ok(stalled.rectangles.some(({ hatch, stroke }) => hatch === 'blocked' && stroke === 'block'));
  const after = painted(scene, scene.end + 1000);
  assert.ok(!after.texts.some((text) => /still|[Ss]tall/.test(text)));
  assert.ok(!after.rectangles.some(({ hatch, stroke }) => hatch || stroke === 'block'));
});

test('every loop that stands still says so, where there is little room too', () => {
  for (const [width, height] of [
    [560, 380],
    [320, 300],
  ] as const) {
    const record = new Record();
    paintScene(record, workers.scene, 2500, { ...options, width, height });
    assert.equal(record.texts.filter((text) => /^Stalled 0\.5 s$/.test(text)).length, 4);
  }
});

test('who waits for a thread stands, who awaits sits, and who blocks a cook is stuck', () => {
  const busy = painted(threads.scene, 500);
  assert.equal(named(busy, 'cook-at-the-grill').length, 8);
  assert.equal(named(busy, 'guest-stuck').length, 8);
  assert.equal(named(busy, 'guest-stands').length + named(busy, 'guest-bored').length, 42);
  const seated = painted(awaiting.scene, 500);
  assert.equal(named(seated, 'guest-sits').length, 50);
  assert.equal(named(seated, 'guest-').length, 50);
  assert.equal(named(seated, 'kitchen-grill-on').length, 1);
  assert.equal(named(seated, 'cook-free').length, 1);
});

test('the guest that is followed is marked by its colour and by a sign', () => {
  const record = painted(threads.scene, 500, 20);
  assert.equal(named(record, 'guest-').filter(({ tint }) => tint === 'accent').length, 1);
  assert.equal(named(record, 'followed').length, 1);
  assert.equal(named(painted(threads.scene, 500), 'followed').length, 0);
});

test('the guest that is followed is seen even where its counter has no room', () => {
  const crowd = examples.find(({ name }) => name === '8 workers with 40 threads');
  assert.ok(crowd);
  for (let customer = 0; customer < 320; customer++) {
    assert.equal(named(painted(crowd.scene, 500, customer), 'followed').length, 1);
  }
});

test('a canvas has few drawings to keep, however long guests walk', () => {
  for (const { name, scene } of examples) {
    const record = new Record();
    for (let part = 0; part <= 400; part++) {
      paintScene(record, scene, (scene.end * part) / 400, { ...options, walk: scene.end / 120 });
    }
    const kept = new Set(record.figures.map((figure) => `${figure.name} ${figure.tint} ${figure.scale}`));
    assert.ok(kept.size < 260, `${name}: ${kept.size}`);
  }
});

test('nobody is between two places when nothing is to move', () => {
  for (const { scene } of examples) {
    for (const time of [9, 1000.5, scene.end - 1]) {
      const record = new Record();
      paintScene(record, scene, time, { ...options, isStill: true });
      assert.equal(named(record, 'guest-walks').length, 0);
    }
  }
});

test('the SVG of any moment is well-formed, and all figures are inside of it', () => {
  const palette = {
    paper: '#fff',
    ink: '#000',
    soft: '#eee',
    accent: '#00f',
    second: '#f0f',
    work: '#f80',
    wait: '#888',
    block: '#f00',
  };
  for (const { name, scene } of examples) {
    for (const time of [0, 9, 500, 1010, scene.end]) {
      const surface = new SvgSurface(560, 380, palette);
      paintScene(surface, scene, time, { ...options, followed: 0 });
      const svg = surface.file(name);
      checkWellFormed(svg);
      assert.doesNotMatch(svg, /NaN|undefined|Infinity/, name);
      const ids = new Set([...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
      for (const [, used] of svg.matchAll(/(?:href="|url\()#([^")]+)/g)) assert.ok(ids.has(used), `${name}: ${used}`);
    }
  }
});

/** Tags close in their order, attributes are quoted and not given twice, and no sign stands bare. */
function checkWellFormed(xml: string): void {
  const open: string[] = [];
  let end = 0;
  for (const match of xml.matchAll(/<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<&]*")*)\s*(\/?)>/g)) {
    const between = xml.slice(end, match.index);
    assert.doesNotMatch(between, /[<>]|&(?!#\d+;)/);
    end = match.index + match[0].length;
    const [, closes, tag = '', attributes = '', isEmpty] = match;
    const names = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, attribute]) => attribute);
    assert.equal(new Set(names).size, names.length);
    if (closes) assert.equal(open.pop(), tag);
    else if (!isEmpty) open.push(tag);
  }
  assert.deepEqual(open, []);
  assert.equal(xml.slice(end).trim(), '');
}
