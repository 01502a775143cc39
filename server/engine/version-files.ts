import { parse } from 'smol-toml';
import { boundsOf, hull, type VersionBounds } from './version-bounds.ts';

/** What a file of a project says of the version of FastAPI. */
export interface StatedVersion {
  /** Folder that it speaks for, relative to the root, with `/`; empty for the root, `..` above it. */
  readonly folder: string;
  readonly bounds: VersionBounds;
  /** As it is written: `0.92.0`, `>=0.100,<0.110`. */
  readonly text: string;
  /** Whether it says what is installed; else it only says what may be. */
  readonly isLocked: boolean;
  /** Of several files for a folder, those of the lowest rank count. */
  readonly rank: number;
}

type Table = Readonly<Record<string, unknown>>;

const lockFile = /^(uv\.lock|poetry\.lock|pdm\.lock|pylock(\.[\w-]+)?\.toml)$/;
const requirementsFile = /^([\w.-]*requirements[\w.-]*|constraints[\w.-]*)\.txt$/i;
/** The package, and the same without its extras. */
const packageName = /^fastapi([-_.]slim)?$/i;

/** Whether a path is that of a file which may say what version of a package a project has. */
export function isVersionFile(path: string): boolean {
  const name = nameOf(path);
  return name === 'pyproject.toml' || isLockFile(path);
}

/** Whether a path is that of a lock file or of a list of requirements. */
export function isLockFile(path: string): boolean {
  const name = nameOf(path);
  return lockFile.test(name) || name === 'Pipfile.lock' || isRequirements(path);
}

function isRequirements(path: string): boolean {
  return requirementsFile.test(nameOf(path)) || (isInRequirements(path) && path.endsWith('.txt'));
}

function isInRequirements(path: string): boolean {
  return /(^|\/)requirements\/[^/]+$/.test(path);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What the text of a file says of FastAPI; undefined where it says nothing, or is not what its name promises. */
export function statedVersion(path: string, text: string): StatedVersion | undefined {
  if (!/fastapi/i.test(text)) return undefined;
  const name = nameOf(path);
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (lockFile.test(name)) return stated(folder, lockedVersions(text), 0);
  if (name === 'Pipfile.lock') return stated(folder, pipfileVersions(text), 0);
  if (name === 'pyproject.toml') return stated(folder, declaredRequirements(text), 3);
  if (!isRequirements(path)) return undefined;
  const speaksFor = isInRequirements(path) ? folder.replace(/\/?requirements$/, '') : folder;
  return stated(speaksFor, listedRequirements(text), name.toLowerCase() === 'requirements.txt' ? 1 : 2);
}

/** Several answers of one file are for several machines: each may be the one. */
function stated(folder: string, requirements: readonly string[], rank: number): StatedVersion | undefined {
  const found = [...new Set(requirements.map((requirement) => requirement.replaceAll(/\s+/g, '')))];
  const all = found.map(boundsOf);
  const bounds = hull(all.filter((one) => one !== undefined));
  if (!bounds || all.includes(undefined)) return undefined;
  const isPinned = found.every((requirement) => /^(={2,3})?\d[^*,]*$/.test(requirement));
  const text = found.map((requirement) => requirement.replace(/^={2,3}(?=[^*,]*$)/, '')).join(' | ');
  return { folder, bounds, text, isLocked: rank === 0 || (rank < 3 && isPinned), rank };
}

/**
 * uv.lock, poetry.lock and pdm.lock have a table `[[package]]` for each package, pylock.toml (PEP 751) a table `[[packages]]`.
 * Only the table of FastAPI is parsed: the files are long.
 */
function lockedVersions(text: string): readonly string[] {
  return text.split(/^\[\[packages?\]\][ \t]*\r?$/m).flatMap((part) => {
    if (!/^name *= *["']fastapi/im.test(part)) return [];
    const table = tomlOf(part);
    const { name, version } = table ?? {};
    return typeof name === 'string' && packageName.test(name) && typeof version === 'string' ? [version] : [];
  });
}

function pipfileVersions(text: string): readonly string[] {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return [];
  }
  for (const group of ['default', 'develop']) {
    const version = valueAt(root, group, 'fastapi', 'version');
    if (typeof version === 'string') return [version];
  }
  return [];
}

/** Source: pip, "Requirements File Format"; PEP 508. What comes from an address or a folder has no version here. */
function listedRequirements(text: string): readonly string[] {
  const lines = text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/);
  return lines.flatMap((line) => requirementOf(line.replace(/(^|\s)#.*$/, '').replace(/\s--.*$/, '')));
}

function requirementOf(text: string): readonly string[] {
  const [, name = '', wanted = ''] = /^\s*([\w.-]+)\s*(?:\[[^\]]*\])?\s*\(?([^;()]*)\)?\s*(?:;|$)/.exec(text) ?? [];
  return packageName.test(name) && wanted.trim() !== '' && !wanted.includes('@') ? [wanted] : [];
}

/** Source: Python packaging, "Declaring project metadata", "Dependency groups"; Poetry, "Dependency specification". */
function declaredRequirements(text: string): readonly string[] {
  const root = tomlOf(text);
  const needed = valueAt(root, 'project', 'dependencies');
  const own = Array.isArray(needed)
    ? needed.flatMap((item) => (typeof item === 'string' ? requirementOf(item) : []))
    : [];
  if (own.length > 0) return own;
  const poetry = valueAt(root, 'tool', 'poetry', 'dependencies', 'fastapi');
  const version = typeof poetry === 'string' ? poetry : valueAt(poetry, 'version');
  return typeof version === 'string' ? [version] : [];
}

function tomlOf(text: string): Table | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function valueAt(root: unknown, ...keys: readonly string[]): unknown {
  let at = root;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Table)[key];
  }
  return at;
}
