import { statSync } from 'node:fs';
import path from 'node:path';
import type { InstalledVersion } from '../engine/framework-versions.ts';
import type { LibraryHost } from '../engine/library-modules.ts';
import { InstalledLibraries } from './installed-libraries.ts';
import type { LibraryFactsCache } from './library-facts-cache.ts';
import { findEnvironment, libraryFolders } from './python-environment.ts';
import { namesIn } from './read-or-empty.ts';

/** The installed libraries of a project. */
export interface ProjectLibraries {
  /** Folder or interpreter that they belong to. */
  readonly environment: string;
  readonly host: LibraryHost;
  /** FastAPI among them. */
  readonly fastApi: InstalledVersion | undefined;
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
    fastApi: installedFastApi(folders, root, environment),
    isCurrent: () => stateOf(folders) === state,
    keep: async () => cache?.save(),
  };
}

/**
 * The version of FastAPI in folders that Python imports from, by the names of the folders that installers make for packages.
 * An environment inside the root is for the folder that it is in.
 */
export function installedFastApi(
  folders: readonly string[],
  root: string,
  environment: string,
): InstalledVersion | undefined {
  for (const folder of folders) {
    for (const name of namesIn(folder)) {
      const version = /^fastapi(?:_slim)?-([^-]+)\.(?:dist|egg)-info$/i.exec(name)?.[1];
      if (version === undefined) continue;
      const inside = path.relative(root, folder).split(path.sep).join('/');
      const prefix =
        inside.startsWith('..') || path.isAbsolute(inside) ? undefined : /^(.+?)\/lib(64)?\//i.exec(inside)?.[1];
      if (prefix === undefined) return { version, environment, folder: '' };
      return { version, environment: prefix, folder: prefix.slice(0, Math.max(0, prefix.lastIndexOf('/'))) };
    }
  }
  return undefined;
}

/** An installer adds and removes entries of a folder, which the folder's time shows. */
function stateOf(folders: readonly string[]): string {
  return folders.map((folder) => `${folder} ${statSync(folder, { throwIfNoEntry: false })?.mtimeMs}`).join('\n');
}

/** The environment that a project is run in when nobody says which: its own, else the active one; undefined without any. */
export function usualEnvironment(root: string): string | undefined {
  return findEnvironment(root) ?? process.env.VIRTUAL_ENV;
}
