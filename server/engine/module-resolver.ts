import { DeclaredProjects } from './declared-projects.ts';
import type { ImportResolver } from './module-table.ts';
import { isNotebook } from './notebook-module.ts';

/**
 * Finds the file that an import means. Python asks `sys.path`, which a static tool does not have; the folders that can be
 * on it are those without an `__init__.py`, tried from the importing file outwards, then `src` folders and the rest.
 */
export class ModuleResolver implements ImportResolver {
  /** `app/db/session` → `app/db/session.py` or `app/db/session/__init__.py`. */
  private readonly files = new Map<string, string>();
  private readonly packages = new Set<string>();
  private readonly folders = new Set<string>(['']);
  /** Name of a module or package folder → the folders that hold one of that name and are not packages themselves. */
  private readonly rootsByTopLevel = new Map<string, string[]>();
  private readonly isLibrary: (topLevel: string) => boolean;
  private readonly declared: DeclaredProjects;
  private readonly sourceRoots: readonly string[];

  /** @param sourceRoots Folders that are known to be on the path, the first one first. */
  constructor(
    paths: Iterable<string>,
    isLibrary: (topLevel: string) => boolean,
    declared: DeclaredProjects = new DeclaredProjects([]),
    sourceRoots: readonly string[] = [],
  ) {
    this.sourceRoots = sourceRoots;
    this.isLibrary = isLibrary;
    this.declared = declared;
    const held = new Map<string, Set<string>>();
    for (const path of paths) {
      // Nothing imports a notebook, and a folder with nothing else is no package.
      if (isNotebook(path)) continue;
      const segments = path.replace(/\.pyi?$/, '').split('/');
      if (segments.at(-1) === '__init__') {
        segments.pop();
        this.packages.add(segments.join('/'));
      }
      const key = segments.join('/');
      const known = this.files.get(key);
      if (known === undefined || path.endsWith('/__init__.py')) this.files.set(key, path);
      for (let length = 0; length < segments.length; length++) {
        const folder = segments.slice(0, length).join('/');
        this.folders.add(folder);
        const name = segments[length] ?? '';
        let names = held.get(folder);
        if (!names) {
          names = new Set();
          held.set(folder, names);
        }
        names.add(name);
      }
    }
    for (const [folder, names] of held) {
      if (this.packages.has(folder)) continue;
      for (const name of names) {
        const roots = this.rootsByTopLevel.get(name);
        if (roots) roots.push(folder);
        else this.rootsByTopLevel.set(name, [folder]);
      }
    }
    for (const roots of this.rootsByTopLevel.values()) roots.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  }

  /**
   * Module key (path without `.py` or `/__init__.py`) that `module` means when imported with `level` leading dots by the
   * file `from`; undefined for modules outside the project, and where nothing tells which of several it is.
   */
  resolve(from: string, module: string, level: number): string | undefined {
    if (level > 0) {
      const segments = from.split('/').slice(0, -1);
      const base = segments.slice(0, Math.max(0, segments.length - (level - 1)));
      return this.existing([...base, ...(module === '' ? [] : module.split('.'))].join('/'));
    }
    const path = module.replaceAll('.', '/');
    const topLevel = path.split('/', 1)[0] ?? path;
    const configured = this.belowSourceRoot(topLevel, path);
    if (configured !== undefined) return configured;
    const roots = this.rootsByTopLevel.get(topLevel) ?? [];
    const candidates = this.isLibrary(topLevel)
      ? roots.filter((root) => root === '' || /(^|\/)src$/.test(root))
      : roots;
    let best: string | undefined;
    let bestShared = -1;
    let tied: string[] = [];
    for (const root of candidates) {
      const key = root === '' ? path : `${root}/${path}`;
      if (this.existing(key) === undefined) continue;
      if (!isAround(root, from) && this.isInPackage(root)) continue;
      const isModule = this.files.has(key);
      const shared = sharedFolders(root, from, isModule);
      // A package wins over folders that are none, on whatever path they are: importlib/_bootstrap_external.py, `PathFinder`.
      const isBestModule = best !== undefined && this.files.has(best);
      if (shared > bestShared || (shared === bestShared && isModule && !isBestModule)) {
        best = key;
        bestShared = shared;
        tied = [key];
      } else if (shared === bestShared && isModule && best !== path) tied.push(key);
    }
    if (tied.length > 1) return this.declared.chosen(from, tied);
    return best ?? this.belowPackage(from, path) ?? this.renamed(from, topLevel, path);
  }

  /** What Python finds on a path of the configured folders; a package goes before folders that are none. */
  private belowSourceRoot(topLevel: string, path: string): string | undefined {
    const below = (root: string, name: string) => (root === '' ? name : `${root}/${name}`);
    const holding = this.sourceRoots.find((root) => this.files.has(below(root, topLevel)));
    if (holding !== undefined) return this.existing(below(holding, path));
    if (this.isLibrary(topLevel)) return undefined;
    return this.sourceRoots.map((root) => below(root, path)).find((key) => this.existing(key) !== undefined);
  }

  /** A package whose project installs it under another name than its folder's. */
  private renamed(from: string, topLevel: string, path: string): string | undefined {
    const below = path.slice(topLevel.length + 1);
    for (const folder of this.declared.foldersOf(topLevel, from)) {
      const key = [folder, below].filter((part) => part !== '').join('/');
      if (this.existing(key) !== undefined) return key;
    }
    return undefined;
  }

  /**
   * A program that is started in a package's folder has that folder on its path (`sys.path[0]`), whatever files are in it. Only
   * a whole dotted path tells that: a single name may be a library's.
   */
  private belowPackage(from: string, path: string): string | undefined {
    if (!path.includes('/')) return undefined;
    const folders = from.split('/').slice(0, -1);
    for (let length = 1; length <= folders.length; length++) {
      const key = `${folders.slice(0, length).join('/')}/${path}`;
      if (this.files.has(key)) return key;
    }
    return undefined;
  }

  /** Whether a folder is somewhere in a package: only scripts beside the modules in it have it on their path. */
  private isInPackage(folder: string): boolean {
    for (let slash = folder.lastIndexOf('/'); slash > 0; slash = folder.lastIndexOf('/', slash - 1)) {
      if (this.packages.has(folder.slice(0, slash))) return true;
    }
    return false;
  }

  private existing(key: string): string | undefined {
    return this.files.has(key) || this.folders.has(key) ? key : undefined;
  }

  /** File of a module key; undefined for a namespace package. */
  file(key: string): string | undefined {
    return this.files.get(key);
  }

  /** Key of a submodule; undefined when the package has none of that name. */
  submodule(key: string, name: string): string | undefined {
    return this.existing(key === '' ? name : `${key}/${name}`);
  }
}

function isAround(root: string, file: string): boolean {
  return root === '' || file.startsWith(`${root}/`);
}

function sharedFolders(root: string, from: string, isModule: boolean): number {
  if (root === '') return 0;
  const a = root.split('/');
  const b = from.split('/');
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  return shared === a.length && isModule ? shared + 1 : shared;
}
