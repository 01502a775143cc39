import path from 'node:path';
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import type { Finding } from '../engine/finding.ts';
import { type PreparedSource, prepareSource, replaceSource } from '../host/replace-source.ts';
import { formatMessage } from '../messages/format-message.ts';
import { type CommandOptions, UsageError } from './command-options.ts';
import { colourChoices } from './command-table.ts';
import { findAll } from './find-all.ts';
import { type FixedTexts, fixTexts } from './fix-rounds.ts';
import type { OpenedFiles } from './open-analysis.ts';
import { openForCommand } from './open-for-command.ts';
import { ProgressBar } from './progress-bar.ts';
import { shownPath } from './shown-path.ts';
import { type Colours, coloursFor } from './terminal-colours.ts';
import { visible } from './terminal-text.ts';

/**
 * `loopwise fix`: shows what would be done, as a diff with `--diff`, and does it with `--apply`. 0 done, or nothing to do; with
 * `--diff` 1 where there are changes; 2 where something could not be read or written.
 */
export async function runFix(options: CommandOptions): Promise<number> {
  const say = (key: string, params: Record<string, string> = {}) => formatMessage(options.language, key, params);
  if (options.has('diff') && options.has('apply'))
    throw new UsageError(say('cli.not together', { option: '--diff', other: '--apply' }));
  const progress = new ProgressBar(process.stderr);
  const opened = await openForCommand(options, progress, { notebooks: true });
  const rules = options.all('rule');
  const isWanted = ({ rule }: Finding) => rules.length === 0 || rules.includes(rule);
  const fixed = withNotebookTexts(
    fixTexts(opened.analysis, () => findAll(opened, progress, opened.language).filter(isWanted), options.has('unsafe')),
    opened,
  );
  await opened.keep();
  progress.end();
  for (const line of opened.unreadable) process.stderr.write(`${line}\n`);
  const colours = coloursFor(options.choice('color', colourChoices, 'auto'), process.stdout);
  const patch = options.has('apply') ? '' : diffOf(fixed, opened, colours);
  const failed = options.has('apply') ? await writeAll(fixed, opened) : new Set<string>();
  // A diff is for other programs: what is said to people must not be in it.
  const out = options.has('diff') ? process.stderr : process.stdout;
  process.stdout.write(patch);
  out.write(summary(withoutFiles(fixed, failed), opened, options, failed.size > 0));
  if (failed.size > 0 || opened.isIncomplete) return 2;
  return options.has('diff') && fixed.files.size > 0 ? 1 : 0;
}

/** The changes of notebooks as those of the JSON that they are written in. */
function withNotebookTexts(fixed: FixedTexts, { analysis, notebooks }: OpenedFiles): FixedTexts {
  const files = [...fixed.files].map(([file, texts]) => {
    const notebook = notebooks.get(file);
    if (!notebook) return [file, texts] as const;
    const sources = analysis.notebook(file)?.cells.map(({ source }) => source) ?? [];
    const after = notebook.withSources(sources);
    return [file, { before: notebook.text, after }] as const;
  });
  return { ...fixed, files: new Map(files) };
}

/** The changes as a unified diff, with paths from the current folder, as `git apply` and `patch -p1` take it. */
function diffOf({ files }: FixedTexts, opened: OpenedFiles, colours: Colours): string {
  const diffs = [...files].sort().map(([file, { before, after }]) => {
    const name = shownPath(path.resolve(opened.root, file));
    const parts = structuredPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 });
    return formatPatch(parts, FILE_HEADERS_ONLY);
  });
  return colours.isColorSupported ? diffs.join('').split('\n').map(coloured(colours)).join('\n') : diffs.join('');
}

function coloured({ bold, cyan, green, red }: Colours): (line: string) => string {
  return (line) => {
    if (/^(---|\+\+\+) /.test(line)) return bold(line);
    if (line.startsWith('@@')) return cyan(line);
    if (line.startsWith('+')) return green(line);
    return line.startsWith('-') ? red(line) : line;
  };
}

/** Writes all files that have changed, says of each that was not written why, and gives those. */
async function writeAll({ files, groups }: FixedTexts, opened: OpenedFiles): Promise<ReadonlySet<string>> {
  const { language } = opened;
  const failed = new Set<string>();
  const fail = (file: string, reason: string, params: Readonly<Record<string, string>> = {}) => {
    failed.add(file);
    const shown = { path: shownPath(path.resolve(opened.root, file)), reason: formatMessage(language, reason, params) };
    process.stderr.write(`${formatMessage(language, 'fix.cli.not written', shown)}\n`);
  };
  for (const group of groups) {
    const ready: [string, PreparedSource][] = [];
    for (const file of group) {
      const texts = files.get(file);
      if (!texts) continue;
      const prepared = await prepareSource(path.resolve(opened.root, file), texts.before, texts.after);
      if ('reason' in prepared) fail(file, prepared.reason, prepared.params);
      else ready.push([file, prepared]);
    }
    const isWhole = !group.some((file) => failed.has(file));
    for (const [file, prepared] of ready) {
      const failure = isWhole ? await replaceSource(prepared) : { reason: 'reason.group', params: {} };
      if (failure) fail(file, failure.reason, failure.params);
    }
  }
  return failed;
}

/** What was fixed apart from some files, whose findings are left. */
function withoutFiles(fixed: FixedTexts, failed: ReadonlySet<string>): FixedTexts {
  const others = <Value>(byFile: ReadonlyMap<string, Value>) =>
    new Map([...byFile].filter(([file]) => !failed.has(file)));
  const left = fixed.left + totalOf(fixed.counts) - totalOf(others(fixed.counts));
  return { ...fixed, counts: others(fixed.counts), files: others(fixed.files), left };
}

function totalOf(counts: FixedTexts['counts']): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** How much was fixed in each file, what is left, and what the user has to see to. */
function summary(
  fixed: FixedTexts,
  { root, language }: OpenedFiles,
  options: CommandOptions,
  hasFailed: boolean,
): string {
  const counted = (key: string, count: number, more: Record<string, string> = {}) =>
    formatMessage(language, key, { count: String(count), ...(count === 1 ? { one: 'yes' } : {}), ...more });
  const { counts, files, left, fixable, reviews, isDone } = fixed;
  const total = totalOf(counts);
  const lines = [...files.keys()].sort().map((file) => {
    const shown = { path: visible(shownPath(path.resolve(root, file))) };
    const count = counts.get(file) ?? 0;
    return count === 0
      ? formatMessage(language, 'fix.cli.file elsewhere', shown)
      : counted('fix.cli.file', count, shown);
  });
  const isUnsafeLeft = fixable > 0 && !options.has('unsafe');
  const unsafe: Record<string, string> = isUnsafeLeft ? { unsafe: String(fixable) } : {};
  const rest: Record<string, string> =
    left === 0 ? {} : { rest: counted(isUnsafeLeft ? 'fix.cli.left unsafe' : 'fix.cli.left', left, unsafe) };
  if (total === 0 && !hasFailed) lines.push(formatMessage(language, 'fix.cli.nothing', rest));
  else {
    const key = options.has('apply') ? 'fix.cli.done' : 'fix.cli.would';
    const inFiles = { files: String(files.size), ...(files.size === 1 ? { oneFile: 'yes' } : {}) };
    lines.push(counted(key, total, { ...inFiles, ...rest }));
  }
  for (const { key, params } of reviews) lines.push(formatMessage(language, key, params));
  if (!isDone) lines.push(formatMessage(language, 'fix.cli.bounded'));
  const isPreview = !options.has('apply') && !options.has('diff');
  if (isPreview && files.size > 0) lines.push(formatMessage(language, 'fix.cli.apply'));
  return `${lines.join('\n')}\n`;
}
