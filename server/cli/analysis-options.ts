import { type AnalysisSettings, defaultSettings } from '../engine/analysis.ts';
import type { CommandOptions } from './command-options.ts';
import { presets } from './command-table.ts';
import type { LibraryOptions } from './open-analysis.ts';

/** The settings of an analysis that the options of a command ask for. */
export function settingsFrom(options: CommandOptions): AnalysisSettings {
  return {
    ...defaultSettings,
    preset: options.choice('preset', presets, defaultSettings.preset),
    exclude: options.all('exclude'),
  };
}

/** The libraries that the options of a command ask for. */
export function librariesFrom(options: CommandOptions): LibraryOptions {
  return { python: options.value('python'), cache: !options.has('no-cache') };
}
