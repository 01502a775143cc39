import { circle } from './guest-figures.ts';
import type { Figure, FigurePart } from './surface.ts';

/* Furniture and signs, as on the cards. */

const flame = (x: number, y: number) =>
  `M${x} ${y}c2 8 9 10 9 18c0 6-4 9-9 9c-5 0-9-3-9-9c0-5 4-6 5-11c2 1 3 3 3 5c2-3 2-7 1-12Z`;

function grill(name: string, half: number, flames: readonly number[], isOn: boolean): Figure {
  const parts: FigurePart[] = [
    { path: `M${-half + 6}-62H${half - 6}V0H${-half + 6}Z`, fill: 'tint', stroke: 'ink', lineWidth: 2.5 },
    { path: `M${-half + 14}-46H${half - 14}V-14H${-half + 14}Z`, fill: 'paper', stroke: 'ink', lineWidth: 2 },
    {
      path: `M${-half}-72H${half}V-62H${-half}Z`,
      fill: 'paper',
      stroke: 'ink',
      lineWidth: 2.5,
    },
  ];
  if (isOn) {
    parts.push({ path: flames.map((x) => flame(x, -43)).join(''), fill: 'work', stroke: 'ink', lineWidth: 1.8 });
  } else parts.push({ path: `M${-half + 20}-30H${half - 20}`, stroke: 'ink', lineWidth: 2 });
  return { name: `${name}-${isOn ? 'on' : 'off'}`, box: [-half - 2, -75, half + 2, 2], parts };
}

/** The grill of one counter, where its cook stands and waits. */
export const counterGrill = {
  on: grill('grill', 30, [-8, 9], true),
  off: grill('grill', 30, [-8, 9], false),
};

/** The grill for what is awaited. */
export const kitchenGrill = {
  on: grill('kitchen-grill', 56, [-28, -9, 10, 29], true),
  off: grill('kitchen-grill', 56, [-28, -9, 10, 29], false),
};

export const hood: Figure = {
  name: 'hood',
  box: [-48, -31, 48, 2],
  parts: [{ path: 'M-46 0H46L32-28H-32Z', fill: 'tint', stroke: 'ink', lineWidth: 2.5 }],
};

/** On a grill. */
export const patty: Figure = {
  name: 'patty',
  box: [-12, -6, 12, 1],
  parts: [{ path: 'M-9-3H9', stroke: 'ink', lineWidth: 6 }],
};

export const steam: Figure = {
  name: 'steam',
  box: [-7, -38, 7, 1],
  parts: [{ path: 'M0 0c-7-7 7-11 0-18s7-11 0-18', stroke: 'ink', lineWidth: 2.5 }],
};

export const burger: Figure = {
  name: 'burger',
  box: [-18, -30, 18, 2],
  parts: [
    { path: 'M-15-9H15V-6Q15 0 10 0H-10Q-15 0-15-6Z', fill: 'work', stroke: 'ink', lineWidth: 2.5 },
    { path: 'M-15-12H15M-15-15q4 4 8 0t8 0 8 0 6-1', stroke: 'ink', lineWidth: 3.5 },
    { path: 'M-15-18C-15-31 15-31 15-18Z', fill: 'work', stroke: 'ink', lineWidth: 2.5 },
  ],
};

const arrowSign = 'M9-48a11 11 0 1 1-7-6M-1-59L4-53L-3-49';
const spoolSign = 'M-9-59H9M-9-37H9M-6-59V-37M6-59V-37M-6-53L6-56M-6-47L6-50M-6-41L6-44';

function counter(name: string, sign: string, round: number): Figure {
  return {
    name,
    box: [-28, -83, 28, 2],
    parts: [
      { path: 'M-20-70H20V0H-20Z', fill: 'tint', stroke: 'ink', lineWidth: 2.5 },
      { path: sign, stroke: 'ink', lineWidth: 2.2 },
      {
        path: `M${-26 + round}-80H${26 - round}Q26-80 26-75Q26-70 ${26 - round}-70H${-26 + round}Q-26-70-26-75Q-26-80 ${-26 + round}-80Z`,
        fill: 'paper',
        stroke: 'ink',
        lineWidth: 2.5,
      },
    ],
  };
}

/** The counter of an event loop has the round arrow, that of a thread the spool. */
export const loopCounter = counter('loop-counter', arrowSign, 5);
export const threadCounter = counter('thread-counter', spoolSign, 1);

export const choppingBoard: Figure = {
  name: 'chopping-board',
  box: [-23, -15, 23, 1],
  parts: [
    { path: 'M-19-3H19', stroke: 'ink', lineWidth: 5 },
    { path: 'M-14-6a7 7 0 0 1 14 0ZM2-6h5M10-6h4', fill: 'work', stroke: 'ink', lineWidth: 2 },
  ],
};

export const padlock: Figure = {
  name: 'padlock',
  box: [-14, -32, 14, 2],
  parts: [
    { path: 'M-7-16V-22A7 7 0 0 1 7-22V-16', stroke: 'block', lineWidth: 3.5 },
    { path: 'M-11-17H11V0H-11Z', fill: 'paper', stroke: 'block', lineWidth: 3 },
    { path: 'M0-11V-6', stroke: 'block', lineWidth: 3 },
  ],
};

export const table: Figure = {
  name: 'table',
  box: [-28, -61, 28, 2],
  parts: [
    { path: 'M0-50V-2M-12-2H12', stroke: 'ink', lineWidth: 4 },
    {
      path: 'M-22-58H22Q26-58 26-54Q26-50 22-50H-22Q-26-50-26-54Q-26-58-22-58Z',
      fill: 'paper',
      stroke: 'ink',
      lineWidth: 2.5,
    },
  ],
};

/** Somebody on the left of it talks. */
export const talk: Figure = {
  name: 'talk',
  box: [-22, -26, 20, 8],
  parts: [
    {
      path: 'M-12-22H12Q18-22 18-16V-6Q18 0 12 0H-6L-17 6L-14-1Q-18-2-18-6V-16Q-18-22-12-22Z',
      fill: 'paper',
      stroke: 'ink',
      lineWidth: 2.2,
    },
    { path: 'M-10-14H10M-10-8H4', stroke: 'ink', lineWidth: 2 },
  ],
};

export const stool: Figure = {
  name: 'stool',
  box: [-20, -35, 18, 2],
  parts: [
    { path: 'M-15-30H13', stroke: 'ink', lineWidth: 7 },
    { path: 'M-2-28V-2M-11-2H9', stroke: 'ink', lineWidth: 3.5 },
  ],
};

export const ticket: Figure = {
  name: 'ticket',
  box: [-22, -15, 22, 15],
  parts: [
    {
      path: 'M-20-13H20V-5A5 5 0 0 0 20 5V13H-20V5A5 5 0 0 0-20-5Z',
      fill: 'paper',
      stroke: 'ink',
      lineWidth: 2,
    },
  ],
};

export const clockFace: Figure = {
  name: 'clock',
  box: [-30, -30, 30, 30],
  parts: [
    { path: circle(0, 0, 28), fill: 'paper', stroke: 'ink', lineWidth: 2.5 },
    { path: 'M0-24v3M0 24v-3M-24 0h3M24 0h-3', stroke: 'ink', lineWidth: 2 },
  ],
};

/** Over the guest that is followed. */
export const followedMark: Figure = {
  name: 'followed',
  box: [-13, -20, 13, 2],
  parts: [{ path: 'M-11-17H11L0 0Z', fill: 'accent', stroke: 'ink', lineWidth: 2.5 }],
};

/** A part of the awning's edge; the next one begins 32 further. */
export const scallop: Figure = {
  name: 'scallop',
  box: [-2, -2, 34, 10],
  parts: [{ path: 'M0 0q16 16 32 0', fill: 'soft', stroke: 'ink', lineWidth: 2 }],
};

/** An open door in the side wall, seen from inside. */
export const door: Figure = {
  name: 'door',
  box: [-7, -153, 27, 11],
  parts: [
    { path: 'M-4-150H4L24-138V8L4 0H-4Z', fill: 'paper', stroke: 'ink', lineWidth: 2.5 },
    { path: 'M10-128L18-123V-84L10-86ZM18-66V-60', fill: 'soft', stroke: 'ink', lineWidth: 2 },
  ],
};

/** What hangs over the counters where orders are called: a number is written on it. */
export const numberBoard: Figure = {
  name: 'number-board',
  box: [-58, -62, 58, 30],
  parts: [
    { path: 'M-40-60V-28M40-60V-28', stroke: 'ink', lineWidth: 2 },
    {
      path: 'M-48-28H48Q56-28 56-20V20Q56 28 48 28H-48Q-56 28-56 20V-20Q-56-28-48-28Z',
      fill: 'soft',
      stroke: 'ink',
      lineWidth: 2.5,
    },
    {
      path: 'M-44-20H44Q48-20 48-16V16Q48 20 44 20H-44Q-48 20-48 16V-16Q-48-20-44-20Z',
      fill: 'paper',
      stroke: 'ink',
      lineWidth: 2,
    },
  ],
};

/** What there is to eat: decoration for a wall with room. */
export const menuBoard: Figure = {
  name: 'menu-board',
  box: [-72, -42, 72, 42],
  parts: [
    {
      path: 'M-62-40H62Q70-40 70-32V32Q70 40 62 40H-62Q-70 40-70 32V-32Q-70-40-62-40Z',
      fill: 'soft',
      stroke: 'ink',
      lineWidth: 2.5,
    },
    { path: 'M-10-16H44M-10 16H44M52-16H56M52 16H56', stroke: 'ink', lineWidth: 2.5 },
  ],
};
