import type { CommandOptions } from './command-options.ts';
import { languages, presets } from './command-table.ts';
import type { CommandLineSettings, LibraryOptions } from './open-analysis.ts';

/** What the options of a command say of the analysis. */
export function settingsFrom(options: CommandOptions): CommandLineSettings {
  return {
    config: options.value('config'),
    preset: options.choice('preset', presets, undefined),
    exclude: options.all('exclude'),
    language: options.choice('language', languages, undefined),
  };
}

/** The libraries that the options of a command ask for. */
export function librariesFrom(options: CommandOptions): LibraryOptions {
  return { python: options.value('python'), cache: !options.has('no-cache') };
}
