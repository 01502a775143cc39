import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { namesIn, textOf } from './read-or-empty.ts';

/** Names that virtual environments have beside the code that they are for. */
const usualNames = ['.venv', 'venv', '.env', 'env'];

/** How far below the root a virtual environment is looked for: the members of a monorepo often have their own. */
const deepest = 2;

/** A folder on another machine: looking at it would tell that machine who looks. Files of a project may name one. */
export function isOnNetwork(name: string): boolean {
  return /^[\\/]{2}/.test(name);
}

/**
 * The virtual environment of a project: the usual folders in the root, then in the folders below it; undefined when there
 * is none. Nothing is executed.
 */
export function findEnvironment(root: string): string | undefined {
  let level = [root];
  for (let depth = 0; depth <= deepest; depth++) {
    for (const folder of level) {
      const found = usualNames.map((name) => path.join(folder, name)).find(isEnvironment);
      if (found !== undefined) return found;
    }
    level = depth < deepest ? level.flatMap(foldersIn) : [];
  }
  return undefined;
}

function isEnvironment(folder: string): boolean {
  return existsSync(path.join(folder, 'pyvenv.cfg')) || existsSync(path.join(folder, 'conda-meta'));
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .map((entry) => path.join(folder, entry.name));
  } catch {
    return [];
  }
}

/**
 * The folders that Python imports libraries from in an environment, given as its folder or as its interpreter
 * (`…/bin/python`): `site-packages`, Debian's `dist-packages`, what an environment takes over from the Python that it was
 * made with, and the folders that `.pth` files name (editable installs). Empty when there are none.
 */
export function libraryFolders(environment: string): string[] {
  const folders = new Set<string>();
  for (const prefix of prefixesOf(environment)) {
    for (const folder of packageFoldersOf(prefix)) folders.add(folder);
    if (takesSystemPackages(prefix)) {
      const home = configOf(prefix).get('home');
      if (home === undefined || isOnNetwork(home)) continue;
      for (const folder of packageFoldersOf(path.dirname(home))) folders.add(folder);
    }
  }
  for (const folder of [...folders]) for (const linked of linkedFolders(folder)) folders.add(linked);
  return [...folders];
}

/** An interpreter may be a link into another installation; the environment is where the link stands. */
function prefixesOf(environment: string): string[] {
  const given = path.resolve(environment);
  if (!isFile(given)) return isDirectory(given) ? [given] : [];
  const own = prefixOfInterpreter(given);
  if (isEnvironment(own)) return [own];
  try {
    return [...new Set([own, prefixOfInterpreter(realpathSync(given))])];
  } catch {
    return [own];
  }
}

function prefixOfInterpreter(interpreter: string): string {
  const folder = path.dirname(interpreter);
  return /^(bin|Scripts)$/i.test(path.basename(folder)) ? path.dirname(folder) : folder;
}

/** Source: CPython, Lib/sysconfig (the schemes `posix_prefix`, `nt`, `venv`) and Debian's `deb_system`. */
function packageFoldersOf(prefix: string): string[] {
  const candidates = [path.join(prefix, 'Lib', 'site-packages')];
  for (const lib of ['lib', 'lib64', path.join('local', 'lib')]) {
    const folder = path.join(prefix, lib);
    for (const name of namesIn(folder)) {
      if (/^python3(\.\d+t?)?$/.test(name)) {
        candidates.push(path.join(folder, name, 'site-packages'), path.join(folder, name, 'dist-packages'));
      }
    }
  }
  const real = new Map<string, string>();
  for (const folder of candidates.filter(isDirectory)) real.set(realpathSync(folder), folder);
  return [...real.values()];
}

function takesSystemPackages(prefix: string): boolean {
  return configOf(prefix).get('include-system-site-packages')?.toLowerCase() === 'true';
}

/** The settings in `pyvenv.cfg`. Source: CPython, Lib/site.py, `venv`. */
function configOf(prefix: string): Map<string, string> {
  const config = new Map<string, string>();
  for (const line of textOf(path.join(prefix, 'pyvenv.cfg')).split('\n')) {
    const [key, ...value] = line.split('=');
    if (key !== undefined && value.length > 0) config.set(key.trim().toLowerCase(), value.join('=').trim());
  }
  return config;
}

/** Folders that `.pth` files add. Lines that begin with `import` are code and are left alone: CPython, Lib/site.py. */
function linkedFolders(packageFolder: string): string[] {
  return namesIn(packageFolder)
    .filter((name) => name.endsWith('.pth'))
    .flatMap((name) => textOf(path.join(packageFolder, name)).split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(#|import[ \t])/.test(line) && !isOnNetwork(line))
    .map((line) => path.resolve(packageFolder, line))
    .filter(isDirectory);
}

function isDirectory(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isFile(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isFile() === true;
}
