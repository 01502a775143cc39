import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Analysis, type AnalysisSettings } from '../engine/analysis.ts';
import { loadSyntax } from '../engine/syntax.ts';
import { isLockFile } from '../engine/version-files.ts';
import { decodeSource } from '../host/decode-source.ts';
import { factsCacheOf } from '../host/library-facts-cache.ts';
import { loadGrammar } from '../host/load-grammar.ts';
import { openLibraries, type ProjectLibraries, usualEnvironment } from '../host/project-libraries.ts';
import { listSourceFiles } from '../host/python-files.ts';
import { readAhead } from '../host/read-ahead.ts';
import { globToRegExp } from '../host/source-walk.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';

/** What a command line works on. */
export interface OpenedAnalysis {
  readonly analysis: Analysis;
  readonly root: string;
  /** Whether a file (relative to the root) was asked for. */
  readonly isAsked: (file: string) => boolean;
  readonly files: number;
  readonly bytes: number;
  /** Files that could not be read, with the reason, in the user's language. */
  readonly unreadable: readonly string[];
  /** Whether a file that was named itself is among them, or nothing could be read. */
  readonly isIncomplete: boolean;
  /** Writes what was found in libraries to the cache; called when the answers have been worked out. */
  readonly keep: () => Promise<void>;
}

/** Which installed libraries are looked into. */
export interface LibraryOptions {
  /** Folder or interpreter of a Python environment, `none`, or undefined: the project's own, else the active one. */
  readonly python: string | undefined;
  /** Keep what is found in libraries for the next run. */
  readonly cache: boolean;
}

/** A path of the command line that does not exist, or a folder that cannot be read. */
export class InputError extends Error {}

/**
 * Reads everything that the paths need: the root is the folder that was given (the current folder for files), so that
 * imports of files that were not named are followed too. Throws `InputError` when a path cannot be read.
 */
export async function openAnalysis(
  paths: readonly string[],
  settings: AnalysisSettings,
  language: Language,
  stdin: { path: string; text: string } | undefined,
  libraries: LibraryOptions,
): Promise<OpenedAnalysis> {
  const targets = await Promise.all((paths.length > 0 ? paths : ['.']).map(describe));
  const only = targets[0];
  const root =
    targets.length === 1 && only?.isFolder
      ? only.absolute
      : commonFolder(targets.map((t) => (t.isFolder ? t.absolute : path.dirname(t.absolute))));
  const analysis = new Analysis(await loadSyntax(await loadGrammar(import.meta.dirname)), settings);
  const unreadable: string[] = [];
  const unreadableFiles = new Set<string>();
  const report = (file: string, reason: string) => {
    unreadable.push(formatMessage(language, 'status.unreadable', { path: file, reason }));
    unreadableFiles.add(file);
  };
  let files: string[];
  try {
    files = await listSourceFiles(root, settings.exclude, (folder, code) =>
      report(folder, formatMessage(language, 'reason.unreadable', { code })),
    );
  } catch (error) {
    throw new InputError(`${root}: ${(error as Error).message}`);
  }
  const asked = targets.map((target) => path.relative(root, target.absolute).split(path.sep).join('/'));
  const isExcluded = (file: string) => settings.exclude.some((glob) => globToRegExp(glob).test(file));
  for (const file of asked) if (file.endsWith('.py') && !files.includes(file) && !isExcluded(file)) files.push(file);
  let bytes = 0;
  const read = (file: string) =>
    readFile(path.join(root, file)).catch((error: NodeJS.ErrnoException) => ({ code: error.code ?? '?' }));
  for await (const [file, content] of readAhead(files, read)) {
    if (!(content instanceof Uint8Array)) {
      if (!isLockFile(file)) report(file, formatMessage(language, 'reason.unreadable', content));
      continue;
    }
    if (file.endsWith('.py')) bytes += content.length;
    const decoded = decodeSource(content);
    if ('text' in decoded) analysis.update(file, decoded.text);
    // One that says nothing is none, and lists of requirements have other encodings than Python.
    else if (!isLockFile(file)) report(file, formatMessage(language, decoded.reason, decoded.params));
  }
  if (stdin) analysis.update(path.relative(root, path.resolve(stdin.path)).split(path.sep).join('/'), stdin.text);
  const installed = librariesOf(root, libraries);
  analysis.useLibraries(installed?.host, installed?.fastApi);
  const isAsked = (file: string) =>
    asked.some((target) => target === '' || file === target || file.startsWith(`${target}/`));
  const python = files.filter((file) => file.endsWith('.py'));
  const isIncomplete =
    asked.some((file) => unreadableFiles.has(file)) || (python.length > 0 && unreadableFiles.size >= python.length);
  return {
    analysis,
    root,
    isAsked,
    files: python.length,
    bytes,
    unreadable,
    isIncomplete,
    keep: async () => installed?.keep(),
  };
}

/** Throws `InputError` when the environment that was asked for holds no libraries. */
function librariesOf(root: string, { python, cache }: LibraryOptions): ProjectLibraries | undefined {
  const environment = python ?? usualEnvironment(root);
  if (environment === undefined || python === 'none') return undefined;
  const libraries = openLibraries(root, environment, cache ? factsCacheOf(import.meta.filename) : undefined);
  if (python !== undefined && !libraries)
    throw new InputError(`--python ${python}: no Python environment is there (no site-packages folder)`);
  return libraries;
}

async function describe(given: string): Promise<{ absolute: string; isFolder: boolean }> {
  const absolute = path.resolve(given);
  try {
    return { absolute, isFolder: (await stat(absolute)).isDirectory() };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(`${given}: ${code === 'ENOENT' ? 'no such file or folder' : (error as Error).message}`);
  }
}

function commonFolder(folders: readonly string[]): string {
  const inside = (folder: string, file: string) => file === folder || file.startsWith(folder + path.sep);
  const current = process.cwd();
  if (folders.every((folder) => inside(current, folder))) return current;
  let common = folders[0] ?? current;
  while (!folders.every((folder) => inside(common, folder)) && path.dirname(common) !== common)
    common = path.dirname(common);
  return common;
}
