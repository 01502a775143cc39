import { circle } from './guest-figures.ts';
import type { Figure, FigurePart } from './surface.ts';

/** Who takes orders and cooks: cap and apron, as the cashiers of the cards who cook. */
export type CookPose =
  | 'free'
  | 'takes an order'
  /** Stands at the grill with a spatula; mirrored, because the grill is on the left. */
  | 'at the grill'
  | 'chops'
  /** As `chops`, with the knife down. */
  | 'has chopped'
  | 'waits for the lock';

const cap = 'M-18-106C-19-126 17-127 18-108H30V-103H-18Z';
const eyes = 'M4-100v1M13-100v1';

const arm: Record<CookPose, string> = {
  free: 'M3-70Q10-58 5-46',
  'takes an order': 'M6-70Q14-54 30-62',
  'at the grill': 'M6-70Q14-54 27-60',
  chops: 'M6-70Q20-68 28-86',
  'has chopped': 'M6-70Q16-58 30-72',
  'waits for the lock': 'M6-68Q12-52-8-52M-8-68Q-14-56 4-54',
};

const mouth: Record<CookPose, string> = {
  free: 'M4-92q4 5 9 1',
  'takes an order': 'M7-93a3 3.5 0 1 1 6 0a3 3.5 0 1 1-6 0',
  'at the grill': 'M5-91h7',
  chops: 'M5-91h7',
  'has chopped': 'M5-91h7',
  'waits for the lock': 'M5-89q4-4 8 0',
};

const tool: Partial<Record<CookPose, readonly FigurePart[]>> = {
  'at the grill': [
    { path: 'M24-58L44-80', stroke: 'ink', lineWidth: 3 },
    { path: 'M40-84L52-90L55-80L47-74Z', fill: 'paper', stroke: 'ink', lineWidth: 2 },
  ],
  chops: [{ path: 'M27-88L32-95L54-108Q56-95 36-86Z', fill: 'paper', stroke: 'ink', lineWidth: 2 }],
  'has chopped': [{ path: 'M29-74L35-79H60Q56-68 36-71Z', fill: 'paper', stroke: 'ink', lineWidth: 2 }],
  'takes an order': [{ path: 'M27-74H39V-57H27ZM30-69H36M30-64H36', fill: 'paper', stroke: 'ink', lineWidth: 2 }],
};

function cook(pose: CookPose): Figure {
  const line = 2.5;
  return {
    name: `cook-${pose.replaceAll(' ', '-')}`,
    box: [-22, -124, 62, 2],
    parts: [
      { path: 'M-8-36V-3H-3M8-36V-3H13', stroke: 'ink', lineWidth: 8 },
      { path: 'M-19-36V-62Q-19-84 0-84Q19-84 19-62V-36Z', fill: 'tint', stroke: 'ink', lineWidth: line },
      { path: 'M-8-78V-62H-14V-26H16V-62H11V-76', fill: 'paper', stroke: 'ink', lineWidth: 2 },
      ...(tool[pose] ?? []),
      { path: arm[pose], stroke: 'ink', lineWidth: 3.5 },
      { path: circle(0, -98, 18), fill: 'paper', stroke: 'ink', lineWidth: line },
      { path: cap, fill: 'ink', stroke: 'ink', lineWidth: 2 },
      { path: eyes + mouth[pose], stroke: 'ink', lineWidth: 2.8 },
    ],
  };
}

const farArm: Partial<Record<CookPose, string>> = {
  'takes an order': 'M10-66L32-62',
  'at the grill': 'M10-66L30-60L48-80',
  chops: 'M10-66L30-88L52-100',
  'has chopped': 'M10-66L30-74L56-72',
};

function farCook(pose: CookPose): Figure {
  const reach = farArm[pose];
  return {
    name: `cook-${pose.replaceAll(' ', '-')}-far`,
    box: [-24, -126, 61, 3],
    parts: [
      { path: 'M-17-1V-62Q-17-84 0-84Q17-84 17-62V-1Z', fill: 'tint', stroke: 'ink', lineWidth: 6 },
      ...(reach ? [{ path: reach, stroke: 'ink', lineWidth: 7 } as const] : []),
      { path: circle(0, -99, 20), fill: 'paper', stroke: 'ink', lineWidth: 6 },
      { path: 'M-22-103C-22-130 20-131 21-110H36V-101H-22Z', fill: 'ink' },
    ],
  };
}

const poses: readonly CookPose[] = [
  'free',
  'takes an order',
  'at the grill',
  'chops',
  'has chopped',
  'waits for the lock',
];
const near = new Map(poses.map((pose) => [pose, cook(pose)]));
const far = new Map(poses.map((pose) => [pose, farCook(pose)]));

export function cookFigure(pose: CookPose, isFar: boolean): Figure {
  return (isFar ? far : near).get(pose) as Figure;
}
