import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatMessage } from '../messages/format-message.ts';
import { type FormerReport, formerReportFrom, historyAfter } from '../report/former-report.ts';
import { reportPage } from '../report/report-page.ts';
import { teamReport } from '../report/team-report.ts';
import { type CommandOptions, UsageError } from './command-options.ts';
import { InputError } from './open-analysis.ts';
import { openForCommand } from './open-for-command.ts';
import { ProgressBar } from './progress-bar.ts';

/**
 * `loopwise report`: a page for a team, or the same as JSON for the next report to be compared with. Exit code 0, and 2 for input
 * that cannot be read.
 */
export async function runReport(options: CommandOptions): Promise<number> {
  const isJson = options.has('json');
  if (isJson && options.has('html')) {
    const params = { option: '--html', other: '--json' };
    throw new UsageError(formatMessage(options.language, 'cli.not together', params));
  }
  const former = await formerReport(options);
  const progress = new ProgressBar(process.stderr);
  const opened = await openForCommand(options, progress);
  const { language } = opened;
  const report = teamReport(opened.analysis, {
    project: options.value('title') ?? path.basename(opened.root),
    made: new Date().toISOString(),
    files: opened.files,
    language,
    history: former ? historyAfter(former) : [],
    isAsked: opened.isAsked,
  });
  await opened.keep();
  progress.end();
  for (const line of opened.unreadable) process.stderr.write(`${line}\n`);
  const text = isJson ? `${JSON.stringify(report, undefined, 2)}\n` : reportPage(report, { language, former });
  const output = options.value('output');
  if (output === undefined) process.stdout.write(text);
  else await write(output, text, options);
  return opened.isIncomplete ? 2 : 0;
}

async function formerReport(options: CommandOptions): Promise<FormerReport | undefined> {
  const file = options.value('against');
  if (file === undefined) return undefined;
  try {
    return formerReportFrom(await readFile(file, 'utf8'));
  } catch (error) {
    const reason = (error as Error).message;
    throw new InputError(formatMessage(options.language, 'report.no former', { file, reason }));
  }
}

async function write(file: string, text: string, { language }: CommandOptions): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '?';
    throw new InputError(formatMessage(language, 'input.unwritable', { file, code }));
  }
}
