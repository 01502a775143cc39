import { type Dirent, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isLockFile } from '../engine/version-files.ts';
import { type FolderEntry, walkSources } from './source-walk.ts';

/**
 * What `walkSources` finds below a folder of this machine, sorted. Lock files count up to the root of the git repository
 * (`../uv.lock`). Throws when the folder itself cannot be read; unreadable folders below it are reported to `onUnreadable`.
 */
export async function listSourceFiles(
  root: string,
  exclude: readonly string[],
  onUnreadable: (folder: string, code: string) => void,
): Promise<string[]> {
  const read = async (relative: string) => (await readEntries(path.join(root, relative))).map(entryOf);
  const found = await walkSources(read, exclude, (folder, error) =>
    onUnreadable(folder, (error as NodeJS.ErrnoException).code ?? String(error)),
  );
  return [...found, ...(await lockFilesAbove(root))].sort();
}

/** How far above a folder the root of its repository may be. */
const mostAbove = 8;

/** Lock files in the folders above one, up to the root of its git repository; none where it is in no repository. */
async function lockFilesAbove(root: string): Promise<string[]> {
  const found: string[] = [];
  let folder = path.resolve(root);
  for (let above = '../'; above.length <= 3 * mostAbove; above += '../') {
    if (existsSync(path.join(folder, '.git'))) return found;
    const parent = path.dirname(folder);
    if (parent === folder) return [];
    folder = parent;
    for (const entry of await readEntries(folder).catch(() => [])) {
      if (entry.isFile() && isLockFile(entry.name)) found.push(above + entry.name);
    }
  }
  return [];
}

function readEntries(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true });
}

function entryOf(entry: Dirent): FolderEntry {
  const kind = entry.isDirectory() ? 'folder' : entry.isFile() || entry.isSymbolicLink() ? 'file' : 'other';
  return { name: entry.name, kind };
}
