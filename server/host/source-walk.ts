import { type FileSelection, SelectedPaths } from '../config/file-selection.ts';
import { IgnoreRules } from '../config/ignore-rules.ts';
import { isNotebook } from '../engine/notebook-module.ts';
import { isVersionFile } from '../engine/version-files.ts';

/** Folders that never hold the user's own code. */
const skippedFolders = new Set(['node_modules', 'venv', 'env', 'site-packages', '__pycache__', '__pypackages__']);

/** What is in a folder. A link to a file is a file; a link to a folder is neither. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** How folders and small texts are read; paths are relative to the root, which itself is empty. */
export interface FolderReader {
  /** What is in a folder. Rejects when it cannot be read. */
  entries(folder: string): Promise<readonly FolderEntry[]>;
  /** The text of a file; empty when it cannot be read. */
  text(file: string): Promise<string>;
}

/** What is in a folder. */
export interface ListedFiles {
  /** Relative with `/`, sorted. */
  readonly paths: readonly string[];
  /** What git ignores there. */
  readonly ignored: IgnoreRules;
}

/**
 * Every file with code below a root that a selection names, and every file that says what its project needs or has locked. Hidden
 * folders, virtual environments, caches, linked folders and what git ignores are left out. Rejects when the root itself cannot be
 * read; unreadable folders below it are reported to `onUnreadable`.
 *
 * @param ignored What is ignored from above; takes in the rules of the folders.
 * @param isWanted Which files have code: modules, unless notebooks are wanted too.
 */
export async function walkSources(
  reader: FolderReader,
  selection: FileSelection,
  onUnreadable: (folder: string, error: unknown) => void,
  ignored = new IgnoreRules(),
  isWanted = (file: string) => file.endsWith('.py'),
): Promise<ListedFiles> {
  const selected = new SelectedPaths(selection);
  const found: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    let entries: readonly FolderEntry[];
    try {
      entries = await reader.entries(relative);
    } catch (error) {
      if (relative === '') throw error;
      onUnreadable(relative, error);
      return;
    }
    const inside = (name: string) => (relative === '' ? name : `${relative}/${name}`);
    if (relative !== '' && entries.some(({ name }) => name === 'pyvenv.cfg')) return;
    if (selection.respectGitignore && entries.some(({ name }) => name === '.gitignore'))
      ignored.add(relative, await reader.text(inside('.gitignore')));
    const folders: string[] = [];
    for (const { name, kind } of entries) {
      const inner = inside(name);
      if (selected.isExcluded(inner)) continue;
      if (kind === 'folder') {
        if (!name.startsWith('.') && !skippedFolders.has(name) && !ignored.isIgnored(inner, true)) folders.push(inner);
      } else if (kind === 'file' && (isWanted(inner) || isVersionFile(inner))) {
        // What says which versions are installed here is often ignored, and true all the same.
        if (isVersionFile(inner) || (selected.isIncluded(inner) && !ignored.isIgnored(inner))) found.push(inner);
      }
    }
    // Side by side: where folders are asked for over a network, what counts is how deep they are, not how many.
    await Promise.all(folders.map(visit));
  };
  await visit('');
  return { paths: found.sort(), ignored };
}

/** Whether `walkSources` would give a module or a notebook of this relative path, as far as the path alone and what git ignores can tell. */
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

/** Whether a path is that of a module or of a notebook. */
export function isCode(path: string): boolean {
  return path.endsWith('.py') || isNotebook(path);
}

function isSource(relative: string): boolean {
  return isCode(relative) || isVersionFile(relative);
}
