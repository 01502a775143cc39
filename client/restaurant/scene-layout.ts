import { type Area, fittingScale, type Room, type Spot, spotsIn } from './floor-spots.ts';
import type { Counter } from './scene-moment.ts';

/** What a layout depends on; a `Scene` has it. */
export interface SceneNumbers {
  readonly counters: readonly Counter[];
  /** By counter: whether its cook ever stands at the grill. */
  readonly grills: readonly boolean[];
  readonly most: { readonly line: number; readonly seats: number };
}

/** A counter with its cook, and with a grill where the cook ever stands at it. All stand on `y`. */
export interface Station {
  /** Left end of its ground. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly grill: number | undefined;
  readonly cookAtGrill: number;
  readonly cook: number;
  readonly counter: number;
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
  /** From its front: those who wait for a thread or for their turn, then those who have not been served. */
  readonly line: readonly Spot[];
  readonly seats: readonly Spot[];
  /** Each between two seats; none where there are too many seats. */
  readonly tables: readonly Spot[];
  readonly entrance: Spot;
  readonly exit: Spot;
}

/** A station in units of the figures: grill, cook, counter and customer beside each other, or no grill. */
const stationUnits = { width: 222, height: 152, grill: 36, cookAtGrill: 92, cook: 108, counter: 150, guest: 194 };
const grillUnits = 66;

const kitchenUnits = 190;
const standing: Room = { across: 46, deep: 52, tall: 126 };
/** Two guests and their table. */
const atTable: Room = { across: 176, deep: 138, tall: 142 };
const sitting: Room = { across: 52, deep: 60, tall: 126 };
const largest = 0.72;
const smallestStation = 0.12;
/** In CSS pixels: less has no room for words over the counters of a worker. */
const narrowest = 66;
/** Between rows of workers, for what is under the feet of guests. */
const rowGap = 8;

/** Where everything stands in a picture of this size, in CSS pixels. */
export function layoutOf({ counters, grills, most }: SceneNumbers, width: number, height: number): SceneLayout {
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
    height: height * (isCrowded ? 0.62 : counters.length > 4 ? 0.57 : 0.5) - wall,
  };
  const { workers, stations, bottom } = placeCounters(counters, grills, area, textSize + 5, largest * unit);
  const floor = { x: 0, y: bottom - 6 * unit, width, height: height - bottom + 6 * unit };
  const ground = {
    x: side + 8 * unit,
    y: bottom + 10 * unit,
    width: width - 2 * side - 16 * unit,
    height: height - bottom - 20 * unit,
  };
  const hasTables = most.seats <= 60;
  const sittingRoom = hasTables ? atTable : sitting;
  const places = hasTables ? Math.ceil(most.seats / 2) : most.seats;
  const [lineArea, seatArea] = split(ground, [
    most.line * standing.across * standing.deep,
    places * sittingRoom.across * sittingRoom.deep,
  ]) as [Area, Area];
  const scale = Math.min(
    fittingScale(most.line, lineArea, standing, largest * unit),
    fittingScale(places, seatArea, sittingRoom, largest * unit),
  );
  const taken = spotsIn(places, seatArea, sittingRoom, scale, false);
  const edge = { y: height - 12 * unit, scale };
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
    line: spotsIn(most.line, lineArea, standing, scale, true),
    seats: hasTables ? taken.flatMap((spot) => atBothSides(spot)).slice(0, most.seats) : taken,
    tables: hasTables ? taken : [],
    entrance: { ...edge, x: -30 * scale, isMirrored: false },
    exit: { ...edge, x: width + 30 * scale, isMirrored: false },
  };
}

/** The seats of a table. */
function atBothSides(table: Spot): readonly Spot[] {
  const away = 50 * table.scale;
  return [
    { ...table, x: table.x - away },
    { ...table, x: table.x + away, isMirrored: true },
  ];
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

function placeCounters(
  counters: readonly Counter[],
  grills: readonly boolean[],
  area: Area,
  label: number,
  largestScale: number,
) {
  const left = grills.some((has) => has) ? 0 : grillUnits;
  const units = { width: stationUnits.width - left, height: stationUnits.height };
  const numbers = [...new Set(counters.map(({ worker }) => worker))];
  const counts = numbers.map((number) => counters.filter(({ worker }) => worker === number).length);
  const { scale, across, columns, rows } = gridFor(Math.max(1, ...counts), numbers.length, area, {
    label,
    units,
    largestScale,
  });
  const blockWidth = area.width / across;
  const cell = {
    width: Math.min(blockWidth / columns, units.width * scale * 1.2),
    height: units.height * scale,
  };
  const blockHeight = rows * cell.height + label + (numbers.length > across ? rowGap : 0);
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
      const { x: start, y: ground } = at(index);
      const beside = (distance: number) => start + (distance - left) * scale;
      const station = {
        x: start,
        y: ground,
        ...cell,
        scale,
        grill: grills[stations.length] ? beside(stationUnits.grill) : undefined,
        cookAtGrill: beside(stationUnits.cookAtGrill),
        cook: beside(stationUnits.cook),
        counter: beside(stationUnits.counter),
        guest: { x: beside(stationUnits.guest), y: ground, scale, isMirrored: true },
      };
      stations.push(index < shown ? station : undefined);
    }
    const last = at(shown);
    const more = shown < count ? { count: count - shown, x: last.x, y: last.y } : undefined;
    return { worker, x, y, width: blockWidth, height: blockHeight, more };
  });
  return { workers, stations, bottom: Math.max(...stations.map((station) => station?.y ?? 0)) };
}

/** The grid with the largest counters that fits, or the smallest one, which has no room for all. */
function gridFor(
  count: number,
  workers: number,
  area: Area,
  { label, units, largestScale }: { label: number; units: { width: number; height: number }; largestScale: number },
): Grid {
  let scale = largestScale;
  let best: Grid | undefined;
  const mostAcross = Math.max(1, Math.min(workers, Math.floor(area.width / narrowest)));
  for (; scale >= smallestStation; scale *= 0.97) {
    for (let most = mostAcross; most >= 1; most--) {
      const across = Math.ceil(workers / Math.ceil(workers / most));
      const columns = Math.floor(area.width / across / (units.width * scale));
      const height = area.height / Math.ceil(workers / across) - label - (workers > across ? rowGap : 0);
      const rows = Math.floor(height / (units.height * scale));
      if (columns < 1 || rows < 1) continue;
      if (columns * rows >= count) {
        const needed = Math.ceil(count / columns);
        return { scale, across, columns: Math.ceil(count / needed), rows: needed };
      }
      if (!best || columns * rows >= best.columns * best.rows) best = { scale, across, columns, rows };
    }
  }
  return best ?? { scale: smallestStation, across: Math.min(workers, 4), columns: 1, rows: 1 };
}
