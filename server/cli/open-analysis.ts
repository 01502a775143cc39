import { existsSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { mistakeLine } from '../config/configuration-mistake.ts';
import { type FileSelection, SelectedPaths, selectionBelow } from '../config/file-selection.ts';
import type { IgnoreRules } from '../config/ignore-rules.ts';
import { type ConfigurationLayer, type ProjectSettings, projectSettings } from '../config/project-settings.ts';
import { Analysis } from '../engine/analysis.ts';
import { isNotebook } from '../engine/notebook-module.ts';
import type { Preset } from '../engine/rules/rule.ts';
import { loadSyntax } from '../engine/syntax.ts';
import { isLockFile } from '../engine/version-files.ts';
import { decodeSource } from '../host/decode-source.ts';
import { factsCacheOf } from '../host/library-facts-cache.ts';
import { loadGrammar } from '../host/load-grammar.ts';
import { NotebookFile, type NotebookLines } from '../host/notebook-file.ts';
import { findConfiguration, openConfiguration, type ProjectConfiguration } from '../host/project-configuration.ts';
import { openLibraries, type ProjectLibraries, usualEnvironment } from '../host/project-libraries.ts';
import { listSourceFiles } from '../host/python-files.ts';
import { readAhead } from '../host/read-ahead.ts';
import type { ListedFiles } from '../host/source-walk.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { type UnreadableReason, unreadableText } from '../messages/unreadable-text.ts';
import { lineOf } from './finding-identity.ts';

/** What a command line works on. */
export interface OpenedAnalysis {
  readonly analysis: Analysis;
  /** Where the code of its notebooks stands in their files. */
  readonly notebooks: ReadonlyMap<string, NotebookLines>;
  /** Absolute. */
  readonly root: string;
  /** What the command line, the configuration file and the defaults say together. */
  readonly settings: ProjectSettings;
  /** Of messages. */
  readonly language: Language;
  /** What git ignores in the root. */
  readonly ignored: IgnoreRules;
  /** Whether a file (relative to the root) was asked for. */
  readonly isAsked: (file: string) => boolean;
  readonly files: number;
  /** The text of a file of the project or, read from the disk, of a library; undefined where there is none. */
  readonly textOf: (path: string) => string | undefined;
  /** A line (from 0) of a file, as `identityOf` takes it; empty where it is not known. */
  readonly lineOf: (path: string, line: number) => string;
  readonly bytes: number;
  /** Files that could not be read, with the reason, in the user's language. */
  readonly unreadable: readonly string[];
  /** Whether a file that was named itself is among them, or nothing could be read. */
  readonly isIncomplete: boolean;
  /** Writes what was found in libraries to the cache; called when the answers have been worked out. */
  readonly keep: () => Promise<void>;
}

/** The same with the files as they were read. */
export interface OpenedFiles extends OpenedAnalysis {
  readonly notebooks: Map<string, NotebookFile>;
}

/** What a command line says of the analysis. What it leaves open the configuration file says, or the defaults. */
export interface CommandLineSettings {
  /** Configuration file; undefined: the nearest one, in the root or above it. */
  readonly config?: string | undefined;
  readonly preset?: Preset | undefined;
  /** Globs relative to the root, besides those of the configuration file. */
  readonly exclude?: readonly string[] | undefined;
  readonly language?: Language | undefined;
  /** Whether notebooks are read too: they are code, but nothing that a server serves. */
  readonly notebooks?: boolean;
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
 * Reads everything that the paths need: the root is the folder that was given, or, of a package, the folder that it is imported
 * from (the current folder for files), so that imports of files that were not named are followed too. Throws `InputError` when a
 * path cannot be read, or the configuration file has mistakes.
 */
export async function openAnalysis(
  paths: readonly string[],
  given: CommandLineSettings,
  stdin: { path: string; text: string } | undefined,
  libraries: LibraryOptions,
  onRead: (done: number, total: number) => void = () => {},
): Promise<OpenedFiles> {
  const spoken = given.language ?? 'en';
  const targets = await Promise.all((paths.length > 0 ? paths : ['.']).map((name) => describe(name, spoken)));
  const only = targets[0];
  const root =
    targets.length === 1 && only?.isFolder
      ? importRoot(only.absolute)
      : commonFolder(targets.map((t) => (t.isFolder ? t.absolute : path.dirname(t.absolute))));
  const { settings, language } = openSettings(root, given);
  const analysis = new Analysis(await loadSyntax(await loadGrammar(import.meta.dirname)), settings.analysis);
  const isPython = (file: string) => (isNotebook(file) ? given.notebooks === true : file.endsWith('.py'));
  const unreadable: string[] = [];
  const unreadableFiles = new Set<string>();
  const report = (file: string, reason: UnreadableReason) => {
    unreadable.push(unreadableText(file, reason, language));
    unreadableFiles.add(file);
  };
  const { selection } = settings;
  const asked = targets.map(({ absolute, isFolder }) => ({ path: relativeTo(root, absolute), isFolder }));
  const { files, ignored } = await listAsked(root, asked, selection, language, isPython, (folder, code) =>
    report(folder, { reason: 'reason.unreadable', params: { code } }),
  );
  let bytes = 0;
  let done = 0;
  const notebooks = new Map<string, NotebookFile>();
  const takeNotebook = (file: string, notebook: NotebookFile | UnreadableReason) => {
    if (!(notebook instanceof NotebookFile)) {
      notebooks.delete(file);
      analysis.remove(file);
      report(file, notebook);
      return;
    }
    notebooks.set(file, notebook);
    analysis.updateNotebook(file, notebook.module);
  };
  const read = (file: string) =>
    readFile(path.join(root, file)).catch((error: NodeJS.ErrnoException) => ({ code: error.code ?? '?' }));
  for await (const [file, content] of readAhead(files, read)) {
    onRead(++done, files.length);
    if (!(content instanceof Uint8Array)) {
      if (!isLockFile(file)) report(file, { reason: 'reason.unreadable', params: content });
      continue;
    }
    if (isNotebook(file)) {
      takeNotebook(file, NotebookFile.decode(content));
      bytes += notebooks.get(file)?.module.text.length ?? 0;
      continue;
    }
    if (file.endsWith('.py')) bytes += content.length;
    const decoded = decodeSource(content);
    if ('text' in decoded) analysis.update(file, decoded.text);
    // One that says nothing is none, and lists of requirements have other encodings than Python.
    else if (!isLockFile(file)) report(file, decoded);
  }
  const named = asked.map((target) => target.path);
  const needed = [...named];
  if (stdin) {
    const file = relativeTo(root, path.resolve(stdin.path));
    needed.push(file);
    if (isNotebook(file)) takeNotebook(file, NotebookFile.read(stdin.text));
    else analysis.update(file, stdin.text);
  }
  const installed = librariesOf(root, settings.python, libraries, language);
  analysis.useLibraries(installed?.host, installed?.fastApi);
  const textOf = (file: string) => analysis.text(file) ?? libraryText(path.resolve(root, file));
  const python = files.filter(isPython);
  return {
    analysis,
    notebooks,
    root,
    settings,
    language,
    ignored,
    isAsked: (file) => isWithin(file, named),
    files: python.length,
    textOf,
    lineOf: (file, line) => lineOf(textOf(file) ?? '', line),
    bytes,
    unreadable,
    isIncomplete: isIncomplete(needed, unreadableFiles, python.length),
    keep: async () => installed?.keep(),
  };
}

/** A path of the command line, relative to the root with `/`; empty for the root itself. */
export interface AskedPath {
  readonly path: string;
  readonly isFolder: boolean;
}

/** A path relative to the root, with `/`. */
export function relativeTo(root: string, absolute: string): string {
  return path.relative(root, absolute).split(path.sep).join('/');
}

/** Whether a file is one of those that were named, or in a folder that was; the empty name is the root. */
export function isWithin(file: string, named: readonly string[]): boolean {
  return named.some((target) => target === '' || file === target || file.startsWith(`${target}/`));
}

/** Whether something that was named could not be read, or nothing could. */
export function isIncomplete(named: readonly string[], unreadable: ReadonlySet<string>, files: number): boolean {
  return named.some((file) => unreadable.has(file)) || (files > 0 && unreadable.size >= files);
}

/**
 * What the command line, the configuration file of a root and the defaults say together. Throws `InputError` when the file has
 * mistakes.
 *
 * @param hasFolder As in `findConfiguration`.
 */
export function openSettings(
  root: string,
  given: CommandLineSettings,
  hasFolder?: (folder: string) => boolean,
): { readonly settings: ProjectSettings; readonly language: Language } {
  const spoken = given.language ?? 'en';
  const found = configurationOf(root, given.config, spoken, hasFolder);
  const settings = projectSettings([optionsLayer(given), ...(found ? [found] : [])]);
  const language = settings.language ?? spoken;
  if (found && found.mistakes.length > 0) throw new InputError(mistakesText(found, language));
  return { settings, language };
}

/**
 * The files below a root, relative to it, with those that were named though git ignores them. Throws `InputError` when the root
 * cannot be read; unreadable folders below it are reported to `onUnreadable`.
 *
 * @param isPython Which files have code.
 */
export async function listAsked(
  root: string,
  asked: readonly AskedPath[],
  selection: FileSelection,
  language: Language,
  isPython: (file: string) => boolean,
  onUnreadable: (folder: string, code: string) => void,
): Promise<{ readonly files: readonly string[]; readonly ignored: IgnoreRules }> {
  let listed: ListedFiles;
  try {
    listed = await listSourceFiles(root, selection, onUnreadable, isPython);
  } catch (error) {
    throw new InputError(formatMessage(language, 'input.unreadable', { path: root, code: codeOf(error) }));
  }
  const files = [...listed.paths];
  const selected = new SelectedPaths(selection);
  // What is named is checked though git ignores it, but not what is excluded: hooks name whatever has changed.
  for (const { path: name, isFolder } of asked) {
    if (name === '' || selected.isExcluded(name)) continue;
    if (!isFolder) {
      if (isPython(name) && !files.includes(name)) files.push(name);
    } else if (!files.some((file) => file.startsWith(`${name}/`))) {
      const report = (folder: string, code: string) => onUnreadable(`${name}/${folder}`, code);
      const inner = await listSourceFiles(path.join(root, name), selectionBelow(selection, name), report, isPython);
      files.push(...inner.paths.filter((file) => !file.startsWith('../')).map((file) => `${name}/${file}`));
    }
  }
  return { files, ignored: listed.ignored };
}

/** Throws `InputError` when the environment that was asked for holds no libraries. */
export function librariesOf(
  root: string,
  configured: string | undefined,
  { python, cache }: LibraryOptions,
  language: Language,
): ProjectLibraries | undefined {
  const environment = python ?? configured ?? usualEnvironment(root);
  if (environment === undefined || environment === 'none') return undefined;
  const libraries = openLibraries(root, environment, cache ? factsCacheOf(import.meta.filename) : undefined);
  if (python !== undefined && !libraries)
    throw new InputError(formatMessage(language, 'input.no environment', { path: python }));
  return libraries;
}

function optionsLayer({ preset, exclude, language }: CommandLineSettings): ConfigurationLayer {
  const configuration = {
    ...(preset === undefined ? {} : { preset }),
    ...(exclude === undefined ? {} : { exclude: [...exclude] }),
    ...(language === undefined ? {} : { language }),
  };
  return { configuration, down: '' };
}

function configurationOf(
  root: string,
  named: string | undefined,
  language: Language,
  hasFolder?: (folder: string) => boolean,
): ProjectConfiguration | undefined {
  if (named === undefined) return findConfiguration(root, hasFolder);
  try {
    return openConfiguration(named, root, hasFolder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const key = code === 'ENOENT' ? 'input.missing' : 'input.unreadable';
    throw new InputError(formatMessage(language, key, { path: `--config ${named}`, code: code ?? '?' }));
  }
}

/** All mistakes, each on a line. */
function mistakesText({ file, mistakes }: ProjectConfiguration, language: Language): string {
  const relative = path.relative(process.cwd(), file);
  const shown = path.isAbsolute(relative) || relative.startsWith('..') ? file : relative;
  const count = String(mistakes.length);
  const params = { count, ...(mistakes.length === 1 ? { one: 'yes' } : {}) };
  const head = formatMessage(language, 'configuration.nothing-checked', params);
  return [head, ...mistakes.map((mistake) => mistakeLine(shown, mistake, language))].join('\n');
}

/** The text of a file of a library; undefined where there is none. */
export function libraryText(file: string): string | undefined {
  try {
    const decoded = decodeSource(readFileSync(file));
    return 'text' in decoded ? decoded.text : undefined;
  } catch {
    return undefined;
  }
}

/** A path of the command line. Throws `InputError` when there is nothing. */
export async function describe(
  given: string,
  language: Language,
): Promise<{ readonly absolute: string; readonly isFolder: boolean }> {
  const absolute = path.resolve(given);
  try {
    return { absolute, isFolder: (await stat(absolute)).isDirectory() };
  } catch (error) {
    const code = codeOf(error);
    const key = code === 'ENOENT' ? 'input.missing' : 'input.unreadable';
    throw new InputError(formatMessage(language, key, { path: given, code }));
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** The folder that the modules of a folder are imported from: above all packages that it is in. */
export function importRoot(folder: string): string {
  let root = folder;
  while (existsSync(path.join(root, '__init__.py')) && path.dirname(root) !== root) root = path.dirname(root);
  return root;
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
