import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileSelection } from '../config/file-selection.ts';
import type { IgnoreRules } from '../config/ignore-rules.ts';
import { type DecodedSource, decodeSource } from '../host/decode-source.ts';
import { factsCacheOf } from '../host/library-facts-cache.ts';
import { findConfiguration, type ProjectConfiguration } from '../host/project-configuration.ts';
import { openLibraries, type ProjectLibraries, usualEnvironment } from '../host/project-libraries.ts';
import { listSourceFiles } from '../host/python-files.ts';
import { isListedPath, type ListedFiles } from '../host/source-walk.ts';

/** How the language server reads files: those of its machine, or those that only the client can read (client-files.ts). */
export interface SourceHost {
  /**
   * Python files below a folder that a selection names, and those that say what its projects need; unreadable folders are
   * reported and left out.
   */
  list(
    folderUri: string,
    selection: FileSelection,
    onUnreadable: (folder: string, code: string) => void,
  ): Promise<ListedFiles>;
  /** Whether `list` would give a file of this relative path, as far as the path and what git ignores can tell. */
  isListed(relative: string, selection: FileSelection, ignored?: IgnoreRules): boolean;
  /** The configuration file of a folder, in it or above it, as it is now. Never rejects. */
  findConfiguration(folderUri: string): Promise<ProjectConfiguration | undefined>;
  /** A file's text, or the reason why it has none. Never rejects. */
  read(uri: string): Promise<DecodedSource>;
  /** Another text after every change of the file on the disk; undefined where there is no file. Never rejects. */
  stamp(uri: string): Promise<string | undefined>;
  /** Whether a URI may be that of a folder that this host can read, existing or not. */
  isFolder(uri: string): boolean;
  /** The URI of an absolute path of the machine. */
  uriOfPath(path: string): string;
  /** The path is relative to the folder, or absolute. */
  uriOf(folderUri: string, path: string): string;
  /** Path relative to the folder, with `/`; undefined for a file outside it. */
  relative(folderUri: string, uri: string): string | undefined;
  /** Whether libraries may be installed for a folder at all. */
  canHaveLibraries(folderUri: string): boolean;
  /**
   * The libraries that are installed for a folder: those of an environment (folder or interpreter), or of the usual one.
   * Undefined where there are none, or none can be read.
   */
  openLibraries(folderUri: string, environment: string | undefined): ProjectLibraries | undefined;
}

/** The file system of the machine that the server runs on. */
export const fileSystemHost: SourceHost = {
  list: (folderUri, selection, onUnreadable) => listSourceFiles(fileURLToPath(folderUri), selection, onUnreadable),
  isListed: isListedPath,
  findConfiguration: async (folderUri) =>
    folderUri.startsWith('file:') ? findConfiguration(fileURLToPath(folderUri)) : undefined,
  async read(uri) {
    try {
      return decodeSource(await readFile(fileURLToPath(uri)));
    } catch (error) {
      return { reason: 'reason.unreadable', params: { code: (error as NodeJS.ErrnoException).code ?? '?' } };
    }
  },
  async stamp(uri) {
    try {
      const { mtimeNs, ctimeNs, size } = await stat(fileURLToPath(uri), { bigint: true });
      return `${mtimeNs} ${ctimeNs} ${size}`;
    } catch {
      return undefined;
    }
  },
  isFolder(uri) {
    try {
      return path.isAbsolute(fileURLToPath(uri));
    } catch {
      return false;
    }
  },
  uriOfPath: (absolute) => pathToFileURL(absolute).href,
  uriOf: (folderUri, file) => pathToFileURL(path.resolve(fileURLToPath(folderUri), file)).href,
  relative(folderUri, uri) {
    if (!uri.startsWith('file:') || !folderUri.startsWith('file:')) return undefined;
    const relative = path.relative(fileURLToPath(folderUri), fileURLToPath(uri));
    if (relative.startsWith('..') || path.isAbsolute(relative)) return undefined;
    return relative.split(path.sep).join('/');
  },
  canHaveLibraries: () => true,
  openLibraries(folderUri, environment) {
    const root = fileURLToPath(folderUri);
    const given = environment ?? usualEnvironment(root);
    return given === undefined ? undefined : openLibraries(root, given, factsCacheOf(import.meta.filename));
  },
};
