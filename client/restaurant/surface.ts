/** Colours by what they stand for; media/cards/palette.css gives each theme's. */
export const inks = ['paper', 'ink', 'soft', 'accent', 'second', 'work', 'wait', 'block'] as const;
export type Ink = (typeof inks)[number];

/** Marks that make a filled shape readable without its colour: lines in one direction for waiting, in two for blocked. */
export type Hatch = 'waiting' | 'blocked';

export interface ShapeStyle {
  readonly fill?: Ink;
  /** Drawn over the fill, in the colour of the stroke or of text. */
  readonly hatch?: Hatch;
  readonly stroke?: Ink;
  /** Width of the stroke; 1.5 when not given. */
  readonly lineWidth?: number;
}

export interface LineStyle {
  readonly stroke: Ink;
  /** 1.5 when not given. */
  readonly lineWidth?: number;
  /** Length of the dashes, and of the gaps between them. */
  readonly dash?: number;
}

export interface TextStyle {
  readonly size: number;
  readonly ink?: Ink;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly isBold?: boolean;
  /** Digits and code. */
  readonly isCode?: boolean;
}

/** A part of a figure: an SVG path, in the figure's own units. */
export interface FigurePart {
  readonly path: string;
  /** `tint`: the colour in which this copy of the figure is drawn. */
  readonly fill?: Ink | 'tint';
  readonly stroke?: Ink | 'tint';
  readonly lineWidth?: number;
}

/** A drawing that is used again and again. Its origin is where it stands on the ground. */
export interface Figure {
  /** Unlike all others. */
  readonly name: string;
  /** What it covers around its origin: left, top, right, bottom. */
  readonly box: readonly [number, number, number, number];
  readonly parts: readonly FigurePart[];
}

export interface Copy {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly tint?: Ink;
  /** Looks to the other side. */
  readonly isMirrored?: boolean;
}

/**
 * What pictures are painted on: a canvas, where they move, or the text of an SVG file, which is kept. Lengths are CSS pixels, x to
 * the right and y down from the upper left corner.
 */
export interface Surface {
  rectangle(x: number, y: number, width: number, height: number, style: ShapeStyle, radius?: number): void;
  line(x1: number, y1: number, x2: number, y2: number, style: LineStyle): void;
  polyline(points: readonly (readonly [number, number])[], style: LineStyle): void;
  text(content: string, x: number, y: number, style: TextStyle): void;
  figure(figure: Figure, copy: Copy): void;
}
