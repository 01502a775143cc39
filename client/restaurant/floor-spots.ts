/** Where a figure stands. */
export interface Spot {
  readonly x: number;
  /** Of its feet. */
  readonly y: number;
  readonly scale: number;
  /** It looks to the left. */
  readonly isMirrored: boolean;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What somebody takes up, in units of the figure: beside the next, above the row in front, and up to the top of the head. */
export interface Room {
  readonly across: number;
  readonly deep: number;
  readonly tall: number;
}

/** The largest scale, from `most` down, at which `count` who need this room fit into the area. */
export function fittingScale(count: number, area: Area, room: Room, most: number): number {
  let scale = most;
  while (scale > 0.01 && columnsIn(area, room, scale) * rowsIn(area, room, scale) < count) scale *= 0.97;
  return scale;
}

function columnsIn(area: Area, { across }: Room, scale: number): number {
  return Math.floor(area.width / (across * scale));
}

function rowsIn(area: Area, { deep, tall }: Room, scale: number): number {
  return Math.floor((area.height - tall * scale) / (deep * scale)) + 1;
}

/** Spots in rows, from the back to the front. A line turns at the end of each row, so that neighbours stay together. */
export function spotsIn(count: number, area: Area, room: Room, scale: number, turns: boolean): readonly Spot[] {
  if (count === 0) return [];
  const columns = Math.max(1, columnsIn(area, room, scale));
  const rows = Math.ceil(count / columns);
  const across = Math.min(area.width / columns, room.across * scale * 1.2);
  const deep = rows > 1 ? Math.min((area.height - room.tall * scale) / (rows - 1), room.deep * scale * 1.25) : 0;
  const free = area.height - room.tall * scale - deep * (rows - 1);
  const top = area.y + room.tall * scale + free / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const isBack = turns && row % 2 === 1;
    const column = isBack ? columns - 1 - (index % columns) : index % columns;
    return { x: area.x + (column + 0.5) * across, y: top + row * deep, scale, isMirrored: turns && !isBack };
  });
}

/** A spot between two, for those who move up. @param place May have a fraction. */
export function spotAt(spots: readonly Spot[], place: number): Spot {
  const index = Math.max(0, Math.min(spots.length - 1, Math.floor(place)));
  const spot = spots[index] as Spot;
  const next = spots[index + 1];
  const part = place - index;
  return next && part > 0 ? between(spot, next, part) : spot;
}

/** Scales on the way from one to another: a canvas keeps a drawing for each, so that there must be few. */
const scalesOfOne = 50;

/** @param part 0: still at the first, 1: already at the other. */
export function between(from: Spot, to: Spot, part: number): Spot {
  const mix = (a: number, b: number) => a + (b - a) * part;
  return {
    x: mix(from.x, to.x),
    y: mix(from.y, to.y),
    scale: from.scale === to.scale ? to.scale : Math.round(mix(from.scale, to.scale) * scalesOfOne) / scalesOfOne,
    isMirrored: part < 0.5 ? from.isMirrored : to.isMirrored,
  };
}
