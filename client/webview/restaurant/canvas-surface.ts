import type { Copy, Figure, Hatch, Ink, LineStyle, ShapeStyle, Surface, TextStyle } from '../../restaurant/surface.ts';
import type { Palette } from '../../restaurant/svg-surface.ts';

/** Fonts of the page. */
export interface Fonts {
  readonly text: string;
  readonly code: string;
}

const hatchSize = 6;

/** Paints on a canvas. Figures are drawn once for each size and colour, and then copied: hundreds of them move at a time. */
export class CanvasSurface implements Surface {
  private readonly context: CanvasRenderingContext2D;
  private readonly palette: Palette;
  private readonly fonts: Fonts;
  /** Pixels of the canvas for each CSS pixel. */
  private readonly density: number;
  private readonly sprites = new Map<string, HTMLCanvasElement>();
  private readonly patterns = new Map<string, CanvasPattern | null>();

  constructor(context: CanvasRenderingContext2D, palette: Palette, fonts: Fonts, density: number) {
    this.context = context;
    this.palette = palette;
    this.fonts = fonts;
    this.density = density;
  }

  /** Fills everything with the colour of paper. Sizes in CSS pixels. */
  clear(width: number, height: number): void {
    const { context, density } = this;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.fillStyle = this.palette.paper;
    context.fillRect(0, 0, width, height);
  }

  rectangle(x: number, y: number, width: number, height: number, style: ShapeStyle, radius = 0): void {
    const { context, palette } = this;
    const { fill, hatch, stroke, lineWidth = 1.5 } = style;
    context.beginPath();
    if (radius > 0) context.roundRect(x, y, Math.max(0, width), Math.max(0, height), radius);
    else context.rect(x, y, Math.max(0, width), Math.max(0, height));
    if (fill) {
      context.fillStyle = palette[fill];
      context.fill();
    }
    const pattern = hatch && this.pattern(hatch, stroke ?? 'ink');
    if (pattern) {
      context.fillStyle = pattern;
      context.fill();
    }
    if (stroke) {
      context.strokeStyle = palette[stroke];
      context.lineWidth = lineWidth;
      context.stroke();
    }
  }

  line(x1: number, y1: number, x2: number, y2: number, style: LineStyle): void {
    const points: readonly [number, number][] = [
      [x1, y1],
      [x2, y2],
    ];
    this.polyline(points, style);
  }

  polyline(points: readonly (readonly [number, number])[], { stroke, lineWidth = 1.5, dash }: LineStyle): void {
    const { context } = this;
    context.beginPath();
    context.setLineDash(dash === undefined ? [] : [dash]);
    for (const [x, y] of points) context.lineTo(x, y);
    context.strokeStyle = this.palette[stroke];
    context.lineWidth = lineWidth;
    context.stroke();
    context.setLineDash([]);
  }

  text(
    content: string,
    x: number,
    y: number,
    { size, ink = 'ink', anchor = 'start', isBold, isCode }: TextStyle,
  ): void {
    const { context, fonts } = this;
    context.font = `${isBold ? '600 ' : ''}${size}px ${isCode ? fonts.code : fonts.text}`;
    context.textAlign = anchor === 'middle' ? 'center' : anchor;
    context.fillStyle = this.palette[ink];
    context.fillText(content, x, y);
  }

  figure(figure: Figure, { x, y, scale, tint = 'accent', isMirrored }: Copy): void {
    const { context, density } = this;
    const [left, top] = figure.box;
    const sprite = this.sprite(figure, scale, tint);
    const width = sprite.width / density;
    const height = sprite.height / density;
    if (isMirrored) {
      context.save();
      context.translate(2 * x, 0);
      context.scale(-1, 1);
      context.drawImage(sprite, x + left * scale, y + top * scale, width, height);
      context.restore();
    } else context.drawImage(sprite, x + left * scale, y + top * scale, width, height);
  }

  private sprite(figure: Figure, scale: number, tint: Ink): HTMLCanvasElement {
    const key = `${figure.name} ${tint} ${scale.toFixed(3)}`;
    const known = this.sprites.get(key);
    if (known) return known;
    const sprite = this.drawn(figure, scale, tint);
    this.sprites.set(key, sprite);
    return sprite;
  }

  private drawn(figure: Figure, scale: number, tint: Ink): HTMLCanvasElement {
    const [left, top, right, bottom] = figure.box;
    const size = scale * this.density;
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.ceil((right - left) * size));
    canvas.height = Math.max(1, Math.ceil((bottom - top) * size));
    const context = canvas.getContext('2d');
    if (!context) return canvas;
    context.setTransform(size, 0, 0, size, -left * size, -top * size);
    context.lineCap = 'round';
    context.lineJoin = 'round';
    const colour = (ink: Ink | 'tint') => this.palette[ink === 'tint' ? tint : ink];
    for (const { path, fill, stroke, lineWidth = 1.5 } of figure.parts) {
      const shape = new Path2D(path);
      if (fill) {
        context.fillStyle = colour(fill);
        context.fill(shape);
      }
      if (stroke) {
        context.strokeStyle = colour(stroke);
        context.lineWidth = lineWidth;
        context.stroke(shape);
      }
    }
    return canvas;
  }

  private pattern(hatch: Hatch, ink: Ink): CanvasPattern | null {
    const key = `${hatch} ${ink}`;
    const known = this.patterns.get(key);
    if (known !== undefined) return known;
    const pattern = this.context.createPattern(this.hatching(hatch, ink), 'repeat');
    // The tile is drawn at the density of the screen.
    pattern?.setTransform(new DOMMatrix().scale(1 / this.density));
    this.patterns.set(key, pattern);
    return pattern;
  }

  private hatching(hatch: Hatch, ink: Ink): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = Math.round(hatchSize * this.density);
    const context = canvas.getContext('2d');
    if (!context) return canvas;
    context.scale(this.density, this.density);
    context.strokeStyle = this.palette[ink];
    context.beginPath();
    context.moveTo(0, hatchSize);
    context.lineTo(hatchSize, 0);
    if (hatch === 'blocked') {
      context.moveTo(0, 0);
      context.lineTo(hatchSize, hatchSize);
    }
    context.stroke();
    return canvas;
  }
}
