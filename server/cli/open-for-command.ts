import { formatMessage } from '../messages/format-message.ts';
import { librariesFrom, settingsFrom } from './analysis-options.ts';
import type { CommandOptions } from './command-options.ts';
import { type OpenedFiles, openAnalysis } from './open-analysis.ts';
import type { ProgressBar } from './progress-bar.ts';

/** What a command reads, where that is not what its arguments name. */
interface CommandInput {
  readonly paths?: readonly string[];
  readonly stdin?: { readonly path: string; readonly text: string } | undefined;
  /** Whether notebooks are read too. */
  readonly notebooks?: boolean;
}

/** Reads what a command line names, as its options say, and shows on the bar how far it is. Throws as `openAnalysis`. */
export function openForCommand(
  options: CommandOptions,
  progress: ProgressBar,
  { paths = options.positionals, stdin, notebooks = false }: CommandInput = {},
): Promise<OpenedFiles> {
  const reading = formatMessage(options.language, 'progress.reading');
  return openAnalysis(paths, { ...settingsFrom(options), notebooks }, stdin, librariesFrom(options), (done, total) =>
    progress.show(reading, done, total),
  );
}
