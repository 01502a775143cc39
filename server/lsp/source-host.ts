import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type DecodedSource, decodeSource } from '../host/decode-source.ts';
import { factsCacheOf } from '../host/library-facts-cache.ts';
import { openLibraries, type ProjectLibraries, usualEnvironment } from '../host/project-libraries.ts';
import { listSourceFiles } from '../host/python-files.ts';
import { isListedPath } from '../host/source-walk.ts';

/** How the language server reads files: those of its machine, or those that only the client can read (client-files.ts). */
export interface SourceHost {
  /**
   * Python files below a folder, and those that say what its projects need, relative with `/`; unreadable folders are reported
   * and left out.
   */
  list(
    folderUri: string,
    exclude: readonly string[],
    onUnreadable: (folder: string, code: string) => void,
  ): Promise<string[]>;
  /** Whether `list` would give a file of this relative path, as far as the path alone can tell. */
  isListed(relative: string, exclude: readonly string[]): boolean;
  /** A file's text, or the reason why it has none. Never rejects. */
  read(uri: string): Promise<DecodedSource>;
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
  list: (folderUri, exclude, onUnreadable) => listSourceFiles(fileURLToPath(folderUri), exclude, onUnreadable),
  isListed: isListedPath,
  async read(uri) {
    try {
      return decodeSource(await readFile(fileURLToPath(uri)));
    } catch (error) {
      return { reason: 'reason.unreadable', params: { code: (error as NodeJS.ErrnoException).code ?? '?' } };
    }
  },
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
