import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { isVersionFile } from '../engine/version-files.ts';
import { readAhead } from '../host/read-ahead.ts';
import { isCode } from '../host/source-walk.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { unreadableText } from '../messages/unreadable-text.ts';
import { settingsFrom } from './analysis-options.ts';
import type { CommandOptions } from './command-options.ts';
import { FactsDocumentError, factsDocumentText, type UnreadableEntry } from './facts-document.ts';
import { FactsEntries } from './facts-entries.ts';
import { factsMaker } from './facts-maker.ts';
import { openFactsRoot, placeInRepository } from './facts-root.ts';
import { FormerFacts } from './former-facts.ts';
import { describe, InputError, isIncomplete, isWithin, listAsked, openSettings, relativeTo } from './open-analysis.ts';
import { ProgressBar } from './progress-bar.ts';

/**
 * `loopwise facts`: the facts of Python files, and what the other files of the project say, as a document for `loopwise link`. Exit
 * code 0, and 2 for input that cannot be read.
 */
export async function runFacts(options: CommandOptions): Promise<number> {
  const progress = new ProgressBar(process.stderr);
  const { root, asked, files, folders, language } = await listFiles(options);
  const maker = factsMaker();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const former = await formerFacts(options, maker, language, say);
  const made = new FactsEntries(former);
  const label = formatMessage(language, 'progress.reading');
  async function* entries(): AsyncGenerator<string> {
    for (const folder of folders) yield JSON.stringify(folder);
    const read = (file: string) =>
      readFile(path.join(root, file)).catch((error: NodeJS.ErrnoException) => ({ code: error.code ?? '?' }));
    let done = 0;
    for await (const [file, content] of readAhead(files, read)) {
      const entry = await made.entryOf(file, content);
      if (entry !== undefined) yield entry;
      progress.show(label, ++done, files.length);
    }
  }
  const header = { maker, root: placeInRepository(root), paths: asked };
  const document = factsDocumentText(header, entries());
  await write(options.value('output'), document, language).finally(() => progress.end());
  const unreadable = [...folders, ...made.unreadable];
  for (const entry of unreadable) say(unreadableText(entry.path, entry, language));
  if (former) {
    const counts = {
      count: String(made.reused),
      files: String(made.python),
      ...(made.python === 1 ? { one: 'yes' } : {}),
    };
    say(formatMessage(language, 'facts.reused', { file: options.value('reuse') ?? '', ...counts }));
  }
  return isIncomplete(asked, new Set(unreadable.map((entry) => entry.path)), made.python) ? 2 : 0;
}

interface ListedFacts {
  /** Absolute. */
  readonly root: string;
  /** What was named, relative to the root. */
  readonly asked: readonly string[];
  /** Python files that were named, and all files of the root that say something of the project, relative to it. */
  readonly files: readonly string[];
  /** Those that could not be read. */
  readonly folders: readonly UnreadableEntry[];
  readonly language: Language;
}

async function listFiles(options: CommandOptions): Promise<ListedFacts> {
  const spoken = options.language;
  const base = options.value('root') ?? '.';
  const root = await openFactsRoot(base, spoken);
  const named = options.positionals.length > 0 ? options.positionals : [base];
  const targets = await Promise.all(named.map((name) => describe(name, spoken)));
  const { settings, language } = openSettings(root, settingsFrom(options));
  const asked = targets.map(({ absolute, isFolder }) => ({ path: relativeTo(root, absolute), isFolder }));
  const outside = asked.findIndex(({ path: name }) => /^\.\.(\/|$)/.test(name) || path.isAbsolute(name));
  if (outside >= 0)
    throw new InputError(formatMessage(language, 'facts.outside', { path: named[outside] ?? '', root }));
  const paths = asked.map((target) => target.path);
  // Without names, what lies beside a package is read too, as it is where files are checked.
  const isNamed = (file: string) => options.positionals.length === 0 || isWithin(file, paths);
  const folders: UnreadableEntry[] = [];
  const { files } = await listAsked(root, asked, settings.selection, language, isCode, (name, code) => {
    if (isNamed(name))
      folders.push({ path: name, bytes: 0, isFolder: true, reason: 'reason.unreadable', params: { code } });
  });
  const isMeant = (file: string) => isVersionFile(file) || isNamed(file);
  return { root, asked: paths, files: files.filter(isMeant), folders, language };
}

/** What `--reuse` names. What cannot be used is told and left alone: a cache never breaks a job. */
async function formerFacts(
  options: CommandOptions,
  maker: string,
  language: Language,
  say: (text: string) => void,
): Promise<FormerFacts | undefined> {
  const file = options.value('reuse');
  if (file === undefined) return undefined;
  try {
    return await FormerFacts.read(file, maker);
  } catch (error) {
    if (!(error instanceof FactsDocumentError)) throw error;
    say(formatMessage(language, 'facts.no former', { file, reason: formatMessage(language, error.key, error.params) }));
    return undefined;
  }
}

/** Writes to a file, packed where its name ends in `.gz`, or to the standard output. */
async function write(file: string | undefined, parts: AsyncGenerator<string>, language: Language): Promise<void> {
  const source = Readable.from(parts);
  try {
    if (file === undefined) await pipeline(source, process.stdout, { end: false });
    else if (!file.endsWith('.gz')) await pipeline(source, createWriteStream(file));
    else await pipeline(source, createGzip({ level: constants.Z_BEST_SPEED }), createWriteStream(file));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Whoever read the output has seen enough.
    if (file === undefined && code === 'EPIPE') return;
    if (file === undefined || !/^E[A-Z0-9]+$/.test(code)) throw error;
    throw new InputError(formatMessage(language, 'input.unwritable', { file, code }));
  }
}
