import { type Dirent, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FileSelection } from '../config/file-selection.ts';
import { IgnoreRules } from '../config/ignore-rules.ts';
import { isLockFile } from '../engine/version-files.ts';
import { textOf } from './read-or-empty.ts';
import { type FolderEntry, type ListedFiles, walkSources } from './source-walk.ts';

/**
 * What `walkSources` finds below a folder of this machine. Lock files count up to the root of the git repository (`../uv.lock`), and
 * so does what git ignores. Throws when the folder itself cannot be read; unreadable folders below it are reported to `onUnreadable`.
 */
export async function listSourceFiles(
  root: string,
  selection: FileSelection,
  onUnreadable: (folder: string, code: string) => void,
  isCode?: (file: string) => boolean,
): Promise<ListedFiles> {
  const reader = {
    entries: async (relative: string) => (await readEntries(path.join(root, relative))).map(entryOf),
    text: async (relative: string) => textOf(path.join(root, relative)),
  };
  const above = new IgnoreRules();
  if (selection.respectGitignore) addRulesAbove(root, above);
  const tell = (folder: string, error: unknown) =>
    onUnreadable(folder, (error as NodeJS.ErrnoException).code ?? String(error));
  const { paths, ignored } = await walkSources(reader, selection, tell, above, isCode);
  return { paths: [...paths, ...(await lockFilesAbove(root))].sort(), ignored };
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

function readEntries(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true });
}

function entryOf(entry: Dirent): FolderEntry {
  const kind = entry.isDirectory() ? 'folder' : entry.isFile() || entry.isSymbolicLink() ? 'file' : 'other';
  return { name: entry.name, kind };
}
