import { type GuestPose, guestFigure, nearFrom } from './guest-figures.ts';
import type { PaintOptions } from './paint-scene.ts';
import { followedMark, stool, table, talk, ticket } from './room-figures.ts';
import type { SceneLayout } from './scene-layout.ts';
import type { CounterMoment, Place, Scene, SceneMoment } from './scene-moment.ts';
import type { Guest } from './scene-spots.ts';
import type { Ink, Surface } from './surface.ts';

/** The guests and what they sit at, from the back to the front. */
export function paintGuests(
  surface: Surface,
  scene: Scene,
  layout: SceneLayout,
  moment: SceneMoment,
  guests: readonly Guest[],
  { followed, isStill }: PaintOptions,
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
  paintTalk(surface, scene, layout, guests, isStill ? 0 : moment.time);
}

const neutral: readonly Ink[] = ['paper', 'soft'];

function paintGuest(
  surface: Surface,
  { customer, spot, place, isWalking }: Guest,
  moment: SceneMoment,
  isFollowed: boolean,
) {
  const { x, y, scale } = spot;
  const isFar = scale < nearFrom;
  const counter = place.kind === 'loop' || place.kind === 'thread' ? moment.counters[place.index] : undefined;
  const isStuck = counter !== undefined && !isWalking && isStuckAt(counter);
  if (isStuck) {
    const tall = Math.max(3, 9 * scale);
    const bar = { fill: 'paper', hatch: 'blocked', stroke: 'block', lineWidth: 1 } as const;
    surface.rectangle(x - 24 * scale, y + 1, 48 * scale, tall, bar, tall / 3);
  }
  const pose = isWalking
    ? 'walks'
    : isStuck
      ? 'stuck'
      : poseAt(place, moment.time - (moment.customers[customer]?.since ?? 0));
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

/** From so many milliseconds on, who stands and waits does not smile any more. */
const patience = 500;

function poseAt(place: Place, waited: number): GuestPose {
  if (place.kind === 'seated') return 'sits';
  if (place.kind === 'called' && place.hasSeat) return 'called';
  return waited < patience || place.kind === 'loop' || place.kind === 'thread' ? 'stands' : 'bored';
}

/** Each at a table where both sit talks in turn. */
function paintTalk(surface: Surface, scene: Scene, { tables }: SceneLayout, guests: readonly Guest[], time: number) {
  const seated: boolean[] = [];
  for (const { customer, place, isWalking } of guests) {
    if (place.kind === 'seated' && !isWalking) seated[scene.seatOf(customer) ?? 0] = true;
  }
  for (const [index, { x, y, scale }] of tables.entries()) {
    if (scale < nearFrom || !seated[2 * index] || !seated[2 * index + 1]) continue;
    const turn = index + Math.floor(time / 300 + index * 0.37);
    if (turn % 3 === 2) continue;
    surface.figure(talk, { x, y: y - 100 * scale, scale, isMirrored: turn % 3 === 1 });
  }
}

function paintTicket(
  surface: Surface,
  number: string,
  { x, y, scale, isMirrored }: Guest['spot'],
  isCalled: boolean,
): void {
  if (scale < nearFrom) return;
  const side = isMirrored ? -1 : 1;
  const at = isCalled
    ? { x: x + side * 22 * scale, y: y - 126 * scale }
    : { x: x + side * 2 * scale, y: y - 60 * scale };
  const size = 17 * scale;
  surface.figure(ticket, { ...at, scale: scale * (number.length > 2 ? 0.95 : 0.8) });
  surface.text(number, at.x, at.y + size * 0.36, { size, anchor: 'middle', isBold: true, isCode: true });
}
