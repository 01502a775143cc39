import type { Figure, FigurePart } from './surface.ts';

/*
 * Guests as on the cards. They look to the right, and their feet stand on the origin. From afar a guest is a body and a head with
 * thicker lines.
 */

/** Figures of a lower scale are drawn as from afar. */
export const nearFrom = 0.27;

export type GuestPose = 'stands' | 'bored' | 'stuck' | 'walks' | 'sits' | 'called';

const line = 2.5;
const head = circle(0, -101, 18);
const torso = 'M-19-36V-64Q-19-86 0-86Q19-86 19-64V-36Z';

const hair = {
  short: 'M-18-99C-22-118-9-124 3-122C15-121 20-112 17-106C9-105 3-109 0-112C-2-105-7-104-9-97C-11-92-16-93-18-99Z',
  long: 'M-9-84C-18-80-27-86-24-97C-26-118-12-124 1-122C14-121 20-112 17-106C8-105 2-109-1-112C-3-102-10-100-9-84Z',
  bun: `${circle(-13, -120, 7)}M-18-99C-20-116-9-122 3-121C14-120 19-112 17-107C6-107-4-109-9-100C-11-95-16-94-18-99Z`,
};
type Hair = keyof typeof hair;
const hairs = Object.keys(hair) as readonly Hair[];

const legs: Record<GuestPose, string> = {
  stands: 'M-8-36V-3H-3M8-36V-3H13',
  bored: 'M-8-36V-3H-3M8-36V-3H13',
  stuck: 'M-8-36V-3H-3M8-36V-3H13',
  walks: 'M-6-36L-15-4L-9-2M6-36L16-5L22-7',
  sits: 'M-4-34H20V-4H26',
  called: 'M-8-36V-3H-3M8-36V-3H13',
};

const arm: Record<GuestPose, string> = {
  stands: 'M4-70Q8-56 2-44',
  bored: 'M4-70Q8-56 2-44',
  stuck: 'M6-70Q12-54 28-56',
  walks: 'M2-70Q10-58 16-48',
  sits: 'M4-68Q10-50 26-52',
  called: 'M8-70Q26-72 25-112',
};

const eyes = 'M4-104v1M13-104v1';
const smile = 'M4-95q4 5 9 1';
const flat = 'M4-93h8';
const openMouth = 'M7-96a3 3.5 0 1 1 6 0a3 3.5 0 1 1-6 0';

const mouth: Record<GuestPose, string> = {
  stands: smile,
  bored: flat,
  stuck: flat,
  walks: smile,
  sits: smile,
  called: openMouth,
};

function guest(pose: GuestPose, cut: Hair): Figure {
  const isSitting = pose === 'sits';
  const parts: FigurePart[] = [
    { path: legs[pose], stroke: 'ink', lineWidth: 8 },
    { path: torso, fill: 'tint', stroke: 'ink', lineWidth: line },
    { path: arm[pose], stroke: 'ink', lineWidth: line },
    { path: head, fill: 'paper', stroke: 'ink', lineWidth: line },
    { path: hair[cut], fill: 'tint', stroke: 'ink', lineWidth: line },
    { path: eyes + mouth[pose], stroke: 'ink', lineWidth: 2.8 },
  ];
  if (isSitting) parts.unshift({ path: 'M-15-30H13', stroke: 'ink', lineWidth: 7 }, stoolLeg);
  return { name: `guest-${pose}-${cut}`, box: [-27, -130, 31, 2], parts };
}

const stoolLeg: FigurePart = { path: 'M-2-28V-2M-11-2H9', stroke: 'ink', lineWidth: 3.5 };

const farBody: Record<GuestPose, string> = {
  stands: 'M-17-1V-62Q-17-84 0-84Q17-84 17-62V-1Z',
  bored: 'M-17-1V-62Q-17-84 0-84Q17-84 17-62V-1Z',
  stuck: 'M-17-1V-62Q-17-84 0-84Q17-84 17-62V-1Z',
  walks: 'M-21-1L-17-62Q-16-84 0-84Q16-84 17-62L25-1H12L2-28L-8-1Z',
  sits: 'M-18-1V-62Q-18-84 0-84Q18-84 18-62V-40H30V-1Z',
  called: 'M-17-1V-62Q-17-84 0-84Q10-84 14-76L26-98L32-92L17-58V-1Z',
};

function farGuest(pose: GuestPose, isDark: boolean): Figure {
  return {
    name: `guest-${pose}-${isDark ? 'dark' : 'light'}-far`,
    box: [-25, -130, 36, 3],
    parts: [
      { path: farBody[pose], fill: 'tint', stroke: 'ink', lineWidth: 6 },
      { path: circle(0, -103, 21), fill: 'paper', stroke: 'ink', lineWidth: 6 },
      {
        path: 'M-20-101A20 20 0 0 1 19-110Q4-104-4-112Q-8-98-20-101Z',
        fill: isDark ? 'ink' : 'tint',
        stroke: 'ink',
        lineWidth: 4,
      },
    ],
  };
}

const poses: readonly GuestPose[] = ['stands', 'bored', 'stuck', 'walks', 'sits', 'called'];
const near = new Map(poses.map((pose) => [pose, new Map(hairs.map((cut) => [cut, guest(pose, cut)]))]));
const far = [true, false].map((isDark) => new Map(poses.map((pose) => [pose, farGuest(pose, isDark)])));

/** @param customer Decides about the hair, so that everybody keeps theirs. */
export function guestFigure(pose: GuestPose, customer: number, isFar: boolean): Figure {
  if (isFar) return far[customer % 3 === 0 ? 0 : 1]?.get(pose) as Figure;
  return near.get(pose)?.get(hairs[customer % hairs.length] as Hair) as Figure;
}

/** A circle as a path. */
export function circle(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 1 ${2 * radius} 0a${radius} ${radius} 0 1 1 ${-2 * radius} 0Z`;
}
