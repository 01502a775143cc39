import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isLockFile, isVersionFile } from '../engine/version-files.ts';

/** Folders that never hold the user's own code. */
const skippedFolders = new Set(['node_modules', 'venv', 'env', 'site-packages', '__pycache__', '__pypackages__']);

/**
 * Every Python file below a folder, and every file that says what its project needs or has locked, relative with `/`, sorted.
 * Lock files count up to the root of the git repository (`../uv.lock`). Hidden folders, virtual environments, caches, linked folders and what `exclude` (globs relative to the folder) names are left out. Throws when the folder itself cannot be read;
 * unreadable folders below it are reported to `onUnreadable`.
 */
export async function listSourceFiles(
  root: string,
  exclude: readonly string[],
  onUnreadable: (folder: string, code: string) => void,
): Promise<string[]> {
  const excluded = exclude.map(globToRegExp);
  const isExcluded = (relative: string) => excluded.some((pattern) => pattern.test(relative));
  const found: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    let entries: Awaited<ReturnType<typeof readEntries>>;
    try {
      entries = await readEntries(path.join(root, relative));
    } catch (error) {
      if (relative === '') throw error;
      onUnreadable(relative, (error as NodeJS.ErrnoException).code ?? String(error));
      return;
    }
    if (relative !== '' && entries.some((entry) => entry.name === 'pyvenv.cfg')) return;
    for (const entry of entries) {
      const inner = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (isExcluded(inner)) continue;
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && !skippedFolders.has(entry.name)) await visit(inner);
      } else if (isSource(inner) && (entry.isFile() || entry.isSymbolicLink())) found.push(inner);
    }
  };
  await visit('');
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

/** Whether `listSourceFiles` would list a file of this relative path, as far as the path alone can tell. */
export function isListedPath(relative: string, exclude: readonly string[]): boolean {
  const folders = relative.split('/');
  folders.pop();
  if (!isSource(relative) || folders.some((folder) => folder.startsWith('.') || skippedFolders.has(folder)))
    return false;
  return !exclude.some((glob) => globToRegExp(glob).test(relative));
}

function isSource(relative: string): boolean {
  return relative.endsWith('.py') || isVersionFile(relative);
}

function readEntries(folder: string) {
  return readdir(folder, { withFileTypes: true });
}

/** `*` and `?` within a folder name, `**` across; a pattern without `/` matches in every folder, and below what it matches. */
export function globToRegExp(glob: string): RegExp {
  const trimmed = glob.replace(/^\.?\//, '').replace(/\/$/, '');
  const source = trimmed
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (part) =>
      part === '**/' ? '(?:.*/)?' : part === '**' ? '.*' : part === '*' ? '[^/]*' : '[^/]',
    );
  const prefix = trimmed.includes('/') ? '^' : '(?:^|/)';
  return new RegExp(`${prefix}${source}(?:/|$)`);
}
