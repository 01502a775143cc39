import type { PaintOptions } from './paint-scene.ts';
import {
  burger,
  clockFace,
  door,
  hood,
  kitchenGrill,
  menuBoard,
  numberBoard,
  patty,
  scallop,
  steam,
} from './room-figures.ts';
import { type Say, showSeconds } from './say.ts';
import type { SceneLayout } from './scene-layout.ts';
import type { Scene, SceneMoment } from './scene-moment.ts';
import type { Surface } from './surface.ts';

/** Wall, floor, doors, clock, signs, and the kitchen for what is awaited. */
export function paintRoom(
  surface: Surface,
  scene: Scene,
  layout: SceneLayout,
  moment: SceneMoment,
  { say, isStill }: PaintOptions,
): void {
  const { width, height, unit, awning, floor, workers } = layout;
  surface.rectangle(floor.x, floor.y, floor.width, floor.height, { fill: 'soft' });
  surface.line(0, floor.y, width, floor.y, { stroke: 'ink', lineWidth: 1.5 });
  // Rows of counters behind the first one stand on floors of their own.
  const grounds = new Set(layout.stations.flatMap((station) => (station ? [station.y] : [])));
  const front = Math.max(...grounds);
  for (const ground of grounds) {
    if (ground === front) continue;
    const from = Math.min(...workers.map(({ x }) => x));
    surface.line(from, ground, width - 8 * unit, ground, { stroke: 'ink', lineWidth: 1 });
  }
  if (layout.kitchen) paintKitchen(surface, layout.kitchen, layout, moment, isStill);
  paintAwning(surface, width, awning, unit);
  paintSign(
    surface,
    layout,
    say('burgers.scene.served', { served: `${moment.served}`, customers: `${scene.customers}` }),
  );
  paintClock(surface, say, moment.time, width - 26 * unit, awning + 20 * unit, 0.48 * unit);
  paintFreeWall(surface, scene, layout, moment);
  const doorScale = 0.42 * unit;
  surface.figure(door, { x: 0, y: height - 10 * unit, scale: doorScale });
  surface.figure(door, { x: width, y: height - 10 * unit, scale: doorScale, isMirrored: true });
}

function paintAwning(surface: Surface, width: number, awning: number, unit: number): void {
  const depth = awning - 6 * unit;
  const count = Math.max(1, Math.round(width / (20 * unit)));
  const part = width / count;
  for (let index = 0; index < count; index++) {
    surface.figure(scallop, { x: index * part, y: depth, scale: part / 32 });
  }
  surface.rectangle(0, 0, width, depth, { fill: 'soft' });
  surface.line(0, depth, width, depth, { stroke: 'ink', lineWidth: 1.2 });
}

function paintSign(surface: Surface, { width, awning, unit, textSize }: SceneLayout, text: string): void {
  const wide = textSize * 0.6 * text.length + 20 * unit;
  const x = width / 2 - wide / 2;
  const y = awning + 8 * unit;
  const tall = textSize + 11 * unit;
  for (const at of [x + wide * 0.18, x + wide * 0.82]) {
    surface.line(at, awning - 1, at, y, { stroke: 'ink', lineWidth: 1.2 });
  }
  surface.rectangle(x, y, wide, tall, { fill: 'paper', stroke: 'ink' }, 6 * unit);
  surface.text(text, width / 2, y + tall / 2 + textSize * 0.36, { size: textSize, anchor: 'middle', isBold: true });
}

/** One turn of the hand is a second. */
function paintClock(surface: Surface, say: Say, time: number, x: number, y: number, scale: number): void {
  surface.figure(clockFace, { x, y, scale });
  const angle = (Math.max(0, time) / 1000) * 2 * Math.PI;
  const reach = 20 * scale;
  surface.line(x, y, x + Math.sin(angle) * reach, y - Math.cos(angle) * reach, { stroke: 'ink', lineWidth: 1.8 });
  const text = `${showSeconds(say, Math.max(0, time), 2)} s`;
  surface.text(text, x - 36 * scale, y + 4, { size: Math.max(9, 22 * scale), anchor: 'end', isCode: true });
}

/** What hangs where no counter is: the number that was called last, or the menu. */
function paintFreeWall(
  surface: Surface,
  scene: Scene,
  { awning, unit, floor, stations, width }: SceneLayout,
  moment: SceneMoment,
): void {
  const from = Math.max(0, ...stations.map((station) => (station ? station.x + station.width : 0)));
  const free = width - from;
  const tall = floor.y - awning - 36 * unit;
  if (free < 150 * unit || tall < 60 * unit) return;
  const scale = Math.min(0.9 * unit, (free - 60 * unit) / 150, tall / 120);
  const x = from + free / 2;
  const y = floor.y - tall * 0.42;
  if (scene.most.seats > 0) {
    surface.figure(numberBoard, { x, y, scale });
    const number = calledLast(moment);
    surface.text(number === undefined ? '–' : `${number + 1}`, x, y + 9 * scale, {
      size: 26 * scale,
      anchor: 'middle',
      isBold: true,
      isCode: true,
    });
  } else {
    surface.figure(menuBoard, { x, y, scale });
    for (const row of [-4, 28]) surface.figure(burger, { x: x - 40 * scale, y: y + row * scale, scale: scale * 0.8 });
  }
}

/** The guest whose number was called last. */
function calledLast({ customers }: SceneMoment): number | undefined {
  let last: number | undefined;
  let since = -Infinity;
  for (const [customer, each] of customers.entries()) {
    const isCalled = each.place.kind === 'called' ? each.place.hasSeat : isServedAfterCall(each);
    if (isCalled && each.since > since) {
      last = customer;
      since = each.since;
    }
  }
  return last;
}

function isServedAfterCall({ place, former }: SceneMoment['customers'][number]): boolean {
  return (place.kind === 'loop' || place.kind === 'gone') && (former.kind === 'called' || former.kind === 'loop');
}

function paintKitchen(
  surface: Surface,
  { x, y, scale }: NonNullable<SceneLayout['kitchen']>,
  { awning, unit, textSize }: SceneLayout,
  { burgers, time }: SceneMoment,
  isStill: boolean,
): void {
  const isOn = burgers > 0;
  const grillAt = x + 60 * scale;
  const hoodAt = Math.max(awning + 34 * unit, y - 150 * scale);
  const duct = { fill: 'soft', stroke: 'ink', lineWidth: 2.5 * scale } as const;
  surface.rectangle(grillAt - 12 * scale, awning - 4, 24 * scale, hoodAt - awning + 4 - 28 * scale, duct);
  surface.figure(hood, { x: grillAt, y: hoodAt, scale, tint: 'soft' });
  surface.figure(isOn ? kitchenGrill.on : kitchenGrill.off, { x: grillAt, y, scale, tint: 'soft' });
  const shown = Math.min(4, burgers);
  for (let index = 0; index < shown; index++) {
    const at = x + (22 + index * 25) * scale;
    surface.figure(patty, { x: at, y: y - 73 * scale, scale });
    if (index % 2 === 0) {
      const rise = isStill ? 0 : ((time / 90 + index * 3) % 8) * scale;
      surface.figure(steam, { x: at, y: y - 84 * scale - rise, scale: scale * 0.8 });
    }
  }
  if (burgers > 0) {
    surface.figure(burger, { x: grillAt - 14 * scale, y: hoodAt - 4 * scale, scale: scale * 0.66 });
    surface.text(`${burgers}`, grillAt + 2 * scale, hoodAt - 7 * scale, {
      size: Math.max(8, Math.min(textSize, 19 * scale)),
      isBold: true,
      isCode: true,
    });
  }
}
