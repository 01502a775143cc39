import { cookFigure, guestFigure } from './figures.ts';
import { layoutOf, type SceneLayout, stationUnits } from './scene-layout.ts';
import type { Scene } from './scene-moment.ts';
import { guestsAt } from './scene-spots.ts';
import type { Surface } from './surface.ts';

/** Text of a message in the reader's language. */
export type Say = (key: string, params?: Readonly<Record<string, string>>) => string;

export interface PaintOptions {
  /** In CSS pixels, as the height. */
  readonly width: number;
  readonly height: number;
  /** Number of the customer to follow. */
  readonly followed?: number | undefined;
  readonly say: Say;
  /** Nothing moves between two places. */
  readonly isStill: boolean;
  /** How long it takes to walk from one place to another, in milliseconds of the simulation. */
  readonly walk: number;
}

const layouts = new WeakMap<Scene, SceneLayout>();

function layoutFor(scene: Scene, width: number, height: number): SceneLayout {
  const known = layouts.get(scene);
  if (known && known.width === width && known.height === height) return known;
  const layout = layoutOf(scene, width, height);
  layouts.set(scene, layout);
  return layout;
}

/** Paints one moment of a scene. @param time In milliseconds since the first customer came. */
export function paintScene(surface: Surface, scene: Scene, time: number, options: PaintOptions): void {
  const { width, height, say, followed, isStill, walk } = options;
  const layout = layoutFor(scene, width, height);
  const moment = scene.at(time);
  const { floor, awning, textSize, unit } = layout;
  surface.rectangle(0, 0, width, awning, { fill: 'soft', stroke: 'ink' });
  surface.rectangle(floor.x, floor.y, floor.width, floor.height, { fill: 'soft', stroke: 'ink' });
  const served = say('burgers.scene.served', { served: `${moment.served}`, customers: `${scene.customers}` });
  surface.text(served, width / 2, awning + 20 * unit, { size: textSize, anchor: 'middle' });
  for (const [index, { does, stall }] of moment.counters.entries()) {
    const station = layout.stations[index];
    if (!station) continue;
    const { x, y, scale } = station;
    const isAtGrill = does === 'blocks' || does === 'computes';
    const cook = isAtGrill ? stationUnits.cookAtGrill : stationUnits.cook;
    surface.figure(cookFigure, { x: x + cook * scale, y, scale, tint: 'soft', isMirrored: isAtGrill });
    surface.rectangle(x + (stationUnits.counter - 18) * scale, y - 72 * scale, 36 * scale, 72 * scale, {
      fill: 'soft',
      stroke: 'ink',
    });
    if (stall) {
      const words = say('burgers.scene.stall', { seconds: (stall.lasts / 1000).toFixed(1) });
      surface.rectangle(x, y - stationUnits.height * scale, stationUnits.width * scale, stationUnits.height * scale, {
        stroke: 'block',
        lineWidth: 3,
      });
      surface.rectangle(x, y, stationUnits.width * scale, 6, { hatch: 'blocked', stroke: 'block' });
      surface.text(words, x, y - stationUnits.height * scale - 3, { size: textSize, isBold: true });
    }
  }
  const guests = [...guestsAt(scene, layout, time, isStill ? 0 : walk)].sort((a, b) => a.spot.y - b.spot.y);
  for (const { customer, spot } of guests) {
    surface.figure(guestFigure, { ...spot, tint: customer === followed ? 'accent' : 'soft' });
  }
}
