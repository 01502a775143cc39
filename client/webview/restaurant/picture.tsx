import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Surface } from '../../restaurant/surface.ts';
import { CanvasSurface } from './canvas-surface.ts';
import type { Clock } from './clock.ts';
import { usePage } from './page-context.ts';

export interface PictureProps {
  /** CSS pixels, for a width of so many. */
  readonly heightOf: (width: number) => number;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  /** @param width CSS pixels, as the height. */
  readonly paint: (surface: Surface, width: number, height: number) => void;
  /** Paints anew whenever this changes. */
  readonly clock?: Clock;
  readonly name: string;
}

/** A canvas that is as wide as its place, and painted anew when its size, its theme or what it shows changes. */
export function Picture({ heightOf, label, paint, clock, name }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const { theme } = usePage();
  const height = Math.round(heightOf(width));

  useLayoutEffect(() => {
    const place = canvas.current?.parentElement;
    if (!place) return;
    const measure = () => setWidth(Math.floor(place.clientWidth));
    const observer = new ResizeObserver(measure);
    observer.observe(place);
    measure();
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const density = devicePixelRatio;
    element.width = Math.round(width * density);
    element.height = Math.round(height * density);
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
    const surface = new CanvasSurface(context, theme.palette, theme.fonts, density);
    const show = () => {
      surface.clear(width, height);
      paint(surface, width, height);
    };
    show();
    return clock?.follow(show);
  }, [width, height, theme, paint, clock]);

  return (
    <div class="picture">
      <canvas ref={canvas} role="img" aria-label={label} data-picture={name} />
    </div>
  );
}
