import type { Figure } from './surface.ts';

export const guestFigure: Figure = {
  name: 'guest',
  box: [-24, -126, 24, 2],
  parts: [
    { path: 'M-8-40V-3M8-40V-3', stroke: 'ink', lineWidth: 9 },
    { path: 'M-19-36V-64Q-19-86 0-86Q19-86 19-64V-36Z', fill: 'tint', stroke: 'ink', lineWidth: 2.5 },
    { path: 'M-18-101A18 18 0 0 1 18-101A18 18 0 0 1-18-101Z', fill: 'paper', stroke: 'ink', lineWidth: 2.5 },
  ],
};

export const cookFigure: Figure = {
  name: 'cook',
  box: [-24, -126, 30, 2],
  parts: [...guestFigure.parts, { path: 'M-18-107C-18-124 16-126 18-108H29V-103H-18Z', fill: 'ink', stroke: 'ink' }],
};
