import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { CommandOptions } from './command-options.ts';
import { openForCommand } from './open-for-command.ts';
import { ProgressBar } from './progress-bar.ts';
import { checkTogether, reportFindings } from './report-findings.ts';

/** `loopwise check`: 0 nothing found or hints only, 1 findings at or above the threshold, 2 input that cannot be read. */
export async function runCheck(options: CommandOptions): Promise<number> {
  const started = performance.now();
  checkTogether(options);
  const stdinFilename = options.value('stdin-filename');
  const stdin = stdinFilename === undefined ? undefined : { path: stdinFilename, text: await readAll(process.stdin) };
  const paths = stdin && options.positionals.length === 0 ? [path.dirname(stdin.path)] : options.positionals;
  const progress = new ProgressBar(process.stderr);
  const opened = await openForCommand(options, progress, { paths, stdin, notebooks: true });
  const stdinPath = stdin && path.relative(opened.root, path.resolve(stdin.path)).split(path.sep).join('/');
  const asked = stdinPath === undefined ? opened : { ...opened, isAsked: (file: string) => file === stdinPath };
  return reportFindings(asked, options, progress, started);
}
