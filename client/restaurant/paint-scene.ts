import { paintCounters } from './paint-counters.ts';
import { paintGuests } from './paint-guests.ts';
import { paintRoom } from './paint-room.ts';
import type { Say } from './say.ts';
import { layoutOf, type SceneLayout } from './scene-layout.ts';
import type { Scene } from './scene-moment.ts';
import { guestsAt } from './scene-spots.ts';
import type { Surface } from './surface.ts';

export interface PaintOptions {
  /** In CSS pixels, as the height. */
  readonly width: number;
  readonly height: number;
  /** Number of the customer to follow. */
  readonly followed?: number | undefined;
  readonly say: Say;
  /** Nothing moves by itself: nobody is between two places, and flames and knives keep still. */
  readonly isStill: boolean;
  /** How long it takes to walk from one place to another, in milliseconds of the simulation. */
  readonly walk: number;
}

/** Paints one moment of a scene. @param time In milliseconds since the first customer came. */
export function paintScene(surface: Surface, scene: Scene, time: number, options: PaintOptions): void {
  const layout = layoutFor(scene, options.width, options.height);
  const moment = scene.at(time);
  paintRoom(surface, scene, layout, moment, options);
  paintCounters(surface, scene, layout, moment, options);
  const guests = guestsAt(scene, layout, time, options.isStill ? 0 : options.walk, options.followed);
  paintGuests(surface, scene, layout, moment, guests, options);
}

const layouts = new WeakMap<Scene, SceneLayout>();

function layoutFor(scene: Scene, width: number, height: number): SceneLayout {
  const known = layouts.get(scene);
  if (known && known.width === width && known.height === height) return known;
  const layout = layoutOf(scene, width, height);
  layouts.set(scene, layout);
  return layout;
}
