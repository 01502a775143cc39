import { between, type Spot, spotAt } from './floor-spots.ts';
import type { SceneLayout } from './scene-layout.ts';
import type { LineVisit, Place, Scene } from './scene-moment.ts';

/** A customer in the picture. */
export interface Guest {
  readonly customer: number;
  readonly spot: Spot;
  /** Where it is, or goes. */
  readonly place: Place;
  readonly isWalking: boolean;
}

/**
 * Where the customers are who can be seen. A guest is at the mean of the places where it was in the last `walk` milliseconds, the
 * later ones counting as a step that begins and ends slowly: so it never jumps, however short it stays.
 *
 * @param walk 0: it is there at once.
 * @param followed Can be seen even where its counter has no room.
 */
export function guestsAt(
  scene: Scene,
  layout: SceneLayout,
  time: number,
  walk: number,
  followed?: number,
): readonly Guest[] {
  const line = placesInLine(scene.lines, time, walk);
  const seatOf = (customer: number) => layout.seats[scene.seatOf(customer) ?? 0] ?? layout.exit;
  const spotOf = (customer: number, place: Place): Spot => {
    switch (place.kind) {
      case 'to come':
        return layout.entrance;
      case 'gone':
        return layout.exit;
      case 'line':
      case 'pool line':
        return spotAt(layout.line, line.get(customer) ?? 0);
      case 'loop':
      case 'thread':
        return layout.stations[place.index]?.guest ?? moreAt(layout, place.counter.worker);
      case 'seated':
        return seatOf(customer);
      case 'called':
        return place.hasSeat ? seatOf(customer) : spotAt(layout.line, line.get(customer) ?? 0);
    }
  };
  const guests: Guest[] = [];
  for (let customer = 0; customer < scene.customers; customer++) {
    const stays = scene.staysOf(customer);
    let index = stays.length - 1;
    while (index > 0 && (stays[index]?.from ?? 0) > time) index--;
    const { place } = stays[index] as { place: Place };
    let spot: Spot | undefined;
    let isWalking = false;
    // The part of the walk that comes after the stay which is looked at.
    let after = 0;
    for (; index >= 0 && after < 1; index--) {
      const stay = stays[index] as (typeof stays)[number];
      const until = walk > 0 ? eased((time - stay.from) / walk) : 1;
      if (until <= after) continue;
      if (!spot) {
        if (until >= 1 && isHidden(stay.place, layout, customer === followed)) break;
        spot = spotOf(customer, stay.place);
      } else {
        // So far `spot` is the mean of what counts `after`.
        const former = spotOf(customer, stay.place);
        if (former !== spot) {
          spot = { ...between(former, spot, after / until), isMirrored: spot.x < former.x };
          isWalking = true;
        }
      }
      after = until;
    }
    if (spot) guests.push({ customer, spot, place, isWalking });
  }
  return guests;
}

/** How much of a step is done, when it begins and ends slowly. */
function eased(part: number): number {
  const inside = Math.min(1, Math.max(0, part));
  return inside * inside * (3 - 2 * inside);
}

/**
 * How many stand before each customer of the line. Who has just left counts less and less, so that the others move up slowly. Those
 * who wait for a thread or for their turn stand before those who have not been served: when somebody goes from there to here, all
 * keep their spots.
 */
function placesInLine({ first, second }: Scene['lines'], time: number, walk: number): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  const share = (since: number) => (walk > 0 ? eased((time - since) / walk) : 1);
  const add = (visits: readonly LineVisit[], start: number) => {
    let before = start;
    let joined = start;
    for (const { customer, from, to } of visits) {
      if (from > time) break;
      if (to <= time - walk) continue;
      places.set(customer, before);
      const stays = to > time ? 1 : 1 - share(to);
      before += stays;
      joined += stays * share(from);
    }
    return joined;
  };
  add(first, add(second, 0));
  return places;
}

/** Where those go whose counter has no room in the picture. */
function moreAt(layout: SceneLayout, worker: number): Spot {
  const { x, y } = layout.workers.find((area) => area.worker === worker)?.more ?? layout.exit;
  const scale = layout.stations.find((station) => station)?.scale ?? layout.exit.scale;
  return { x: x + 2, y, scale, isMirrored: true };
}

function isHidden(place: Place, layout: SceneLayout, isFollowed: boolean): boolean {
  if (place.kind === 'to come' || place.kind === 'gone') return true;
  return !isFollowed && (place.kind === 'loop' || place.kind === 'thread') && !layout.stations[place.index];
}
