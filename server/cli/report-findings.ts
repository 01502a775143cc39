import type { Finding } from '../engine/finding.ts';
import { type GitChanges, GitError, gitChanges } from '../host/git-changes.ts';
import { formatMessage } from '../messages/format-message.ts';
import { BaselineFile } from './baseline-file.ts';
import { touchesChange } from './changed-findings.ts';
import { type CheckReport, isAtLeast } from './check-report.ts';
import { type CommandOptions, UsageError } from './command-options.ts';
import { checkFormats, colourChoices, severities } from './command-table.ts';
import { findAll } from './find-all.ts';
import { githubReport } from './github-report.ts';
import { jsonReport } from './json-report.ts';
import { junitReport } from './junit-report.ts';
import { InputError, type OpenedAnalysis } from './open-analysis.ts';
import type { ProgressBar } from './progress-bar.ts';
import { sarifReport } from './sarif-report.ts';
import { coloursFor } from './terminal-colours.ts';
import { conciseReport, textReport } from './text-report.ts';

const reports: Readonly<Record<(typeof checkFormats)[number], (report: CheckReport) => string>> = {
  text: textReport,
  concise: conciseReport,
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
  junit: junitReport,
};

/** Columns of a line where no terminal says how many it has. */
const usualWidth = 120;

/**
 * Reports what is found in what has been opened, as the options of `check` say, and gives the exit code of `check`.
 *
 * @param started When the command began, as `performance.now()` gives it.
 * @param onShown Called when findings have been shown.
 */
export async function reportFindings(
  opened: OpenedAnalysis,
  options: CommandOptions,
  progress: ProgressBar,
  started: number,
  onShown: () => void = () => {},
): Promise<number> {
  const severity = options.choice('severity', severities, undefined);
  const { language } = opened;
  const all = findAll(opened, progress, language);
  await opened.keep();
  progress.end();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  opened.unreadable.forEach(say);
  const findings = await wanted(all, opened, options, say);
  if (!findings) return opened.isIncomplete ? 2 : 0;
  const report: CheckReport = {
    opened,
    findings: findings.filter((finding) => isAtLeast(finding.severity, severity ?? 'hint')),
    stats: {
      files: opened.files,
      libraryFiles: opened.analysis.libraryFiles(),
      bytes: opened.bytes,
      milliseconds: Math.round(performance.now() - started),
      fastapi: opened.analysis.frameworkVersions(),
    },
    language,
    colours: coloursFor(options.choice('color', colourChoices, 'auto'), process.stdout),
    width: process.stdout.columns ?? usualWidth,
    // Advice does not break a build that nobody asked to break for it.
    threshold: severity ?? 'information',
  };
  process.stdout.write(reports[options.choice('format', checkFormats, 'text')](report));
  if (report.findings.length > 0) onShown();
  if (opened.isIncomplete) return 2;
  return report.findings.some((finding) => isAtLeast(finding.severity, report.threshold)) ? 1 : 0;
}

/** Throws `UsageError` for options that need each other, or exclude each other. */
export function checkTogether(options: CommandOptions): void {
  const { language } = options;
  if (!options.has('write-baseline')) return;
  if (!options.has('baseline')) {
    const params = { option: '--write-baseline', other: '--baseline FILE' };
    throw new UsageError(formatMessage(language, 'cli.needs option', params));
  }
  if (options.has('changed')) {
    const params = { option: '--write-baseline', other: '--changed' };
    throw new UsageError(formatMessage(language, 'cli.not together', params));
  }
}

/** The findings that the baseline and git leave; undefined where they were written into the baseline instead. */
async function wanted(
  all: readonly Finding[],
  opened: OpenedAnalysis,
  options: CommandOptions,
  say: (text: string) => void,
): Promise<readonly Finding[] | undefined> {
  const { language } = opened;
  let findings = all;
  const file = options.value('baseline');
  if (file !== undefined) {
    const baseline = new BaselineFile(file, language);
    const counted = (key: string, count: number) =>
      say(formatMessage(language, key, { file, count: String(count), ...(count === 1 ? { one: 'yes' } : {}) }));
    if (options.has('write-baseline')) {
      counted('baseline.written', await baseline.write(all, opened));
      return undefined;
    }
    const { added, known, gone } = await baseline.compare(all, opened);
    if (known > 0) counted('baseline.known', known);
    if (gone > 0) counted('baseline.gone', gone);
    findings = added;
  }
  if (!options.has('changed')) return findings;
  const changes = await changesSince(opened, options);
  say(formatMessage(language, 'changed.since', { reference: changes.reference }));
  return findings.filter((finding) => touchesChange(changes, opened, finding));
}

async function changesSince({ root, language }: OpenedAnalysis, options: CommandOptions): Promise<GitChanges> {
  try {
    return await gitChanges(root, options.value('changed'));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new InputError(formatMessage(language, error.key, error.params));
  }
}
