import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type FileSelection, SelectedPaths } from '../config/file-selection.ts';
import { IgnoreRules } from '../config/ignore-rules.ts';
import { isLockFile, isVersionFile } from '../engine/version-files.ts';
import { textOf } from './read-or-empty.ts';

/** Folders that never hold the user's own code. */
const skippedFolders = new Set(['node_modules', 'venv', 'env', 'site-packages', '__pycache__', '__pypackages__']);

/** What is in a folder. */
export interface ListedFiles {
  /** Relative with `/`, sorted. */
  readonly paths: readonly string[];
  /** What git ignores there. */
  readonly ignored: IgnoreRules;
}

/**
 * Every Python file below a folder that a selection names, and every file that says what its project needs or has locked. Lock
 * files count up to the root of the git repository (`../uv.lock`). Hidden folders, virtual environments, caches and linked
 * folders are left out. Throws when the folder itself cannot be read; unreadable folders below it are reported to `onUnreadable`.
 */
export async function listSourceFiles(
  root: string,
  selection: FileSelection,
  onUnreadable: (folder: string, code: string) => void,
): Promise<ListedFiles> {
  const selected = new SelectedPaths(selection);
  const ignored = new IgnoreRules();
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
    if (selection.respectGitignore && entries.some((entry) => entry.name === '.gitignore'))
      ignored.add(relative, textOf(path.join(root, relative, '.gitignore')));
    for (const entry of entries) {
      const inner = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (selected.isExcluded(inner)) continue;
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && !skippedFolders.has(entry.name) && !ignored.isIgnored(inner, true))
          await visit(inner);
      } else if (isSource(inner) && (entry.isFile() || entry.isSymbolicLink())) {
        // What says which versions are installed here is often ignored, and true all the same.
        if (isVersionFile(inner) || (selected.isIncluded(inner) && !ignored.isIgnored(inner))) found.push(inner);
      }
    }
  };
  if (selection.respectGitignore) addRulesAbove(root, ignored);
  await visit('');
  return { paths: [...found, ...(await lockFilesAbove(root))].sort(), ignored };
}

/** The rules of the folders above one, up to the root of its git repository; none where it is in no repository. */
function addRulesAbove(root: string, ignored: IgnoreRules): void {
  const above: { down: string; text: string }[] = [];
  let folder = path.resolve(root);
  for (let down = ''; !existsSync(path.join(folder, '.git')); ) {
    const parent = path.dirname(folder);
    if (parent === folder) return;
    down = path.posix.join(path.basename(folder), down);
    folder = parent;
    above.unshift({ down, text: textOf(path.join(folder, '.gitignore')) });
  }
  const excluded = textOf(path.join(folder, '.git', 'info', 'exclude'));
  const [outermost] = above;
  if (outermost) ignored.addAbove(outermost.down, excluded);
  else ignored.add('', excluded);
  for (const { down, text } of above) ignored.addAbove(down, text);
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

/** Whether `listSourceFiles` would list a file of this relative path, as far as the path alone and what git ignores can tell. */
export function isListedPath(relative: string, selection: FileSelection, ignored?: IgnoreRules): boolean {
  const folders = relative.split('/');
  folders.pop();
  if (!isSource(relative) || folders.some((folder) => folder.startsWith('.') || skippedFolders.has(folder)))
    return false;
  const selected = new SelectedPaths(selection);
  if (isAnyOf(relative, (at) => selected.isExcluded(at))) return false;
  if (isVersionFile(relative)) return true;
  return selected.isIncluded(relative) && !ignored?.isIgnored(relative);
}

/** Whether something holds for a path or for a folder that it is in. */
function isAnyOf(relative: string, holds: (path: string) => boolean): boolean {
  const segments = relative.split('/');
  return segments.some((_, index) => holds(segments.slice(0, index + 1).join('/')));
}

function isSource(relative: string): boolean {
  return relative.endsWith('.py') || isVersionFile(relative);
}

function readEntries(folder: string) {
  return readdir(folder, { withFileTypes: true });
}
