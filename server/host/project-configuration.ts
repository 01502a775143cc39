import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type ConfigurationFile, configurationFileNames, readConfiguration } from '../config/configuration-file.ts';
import type { ConfigurationMistake } from '../config/configuration-mistake.ts';
import type { Configuration } from '../config/configuration-schema.ts';
import { decodeSource } from './decode-source.ts';
import { isOnNetwork, libraryFolders } from './python-environment.ts';

/** The configuration file of a folder. */
export interface ProjectConfiguration {
  /** Absolute path of the file. */
  readonly file: string;
  /** What is right of it; paths to Python environments are absolute. */
  readonly configuration: Configuration;
  readonly mistakes: readonly ConfigurationMistake[];
  /** Path from the folder that its paths are relative to down to the root, with `/`; empty where that is the root. */
  readonly down: string;
}

/**
 * Reads the nearest configuration file: in the root itself, else in the folders above. In one folder `loopwise.toml` goes
 * before `pyproject.toml`, which counts only with a table `[tool.loopwise]`. Undefined where there is none.
 *
 * @param hasFolder Whether a folder (absolute) that the file names is there, where the disk is not to be asked.
 */
export function findConfiguration(root: string, hasFolder = isFolder): ProjectConfiguration | undefined {
  for (let folder = path.resolve(root); ; folder = path.dirname(folder)) {
    for (const name of configurationFileNames) {
      const file = path.join(folder, name);
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
      const found = configurationIn(file, root, hasFolder);
      if (found) return found;
    }
    if (path.dirname(folder) === folder) return undefined;
  }
}

/**
 * Reads a file that the user names. Its paths are relative to its folder, or to the root where it is not above that. Throws
 * when the file cannot be read.
 *
 * @param hasFolder As in `findConfiguration`.
 */
export function openConfiguration(file: string, root: string, hasFolder = isFolder): ProjectConfiguration {
  const absolute = path.resolve(file);
  statSync(absolute);
  return (
    configurationIn(absolute, root, hasFolder) ?? { file: absolute, configuration: {}, down: '', mistakes: [missing] }
  );
}

const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const missing: ConfigurationMistake = {
  path: [],
  key: '',
  range: start,
  message: 'configuration.no-table',
  params: {},
};

/** Whether there is a folder of this absolute path. */
export function isFolder(absolute: string): boolean {
  return statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function configurationIn(
  file: string,
  root: string,
  hasFolder: (folder: string) => boolean,
): ProjectConfiguration | undefined {
  const text = textIn(file);
  if (typeof text !== 'string') {
    // A project's own file may be anything as long as nobody says that it is for us.
    if (path.basename(file) === 'pyproject.toml') return undefined;
    return { file, configuration: {}, down: '', mistakes: [{ ...missing, ...text }] };
  }
  const read = readConfiguration(path.basename(file), text);
  if (!read) return undefined;
  const folder = path.dirname(file);
  const relative = path.relative(folder, path.resolve(root));
  const isAbove = !relative.startsWith('..') && !path.isAbsolute(relative);
  return {
    file,
    ...checkedHere(read, isAbove ? folder : path.resolve(root), hasFolder),
    down: isAbove ? relative.split(path.sep).join('/') : '',
  };
}

function textIn(file: string): string | { message: string; params: Readonly<Record<string, string>> } {
  try {
    const decoded = decodeSource(readFileSync(file));
    return 'text' in decoded ? decoded.text : { message: decoded.reason, params: decoded.params };
  } catch (error) {
    return { message: 'reason.unreadable', params: { code: (error as NodeJS.ErrnoException).code ?? '?' } };
  }
}

/** What only the machine can tell: whether the folders that a file names are there. */
function checkedHere(
  { configuration, mistakes, mistakeAt }: ConfigurationFile,
  folder: string,
  hasFolder: (folder: string) => boolean,
): Pick<ProjectConfiguration, 'configuration' | 'mistakes'> {
  const more: ConfigurationMistake[] = [];
  const { python, 'source-roots': roots, ...rest } = configuration;
  const kept = roots?.filter((root, index) => {
    const isElsewhere = isOnNetwork(root);
    if (!isElsewhere && hasFolder(path.resolve(folder, root))) return true;
    const message = isElsewhere ? 'configuration.on-network' : 'configuration.no-folder';
    more.push(mistakeAt(['source-roots', index], message, { folder: root }));
    return false;
  });
  let environment = python;
  if (python !== undefined && python !== 'none') {
    environment = isOnNetwork(python) ? undefined : path.resolve(folder, python);
    if (environment === undefined) more.push(mistakeAt(['python'], 'configuration.on-network', {}));
    else if (libraryFolders(environment).length === 0) {
      more.push(mistakeAt(['python'], 'configuration.no-environment', { environment: python }));
      environment = undefined;
    }
  }
  return {
    configuration: {
      ...rest,
      ...(kept === undefined ? {} : { 'source-roots': kept }),
      ...(environment === undefined ? {} : { python: environment }),
    },
    mistakes: [...mistakes, ...more].sort((a, b) => a.range.start.line - b.range.start.line),
  };
}
