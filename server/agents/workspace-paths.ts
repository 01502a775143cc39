import { type AgentRoot, type AgentWorkspace, ToolError } from './agent-workspace.ts';

/** A place in a workspace. */
export interface WorkspacePath {
  readonly root: AgentRoot;
  /** Relative to the root, with `/`; empty for the root itself. */
  readonly path: string;
}

/**
 * The place that an agent names: relative to a root, absolute, or as a `file:` URI. Throws `ToolError` when it is outside of every
 * root. Nothing is read.
 */
export function placeIn({ roots }: AgentWorkspace, given: string): WorkspacePath {
  const written = (given.startsWith('file:') ? pathOfUri(given) : given).replaceAll('\\', '/');
  const [first] = roots;
  if (!first) throw new ToolError('No folder is open, so there is nothing to look at.');
  if (isAbsolute(written)) {
    for (const root of roots) {
      for (const folder of [root.folder, ...(root.realFolder === undefined ? [] : [root.realFolder])]) {
        const path = pathInside(folder, written);
        if (path !== undefined) return { root, path };
      }
    }
    throw outside(given, roots);
  }
  const path = withoutDots(written);
  if (path === undefined) throw outside(given, roots);
  return roots.map((root) => ({ root, path })).find(isKnown) ?? belowNamedRoot(roots, path) ?? { root: first, path };
}

/** Whether the analysis has a place: a file, or a folder with files. */
export function isKnown({ root, path }: WorkspacePath): boolean {
  return path === '' || root.analysis.text(path) !== undefined || isFolder({ root, path });
}

/** Whether a place is a folder with files. */
export function isFolder({ root, path }: WorkspacePath): boolean {
  return path === '' || root.analysis.paths().some((file) => file.startsWith(`${path}/`));
}

/** Throws `ToolError` with the reason when the analysis does not have a place. */
export async function assertKnown(place: WorkspacePath): Promise<void> {
  if (isKnown(place)) return;
  const { root, path } = place;
  const reason = path.endsWith('.py') ? await root.whyNotRead(path) : 'there is no such folder with Python files';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const similar = root.analysis.paths().filter((file) => file === name || file.endsWith(`/${name}`));
  const hint = similar.length > 0 ? ` Did you mean ${similar.slice(0, 3).join(' or ')}?` : '';
  throw new ToolError(`${path}: ${reason}.${hint}`);
}

/** How a file is named in answers: relative, with the folder's name where there are several. */
export function shownPath({ roots }: AgentWorkspace, root: AgentRoot, path: string): string {
  return roots.length > 1 ? `${nameOf(root)}/${path}` : path;
}

/** The absolute path of a `file:` URI, with `/`. */
export function pathOfUri(uri: string): string {
  let decoded = uri;
  try {
    decoded = decodeURIComponent(uri);
  } catch {
    // A path with a percent sign that nobody has encoded.
  }
  return decoded.replace(/^[a-z][\w+.-]*:\/\/[^/]*/i, '').replace(/^\/([a-z]:)/i, '$1');
}

function outside(given: string, roots: readonly AgentRoot[]): ToolError {
  const folders = roots.map(({ folder }) => folder).join(', ');
  return new ToolError(`${given} is outside of ${folders}. Give a path inside of it, relative or absolute.`);
}

function isAbsolute(path: string): boolean {
  return /^(\/|[a-z]:\/)/i.test(path);
}

function pathInside(folder: string, absolute: string): string | undefined {
  const drive = /^([a-z]:)?(.*)$/is.exec(absolute);
  const inner = withoutDots(drive?.[2] ?? '');
  if (inner === undefined) return undefined;
  const path = `${drive?.[1] ?? ''}/${inner}`;
  // Drive letters are written in either case.
  const isSame = (a: string, b: string) => (/^[a-z]:/i.test(a) ? a.toLowerCase() === b.toLowerCase() : a === b);
  const head = path.slice(0, folder.length);
  if (!isSame(head, folder)) return undefined;
  const rest = path.slice(folder.length);
  return rest === '' || rest.startsWith('/') || folder === '' ? rest.replace(/^\//, '') : undefined;
}

/** `shop/main.py` of the root `shop`, where there are several. */
function belowNamedRoot(roots: readonly AgentRoot[], path: string): WorkspacePath | undefined {
  if (roots.length < 2) return undefined;
  const slash = path.includes('/') ? path.indexOf('/') : path.length;
  const root = roots.find((candidate) => nameOf(candidate) === path.slice(0, slash));
  return root && { root, path: path.slice(slash + 1) };
}

function nameOf({ folder }: AgentRoot): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}

/** Without `.`, `..` and empty parts; undefined when it leaves where it starts. */
function withoutDots(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
