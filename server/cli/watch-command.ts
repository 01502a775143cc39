import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Finding } from '../engine/finding.ts';
import { isNotebook } from '../engine/notebook-module.ts';
import { decodeSource } from '../host/decode-source.ts';
import { NotebookFile } from '../host/notebook-file.ts';
import { isCode, isListedPath } from '../host/source-walk.ts';
import { formatMessage } from '../messages/format-message.ts';
import { unreadableText } from '../messages/unreadable-text.ts';
import { type CheckReport, isAtLeast } from './check-report.ts';
import type { CommandOptions } from './command-options.ts';
import { colourChoices, severities } from './command-table.ts';
import { findAll } from './find-all.ts';
import { identityKey, identityOf } from './finding-identity.ts';
import { InputError, type OpenedFiles } from './open-analysis.ts';
import { openForCommand } from './open-for-command.ts';
import { ProgressBar } from './progress-bar.ts';
import { coloursFor } from './terminal-colours.ts';
import { findingBlock, findingLine } from './text-report.ts';

/** How long after a change others are waited for, in milliseconds: editors and git change many files at once. */
const settling = 150;

/** `loopwise watch`: checks, and checks again whenever files change, until Ctrl+C ends it with 0. */
export async function runWatch(options: CommandOptions): Promise<number> {
  const { language } = options;
  const [given = '.'] = options.positionals;
  if (statSync(given, { throwIfNoEntry: false })?.isFile())
    throw new InputError(formatMessage(language, 'watch.one folder', { path: given }));
  const progress = new ProgressBar(process.stderr);
  const opened = await openForCommand(options, progress, { paths: [given], notebooks: true });
  progress.end();
  for (const line of opened.unreadable) process.stderr.write(`${line}\n`);
  const watched = new WatchedProject(opened, options);
  const { watcher, ready } = watchFiles(opened, (changed) => watched.take(changed));
  // What changes from the first word on must be seen.
  await ready;
  watched.show();
  await opened.keep();
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
    // Nobody reads on.
    process.stdout.once('error', () => resolve());
  });
  await watcher().close();
  return 0;
}

/** What is found in a folder, and what of it is new since it was shown last. */
class WatchedProject {
  private readonly opened: OpenedFiles;
  private readonly options: CommandOptions;
  /** Lines of what was shown last, by what tells a finding. */
  private shown: ReadonlyMap<string, string> | undefined;
  /** Why files that have changed cannot be read. */
  private readonly unreadable = new Map<string, string>();
  private work: Promise<void> = Promise.resolve();

  constructor(opened: OpenedFiles, options: CommandOptions) {
    this.opened = opened;
    this.options = options;
  }

  /** Reads files that have changed, appeared or gone, and shows what that means. */
  take(files: ReadonlySet<string>): void {
    this.work = this.work.then(async () => {
      const isOther = await Promise.all([...files].map((file) => this.read(file)));
      if (isOther.includes(true)) this.show();
    });
  }

  /** Whether a file has another text than before. */
  private async read(file: string): Promise<boolean> {
    const { analysis, root, notebooks } = this.opened;
    const bytes = await readFile(path.join(root, file)).catch(() => undefined);
    const decoded = bytes && (isNotebook(file) ? NotebookFile.decode(bytes) : decodeSource(bytes));
    const isPython = isCode(file);
    if (!decoded || !('text' in decoded)) {
      notebooks.delete(file);
      const isNews = decoded !== undefined && isPython && !this.unreadable.has(file);
      if (isNews) this.unreadable.set(file, unreadableText(file, decoded, this.opened.language));
      else if (!decoded) this.unreadable.delete(file);
      const wasThere = isPython ? analysis.text(file) !== undefined : analysis.projectFiles().includes(file);
      analysis.remove(file);
      return wasThere || isNews;
    }
    this.unreadable.delete(file);
    if (decoded instanceof NotebookFile) {
      const former = analysis.text(file);
      notebooks.set(file, decoded);
      analysis.updateNotebook(file, decoded.module);
      return analysis.text(file) !== former;
    }
    const isOther = !isPython || analysis.text(file) !== decoded.text;
    analysis.update(file, decoded.text);
    return isOther;
  }

  /** Shows all findings, or what is new and gone where something was shown before. */
  show(): void {
    const { language } = this.opened;
    const say = (key: string, params: Record<string, string> = {}) => formatMessage(language, key, params);
    const severity = this.options.choice('severity', severities, 'hint');
    const progress = new ProgressBar(process.stderr);
    const findings = findAll(this.opened, progress, language).filter((one) => isAtLeast(one.severity, severity));
    progress.end();
    const report = this.report(findings);
    const now = this.byIdentity(report);
    const { colours } = report;
    const former = this.shown;
    const added = findings.filter((finding) => !former?.has(now.keys.get(finding) ?? ''));
    const gone = former ? [...former].filter(([key]) => !now.lines.has(key)) : [];
    const blocks = (former ? added : findings).map((finding) => [...findingBlock(report, finding), ''].join('\n'));
    // A screen that was cleared shows what is still there, too.
    const known = former && process.stdout.isTTY ? findings.filter((finding) => !added.includes(finding)) : [];
    const lines = [
      ...known.map((finding) => findingLine(report, finding)),
      ...(known.length > 0 ? [''] : []),
      ...(former && added.length > 0 ? [colours.bold(say('watch.new')), ''] : []),
      ...blocks,
      ...(gone.length > 0 ? [colours.bold(say('watch.gone')), ...gone.map(([, line]) => `  ${line}`), ''] : []),
      say('watch.summary', {
        time: new Date().toLocaleTimeString(language, { hour12: false }),
        count: String(findings.length),
        ...(findings.length === 1 ? { one: 'yes' } : {}),
        ...(former && added.length > 0 ? { new: String(added.length) } : {}),
        ...(gone.length > 0 ? { gone: String(gone.length) } : {}),
      }),
      '',
    ];
    const clear = process.stdout.isTTY ? '\u001b[2J\u001b[3J\u001b[H' : '';
    process.stdout.write(clear + lines.join('\n'));
    for (const line of this.unreadable.values()) process.stderr.write(`${line}\n`);
    this.shown = now.lines;
  }

  private byIdentity(report: CheckReport): { keys: Map<Finding, string>; lines: Map<string, string> } {
    const keys = new Map<Finding, string>();
    const lines = new Map<string, string>();
    for (const finding of report.findings) {
      const identity = identityKey(
        identityOf(finding, finding.path, this.opened.lineOf(finding.path, finding.range.start.line)),
      );
      let key = identity;
      for (let twin = 2; lines.has(key); twin++) key = `${identity}\0${twin}`;
      keys.set(finding, key);
      lines.set(key, findingLine(report, finding));
    }
    return { keys, lines };
  }

  private report(findings: readonly Finding[]): CheckReport {
    return {
      opened: this.opened,
      findings,
      stats: { files: this.opened.files, libraryFiles: 0, bytes: 0, milliseconds: 0, fastapi: [] },
      language: this.opened.language,
      colours: coloursFor(this.options.choice('color', colourChoices, 'auto'), process.stdout),
      width: process.stdout.columns ?? 120,
      threshold: 'hint',
    };
  }
}

/**
 * Watches the source files below a folder and tells of changes, some time after the first of them. Where the system cannot watch
 * so many files, they are looked at every second. Gives what is watching at the time, and when it has begun.
 */
function watchFiles(
  { root, settings: { selection }, ignored, language }: OpenedFiles,
  onChange: (files: ReadonlySet<string>) => void,
): { readonly watcher: () => FSWatcher; readonly ready: Promise<void> } {
  const relative = (file: string) => path.relative(root, file).split(path.sep).join('/');
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  let waiting = new Set<string>();
  let isWaiting = false;
  const changed = (file: string) => {
    waiting.add(relative(file));
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      const files = waiting;
      waiting = new Set();
      isWaiting = false;
      onChange(files);
    }, settling);
  };
  const start = (usePolling: boolean): FSWatcher => {
    const started = watch(root, {
      ignoreInitial: true,
      followSymlinks: false,
      usePolling,
      interval: 1000,
      ignored: (file, stats) => {
        if (file === root) return false;
        if (stats?.isDirectory()) {
          // What is included may lie deeper.
          const isLeftOut = !isListedPath(`${relative(file)}/x.py`, { ...selection, include: [] }, ignored);
          return isLeftOut || existsSync(path.join(file, 'pyvenv.cfg'));
        }
        return stats !== undefined && !isListedPath(relative(file), selection, ignored);
      },
    });
    for (const event of ['add', 'change', 'unlink'] as const) started.on(event, changed);
    started.once('ready', isReady);
    started.on('error', (error) => {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      // The system's limits on what may be watched.
      if (usePolling || !['ENOSPC', 'EMFILE', 'ENFILE'].includes(code) || watcher !== started) return;
      process.stderr.write(`${formatMessage(language, 'watch.failed', { code })}\n`);
      void started.close();
      watcher = start(true);
    });
    return started;
  };
  let watcher = start(false);
  return { watcher: () => watcher, ready };
}
