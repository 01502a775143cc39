import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
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
import { openForCommand } from './open-for-command.ts';
import { ProgressBar } from './progress-bar.ts';
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

/** `loopwise check`: 0 nothing found or hints only, 1 findings at or above the threshold, 2 input that cannot be read. */
export async function runCheck(options: CommandOptions): Promise<number> {
  const started = performance.now();
  checkTogether(options);
  const severity = options.choice('severity', severities, undefined);
  const stdinFilename = options.value('stdin-filename');
  const stdin = stdinFilename === undefined ? undefined : { path: stdinFilename, text: await readAll(process.stdin) };
  const paths = stdin && options.positionals.length === 0 ? [path.dirname(stdin.path)] : options.positionals;
  const progress = new ProgressBar(process.stderr);
  const opened = await openForCommand(options, progress, { paths, stdin, notebooks: true });
  const { language } = opened;
  const stdinPath = stdin && path.relative(opened.root, path.resolve(stdin.path)).split(path.sep).join('/');
  const asked = stdinPath === undefined ? opened : { ...opened, isAsked: (file: string) => file === stdinPath };
  const all = findAll(asked, progress, language);
  await opened.keep();
  progress.end();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  opened.unreadable.forEach(say);
  const findings = await wanted(all, asked, options, say);
  if (!findings) return opened.isIncomplete ? 2 : 0;
  const report: CheckReport = {
    opened: asked,
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
  if (opened.isIncomplete) return 2;
  return report.findings.some((finding) => isAtLeast(finding.severity, report.threshold)) ? 1 : 0;
}

function checkTogether(options: CommandOptions): void {
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
