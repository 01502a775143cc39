import { paintReport, type Report, reportSize } from '../../restaurant/paint-report.ts';
import type { MessageFromPage } from '../../restaurant/restaurant-message.ts';
import type { Say } from '../../restaurant/say.ts';
import { SvgSurface } from '../../restaurant/svg-surface.ts';
import { CanvasSurface } from './canvas-surface.ts';
import type { Theme } from './theme.ts';

/** Pixels of a PNG file for each CSS pixel. */
const density = 2;

/** The message that has a report saved as a picture. @param name Of the file, of any signs. */
export function savedPicture(
  report: Report,
  { format, name, theme, say }: { format: 'svg' | 'png'; name: string; theme: Theme; say: Say },
): MessageFromPage | undefined {
  const content = format === 'svg' ? svg(report, theme, say) : png(report, theme, say);
  if (content === undefined) return undefined;
  const plainName = name
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return { type: 'save', name: `loopwise-${plainName || 'restaurant'}`, format, content };
}

function svg(report: Report, { palette }: Theme, say: Say): string {
  const { width, height } = reportSize(report);
  const surface = new SvgSurface(width, height, palette);
  paintReport(surface, report, say);
  return surface.file(report.title);
}

function png(report: Report, { palette, fonts }: Theme, say: Say): string | undefined {
  const { width, height } = reportSize(report);
  const canvas = document.createElement('canvas');
  canvas.width = width * density;
  canvas.height = height * density;
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  const surface = new CanvasSurface(context, palette, fonts, density);
  surface.clear(width, height);
  paintReport(surface, report, say);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
