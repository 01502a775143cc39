import { isVersionFile } from '../engine/version-files.ts';

/** Folders that never hold the user's own code. */
const skippedFolders = new Set(['node_modules', 'venv', 'env', 'site-packages', '__pycache__', '__pypackages__']);

/** What is in a folder. A link to a file is a file; a link to a folder is neither. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** What is in a folder, given relative to the root (empty for the root itself). Rejects when it cannot be read. */
export type ReadFolder = (relative: string) => Promise<readonly FolderEntry[]>;

/**
 * Every Python file below a root, and every file that says what its project needs or has locked, relative with `/`, in no order.
 * Hidden folders, virtual environments, caches, linked folders and what `exclude` (globs relative to the root) names are left
 * out. Rejects when the root itself cannot be read; unreadable folders below it are reported to `onUnreadable`.
 */
export async function walkSources(
  read: ReadFolder,
  exclude: readonly string[],
  onUnreadable: (folder: string, error: unknown) => void,
): Promise<string[]> {
  const excluded = exclude.map(globToRegExp);
  const isExcluded = (relative: string) => excluded.some((pattern) => pattern.test(relative));
  const found: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    let entries: readonly FolderEntry[];
    try {
      entries = await read(relative);
    } catch (error) {
      if (relative === '') throw error;
      onUnreadable(relative, error);
      return;
    }
    if (relative !== '' && entries.some((entry) => entry.name === 'pyvenv.cfg')) return;
    const folders: string[] = [];
    for (const { name, kind } of entries) {
      const inner = relative === '' ? name : `${relative}/${name}`;
      if (isExcluded(inner)) continue;
      if (kind === 'folder') {
        if (!name.startsWith('.') && !skippedFolders.has(name)) folders.push(inner);
      } else if (kind === 'file' && isSource(inner)) found.push(inner);
    }
    // Side by side: where folders are asked for over a network, what counts is how deep they are, not how many.
    await Promise.all(folders.map(visit));
  };
  await visit('');
  return found;
}

/** Whether `walkSources` would give a file of this relative path, as far as the path alone can tell. */
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
