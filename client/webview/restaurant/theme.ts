import { inks } from '../../restaurant/surface.ts';
import type { Palette } from '../../restaurant/svg-surface.ts';
import type { Fonts } from './canvas-surface.ts';

/** What the editor's theme gives to a canvas, which knows no style sheets. */
export interface Theme {
  readonly palette: Palette;
  readonly fonts: Fonts;
}

/** Reads the colours of media/cards/palette.css and the editor's fonts as they are now. */
export function currentTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const palette = Object.fromEntries(inks.map((ink) => [ink, read(`--loopwise-${ink}`)])) as Palette;
  return {
    palette,
    fonts: {
      text: read('--vscode-font-family') || 'sans-serif',
      code: read('--vscode-editor-font-family') || 'monospace',
    },
  };
}

/** Calls back when the editor has another theme; returns what ends that. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}

/** Whether things are not to move: the setting of the editor, or that of the system. */
export function isMotionReduced(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
