import { statSync } from 'node:fs';
import type { LibraryHost } from '../engine/library-modules.ts';
import { InstalledLibraries } from './installed-libraries.ts';
import type { LibraryFactsCache } from './library-facts-cache.ts';
import { findEnvironment, libraryFolders } from './python-environment.ts';

/** The installed libraries of a project. */
export interface ProjectLibraries {
  /** Folder or interpreter that they belong to. */
  readonly environment: string;
  readonly host: LibraryHost;
  /** Whether nothing has been installed or removed since they were opened. */
  isCurrent(): boolean;
  /** Writes what was found in them to the cache. Never rejects. */
  keep(): Promise<void>;
}

/**
 * The libraries in a Python environment, given as its folder or its interpreter; undefined where it holds none.
 *
 * @param root Root of the project, which the paths of library files are relative to.
 */
export function openLibraries(
  root: string,
  environment: string,
  cache: LibraryFactsCache | undefined,
): ProjectLibraries | undefined {
  const folders = libraryFolders(environment);
  if (folders.length === 0) return undefined;
  const state = stateOf(folders);
  return {
    environment,
    host: new InstalledLibraries(folders, root, cache),
    isCurrent: () => stateOf(folders) === state,
    keep: async () => cache?.save(),
  };
}

/** An installer adds and removes entries of a folder, which the folder's time shows. */
function stateOf(folders: readonly string[]): string {
  return folders.map((folder) => `${folder} ${statSync(folder, { throwIfNoEntry: false })?.mtimeMs}`).join('\n');
}

/** The environment that a project is run in when nobody says which: its own, else the active one; undefined without any. */
export function usualEnvironment(root: string): string | undefined {
  return findEnvironment(root) ?? process.env.VIRTUAL_ENV;
}
