import type { Surface } from './surface.ts';

/** The same surface with its origin elsewhere. */
export function shifted(surface: Surface, x: number, y: number): Surface {
  return {
    rectangle: (left, top, ...rest) => surface.rectangle(left + x, top + y, ...rest),
    line: (x1, y1, x2, y2, style) => surface.line(x1 + x, y1 + y, x2 + x, y2 + y, style),
    polyline: (points, style) =>
      surface.polyline(
        points.map(([px, py]) => [px + x, py + y] as const),
        style,
      ),
    text: (content, left, top, style) => surface.text(content, left + x, top + y, style),
    figure: (figure, copy) => surface.figure(figure, { ...copy, x: copy.x + x, y: copy.y + y }),
  };
}
