import { escapeHtml } from '../escape-html.ts';
import type { Copy, Figure, FigurePart, Ink, LineStyle, ShapeStyle, Surface, TextStyle } from './surface.ts';

/** Colours that a file is to have: it is shown where no theme is. */
export type Palette = Readonly<Record<Ink, string>>;

const family = { text: 'system-ui, sans-serif', code: 'ui-monospace, monospace' };

/** Writes what is painted as an SVG file that needs nothing else. */
export class SvgSurface implements Surface {
  private readonly width: number;
  private readonly height: number;
  private readonly palette: Palette;
  private readonly elements: string[] = [];
  private readonly patterns = new Map<string, string>();
  private readonly symbols = new Map<string, string>();

  /** @param width In CSS pixels, as the height. */
  constructor(width: number, height: number, palette: Palette) {
    this.width = width;
    this.height = height;
    this.palette = palette;
  }

  rectangle(x: number, y: number, width: number, height: number, style: ShapeStyle, radius = 0): void {
    const box = `x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width))}" height="${round(Math.max(0, height))}"${radius > 0 ? ` rx="${radius}"` : ''}`;
    const { fill, hatch, stroke, lineWidth = 1.5 } = style;
    const line = stroke ? ` stroke="${this.palette[stroke]}" stroke-width="${lineWidth}"` : '';
    this.elements.push(`<rect ${box} fill="${fill ? this.palette[fill] : 'none'}"${line}/>`);
    if (hatch) this.elements.push(`<rect ${box} fill="url(#${this.pattern(hatch, stroke ?? 'ink')})"/>`);
  }

  line(x1: number, y1: number, x2: number, y2: number, style: LineStyle): void {
    const points: readonly [number, number][] = [
      [x1, y1],
      [x2, y2],
    ];
    this.polyline(points, style);
  }

  polyline(points: readonly (readonly [number, number])[], { stroke, lineWidth = 1.5, dash }: LineStyle): void {
    const dashed = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
    const list = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
    this.elements.push(
      `<polyline points="${list}" fill="none" stroke="${this.palette[stroke]}" stroke-width="${lineWidth}"${dashed}/>`,
    );
  }

  text(
    content: string,
    x: number,
    y: number,
    { size, ink = 'ink', anchor = 'start', isBold, isCode }: TextStyle,
  ): void {
    const font = `font-family="${isCode ? family.code : family.text}" font-size="${size}"${isBold ? ' font-weight="600"' : ''}`;
    this.elements.push(
      `<text x="${round(x)}" y="${round(y)}" ${font} fill="${this.palette[ink]}" text-anchor="${anchor}">${escapeHtml(content)}</text>`,
    );
  }

  figure(figure: Figure, { x, y, scale, tint = 'accent', isMirrored }: Copy): void {
    const id = `${figure.name}-${tint}`;
    if (!this.symbols.has(id)) {
      const parts = figure.parts.map((part) => this.part(part, tint)).join('');
      this.symbols.set(id, `<g id="${id}" stroke-linecap="round" stroke-linejoin="round">${parts}</g>`);
    }
    const scales = isMirrored ? `${-round(scale)} ${round(scale)}` : round(scale);
    this.elements.push(`<use href="#${id}" transform="translate(${round(x)} ${round(y)}) scale(${scales})"/>`);
  }

  private part({ path, fill, stroke, lineWidth = 1.5 }: FigurePart, tint: Ink): string {
    const colour = (ink: Ink | 'tint') => this.palette[ink === 'tint' ? tint : ink];
    const line = stroke ? ` stroke="${colour(stroke)}" stroke-width="${lineWidth}"` : '';
    return `<path d="${path}" fill="${fill ? colour(fill) : 'none'}"${line}/>`;
  }

  private pattern(hatch: 'waiting' | 'blocked', ink: Ink): string {
    const id = `${hatch}-${ink}`;
    const lines = hatch === 'blocked' ? 'M0 6L6 0M0 0L6 6' : 'M0 6L6 0';
    this.patterns.set(
      id,
      `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse"><path d="${lines}" stroke="${this.palette[ink]}" stroke-width="1"/></pattern>`,
    );
    return id;
  }

  /** The whole file. @param title What the picture shows, for those who do not see it. */
  file(title: string): string {
    const { width, height, palette } = this;
    const definitions = [...this.patterns.values(), ...this.symbols.values()].join('\n');
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escapeHtml(title)}</title>
<defs>${definitions}</defs>
<rect width="${width}" height="${height}" fill="${palette.paper}"/>
${this.elements.join('\n')}
</svg>
`;
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
