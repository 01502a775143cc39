import { type GuestPose, guestFigure } from './guest-figures.ts';
import { farBelow } from './paint-counters.ts';
import { followedMark, stool, table, ticket } from './room-figures.ts';
import type { SceneLayout } from './scene-layout.ts';
import type { CounterMoment, Place, SceneMoment } from './scene-moment.ts';
import type { Guest } from './scene-spots.ts';
import type { Ink, Surface } from './surface.ts';

/** The guests and what they sit at, from the back to the front. */
export function paintGuests(
  surface: Surface,
  layout: SceneLayout,
  moment: SceneMoment,
  guests: readonly Guest[],
  followed: number | undefined,
): void {
  const { tables, seats } = layout;
  if (tables.length > 0)
    for (const { x, y, scale, isMirrored } of seats) surface.figure(stool, { x, y, scale, isMirrored });
  const inDepth = [...guests].sort((a, b) => a.spot.y - b.spot.y || a.spot.x - b.spot.x);
  let nextTable = 0;
  const tablesUpTo = (depth: number) => {
    for (let at = tables[nextTable]; at && at.y < depth; at = tables[++nextTable]) {
      const { x, y, scale } = at;
      surface.figure(table, { x, y, scale });
    }
  };
  for (const guest of inDepth) {
    tablesUpTo(guest.spot.y);
    paintGuest(surface, guest, moment, guest.customer === followed);
  }
  tablesUpTo(Infinity);
}

const neutral: readonly Ink[] = ['paper', 'soft'];

function paintGuest(
  surface: Surface,
  { customer, spot, place, isWalking }: Guest,
  moment: SceneMoment,
  isFollowed: boolean,
) {
  const { x, y, scale } = spot;
  const isFar = scale < farBelow;
  const counter = place.kind === 'loop' || place.kind === 'thread' ? moment.counters[place.index] : undefined;
  const isStuck = counter !== undefined && !isWalking && isStuckAt(counter);
  if (isStuck) {
    const tall = Math.max(3, 9 * scale);
    const bar = { fill: 'paper', hatch: 'blocked', stroke: 'block', lineWidth: 1 } as const;
    surface.rectangle(x - 24 * scale, y + 1, 48 * scale, tall, bar, tall / 3);
  }
  const pose = isWalking ? 'walks' : isStuck ? 'stuck' : poseAt(place);
  const tint = isFollowed ? 'accent' : (neutral[(customer >> 1) % 2] as Ink);
  surface.figure(guestFigure(pose, customer, isFar), { ...spot, tint });
  if (place.kind === 'seated' || (place.kind === 'called' && place.hasSeat)) {
    if (!isWalking) paintTicket(surface, `${customer + 1}`, spot, place.kind === 'called');
  }
  if (isFollowed)
    surface.figure(followedMark, {
      x,
      y: y - (place.kind === 'called' && place.hasSeat ? 144 : 132) * scale,
      scale: Math.max(0.4, scale),
    });
}

/** The customer cannot do anything else, nor can the cook. */
function isStuckAt({ does, stall }: CounterMoment): boolean {
  return does === 'blocks' || stall !== undefined;
}

function poseAt(place: Place): GuestPose {
  if (place.kind === 'seated') return 'sits';
  return place.kind === 'called' && place.hasSeat ? 'called' : 'stands';
}

function paintTicket(
  surface: Surface,
  number: string,
  { x, y, scale, isMirrored }: Guest['spot'],
  isCalled: boolean,
): void {
  if (scale < 0.3) return;
  const side = isMirrored ? -1 : 1;
  const at = isCalled
    ? { x: x + side * 22 * scale, y: y - 126 * scale }
    : { x: x + side * 2 * scale, y: y - 60 * scale };
  const size = 17 * scale;
  surface.figure(ticket, { ...at, scale: scale * (number.length > 2 ? 0.95 : 0.8) });
  surface.text(number, at.x, at.y + size * 0.36, { size, anchor: 'middle', isBold: true, isCode: true });
}
