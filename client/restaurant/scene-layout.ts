import { type Area, fittingScale, type Room, type Spot, spotsIn } from './floor-spots.ts';
import type { Counter } from './scene-moment.ts';

/** What a layout depends on; a `Scene` has it. */
export interface SceneNumbers {
  readonly counters: readonly Counter[];
  readonly most: { readonly first: number; readonly second: number; readonly seats: number };
}

/** A counter with its cook. Figures stand on `y`; lengths inside are in units of the figures. */
export interface Station {
  /** Left end of its ground. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  /** Where its customer stands. */
  readonly guest: Spot;
}

/** The counters of a worker. */
export interface WorkerArea extends Area {
  readonly worker: number;
  /** Counters that there is no room for, and where their number stands. */
  readonly more: { readonly count: number; readonly x: number; readonly y: number } | undefined;
}

export interface SceneLayout {
  readonly width: number;
  readonly height: number;
  /** 1 at 560 × 380. */
  readonly unit: number;
  readonly awning: number;
  /** Size of the text over counters. */
  readonly textSize: number;
  /** The grill of the things that are awaited; undefined where nothing ever is. */
  readonly kitchen: { readonly x: number; readonly y: number; readonly scale: number } | undefined;
  readonly workers: readonly WorkerArea[];
  /** By counter; undefined: there is no room for it. */
  readonly stations: readonly (Station | undefined)[];
  readonly floor: Area;
  readonly line: readonly Spot[];
  /** Those who stand and wait for a thread or for their turn. */
  readonly secondLine: readonly Spot[];
  readonly seats: readonly Spot[];
  /** Seats are in pairs, with a table between. */
  readonly hasTables: boolean;
  readonly entrance: Spot;
  readonly exit: Spot;
}

/** Units of a station: grill, cook, counter and customer beside each other. */
export const stationUnits = {
  width: 214,
  height: 150,
  grill: 36,
  cookAtGrill: 86,
  cook: 104,
  counter: 144,
  guest: 186,
};

const kitchenUnits = 190;
const standing: Room = { across: 46, deep: 52, tall: 126 };
const sitting: Room = { across: 86, deep: 112, tall: 118 };
const sittingClose: Room = { across: 50, deep: 60, tall: 118 };
const largest = 0.72;
const smallestStation = 0.12;

/** Where everything stands in a picture of this size, in CSS pixels. */
export function layoutOf({ counters, most }: SceneNumbers, width: number, height: number): SceneLayout {
  const unit = Math.min(1.6, Math.max(0.6, Math.min(width / 560, height / 380)));
  const awning = 14 * unit;
  const textSize = Math.max(9, 11 * unit);
  const wall = awning + 36 * unit;
  const side = 8 * unit;
  const isCrowded = counters.length > 12;
  const kitchenScale = (isCrowded ? 0.45 : largest) * unit;
  const kitchenWidth = most.seats > 0 ? kitchenUnits * kitchenScale : 0;
  const area = {
    x: side + kitchenWidth,
    y: wall,
    width: width - 2 * side - kitchenWidth,
    height: height * (isCrowded ? 0.62 : 0.5) - wall,
  };
  const { workers, stations, bottom } = placeCounters(counters, area, textSize + 5, largest * unit);
  const floor = { x: 0, y: bottom - 6 * unit, width, height: height - bottom + 6 * unit };
  const ground = {
    x: side,
    y: bottom + 5 * unit,
    width: width - 2 * side,
    height: height - bottom - 5 * unit - 10 * unit,
  };
  const hasTables = most.seats <= 60;
  const sittingRoom = hasTables ? sitting : sittingClose;
  const [lineArea, secondArea, seatArea] = split(ground, [
    most.first * standing.across * standing.deep,
    most.second * standing.across * standing.deep,
    most.seats * sittingRoom.across * sittingRoom.deep,
  ]) as [Area, Area, Area];
  const guestScale = Math.min(
    fittingScale(most.first, lineArea, standing, largest * unit),
    fittingScale(most.second, secondArea, standing, largest * unit),
    fittingScale(most.seats + (most.seats % 2), seatArea, sittingRoom, largest * unit),
  );
  const edge = { y: height - 14 * unit, scale: guestScale };
  return {
    width,
    height,
    unit,
    awning,
    textSize,
    kitchen: most.seats > 0 ? { x: side, y: bottom, scale: kitchenScale } : undefined,
    workers,
    stations,
    floor,
    line: spotsIn(most.first, lineArea, standing, guestScale, true),
    secondLine: spotsIn(most.second, secondArea, standing, guestScale, true),
    seats: spotsIn(most.seats, seatArea, sittingRoom, guestScale, false).map((spot, index) => ({
      ...spot,
      isMirrored: index % 2 === 1,
    })),
    hasTables,
    entrance: { ...edge, x: -30 * guestScale, isMirrored: false },
    exit: { ...edge, x: width + 30 * guestScale, isMirrored: false },
  };
}

/** Parts of an area beside each other, as wide as needed. */
function split(area: Area, needs: readonly number[]): readonly Area[] {
  const total = needs.reduce((sum, need) => sum + need, 0);
  const least = total * 0.16;
  const raised = needs.map((need) => (need > 0 ? Math.max(need, least) : 0));
  const sum = raised.reduce((all, need) => all + need, 0) || 1;
  const gap = area.width * 0.03;
  const gaps = Math.max(0, raised.filter((need) => need > 0).length - 1) * gap;
  let x = area.x;
  return raised.map((need) => {
    const part = { ...area, x, width: ((area.width - gaps) * need) / sum };
    if (need > 0) x += part.width + gap;
    return part;
  });
}

interface Grid {
  readonly scale: number;
  /** Workers beside each other. */
  readonly across: number;
  /** Counters beside each other, and rows of them, for one worker. */
  readonly columns: number;
  readonly rows: number;
}

function placeCounters(counters: readonly Counter[], area: Area, label: number, largestScale: number) {
  const numbers = [...new Set(counters.map(({ worker }) => worker))];
  const counts = numbers.map((number) => counters.filter(({ worker }) => worker === number).length);
  const { scale, across, columns, rows } = gridFor(Math.max(1, ...counts), numbers.length, area, label, largestScale);
  const cell = { width: stationUnits.width * scale, height: stationUnits.height * scale };
  const blockWidth = area.width / across;
  const blockHeight = rows * cell.height + label;
  const stations: (Station | undefined)[] = [];
  const workers = numbers.map((worker, number): WorkerArea => {
    const x = area.x + (number % across) * blockWidth;
    const y = area.y + Math.floor(number / across) * blockHeight;
    const count = counts[number] as number;
    const shown = count > columns * rows ? columns * rows - 1 : count;
    const at = (index: number) => ({
      x: x + (index % columns) * cell.width,
      y: y + label + (Math.floor(index / columns) + 1) * cell.height,
    });
    for (let index = 0; index < count; index++) {
      const place = at(index);
      const guest = { x: place.x + stationUnits.guest * scale, y: place.y, scale, isMirrored: true };
      stations.push(index < shown ? { ...place, scale, guest } : undefined);
    }
    const last = at(shown);
    const more = shown < count ? { count: count - shown, x: last.x, y: last.y } : undefined;
    return { worker, x, y, width: blockWidth, height: blockHeight, more };
  });
  return { workers, stations, bottom: area.y + Math.ceil(numbers.length / across) * blockHeight };
}

/** The grid with the largest counters that fits, or the smallest one, which has no room for all. */
function gridFor(count: number, workers: number, area: Area, label: number, largestScale: number): Grid {
  let scale = largestScale;
  let best: Grid | undefined;
  for (; scale >= smallestStation; scale *= 0.97) {
    for (let across = Math.min(workers, 8); across >= 1; across--) {
      const columns = Math.floor(area.width / across / (stationUnits.width * scale));
      const height = area.height / Math.ceil(workers / across) - label;
      const rows = Math.floor(height / (stationUnits.height * scale));
      if (columns < 1 || rows < 1) continue;
      if (columns * rows >= count) return { scale, across, columns, rows: Math.ceil(count / columns) };
      if (!best || columns * rows >= best.columns * best.rows) best = { scale, across, columns, rows };
    }
  }
  return best ?? { scale: smallestStation, across: Math.min(workers, 4), columns: 1, rows: 1 };
}
