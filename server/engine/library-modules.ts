import type { ModuleFacts } from './module-facts.ts';
import type { ImportResolver, ModuleTable } from './module-table.ts';
import { type Module, moduleOf } from './value.ts';

/** A module of an installed library, with its source. */
export interface LibraryFile {
  /** Path of the file as findings name it: relative to the root where it lies below it, else absolute; with `/`. */
  readonly path: string;
  /** `name/__init__.py`: its relative imports begin in its own folder. */
  readonly isPackage: boolean;
  readonly facts: ModuleFacts;
}

/** What a host knows of the libraries that are installed for the project. It reads files and runs nothing. */
export interface LibraryHost {
  /**
   * What a dotted module name stands for: a file of Python source, a folder without `__init__.py`, or nothing that can be
   * read (not installed, or native). Never throws.
   */
  kindOf(module: string): 'module' | 'namespace' | undefined;
  /** The module's facts, made by `factsOf` where none are kept from an earlier run. Never throws. */
  load(module: string, factsOf: (text: string) => ModuleFacts): LibraryFile | undefined;
}

/** Marks the keys of library modules, so that a file of the project never stands for one. */
const keyMark = '@';

interface LoadedModule {
  readonly name: string;
  readonly isPackage: boolean;
  readonly module: Module;
}

/** The library modules that have been looked into so far. They outlive the linked states of a project. */
export class LibraryModules {
  private readonly host: LibraryHost;
  private readonly factsOf: (text: string) => ModuleFacts;
  private readonly kinds = new Map<string, 'module' | 'namespace' | undefined>();
  private readonly loaded = new Map<string, LoadedModule | undefined>();
  private readonly byPath = new Map<string, LoadedModule>();

  constructor(host: LibraryHost, factsOf: (text: string) => ModuleFacts) {
    this.host = host;
    this.factsOf = factsOf;
  }

  /** Key of a dotted module name; undefined when its source cannot be read. */
  keyOf(name: string): string | undefined {
    if (!this.kinds.has(name)) this.kinds.set(name, this.host.kindOf(name));
    return this.kinds.get(name) === undefined ? undefined : keyMark + name.replaceAll('.', '/');
  }

  /** File of a key, which is read when it is first asked for. */
  file(key: string): string | undefined {
    return key.startsWith(keyMark) ? this.load(nameOfKey(key))?.module.path : undefined;
  }

  isLibraryKey(key: string): boolean {
    return key.startsWith(keyMark);
  }

  submodule(key: string, name: string): string | undefined {
    return this.keyOf(`${nameOfKey(key)}.${name}`);
  }

  /** A module that has been read, by its path. */
  at(path: string): Module | undefined {
    return this.byPath.get(path)?.module;
  }

  /** What an import in a library module means within its own library; undefined for everything else. */
  resolve(from: string, module: string, level: number): string | undefined {
    const importing = this.byPath.get(from);
    if (!importing) return undefined;
    if (level === 0) return topLevelOf(module) === topLevelOf(importing.name) ? this.keyOf(module) : undefined;
    const segments = importing.name.split('.');
    const drop = importing.isPackage ? level - 1 : level;
    if (drop >= segments.length) return undefined;
    const base = segments.slice(0, segments.length - drop);
    return this.keyOf([...base, ...(module === '' ? [] : [module])].join('.'));
  }

  /** Files that have been read. */
  get count(): number {
    return this.byPath.size;
  }

  private load(name: string): LoadedModule | undefined {
    if (this.loaded.has(name)) return this.loaded.get(name);
    const file = this.keyOf(name) === undefined ? undefined : this.host.load(name, this.factsOf);
    let loaded: LoadedModule | undefined;
    if (file) {
      const module = moduleOf(file.path, file.facts, {
        libraryKey: keyMark + name.replaceAll('.', '/'),
      });
      loaded = { name, isPackage: file.isPackage, module };
      this.byPath.set(file.path, loaded);
    }
    this.loaded.set(name, loaded);
    return loaded;
  }
}

function nameOfKey(key: string): string {
  return key.slice(keyMark.length).replaceAll('/', '.');
}

function topLevelOf(module: string): string {
  return module.split('.', 1)[0] ?? module;
}

/** The project's modules, and behind them those of its libraries. */
export function withLibraries(
  modules: ReadonlyMap<string, Module>,
  resolver: ImportResolver,
  libraries: LibraryModules,
): { modules: ModuleTable; resolver: ImportResolver } {
  return {
    modules: {
      get: (path) => modules.get(path) ?? libraries.at(path),
      values: () => modules.values(),
    },
    resolver: {
      resolve: (from, module, level) =>
        modules.has(from) ? resolver.resolve(from, module, level) : libraries.resolve(from, module, level),
      file: (key) => (libraries.isLibraryKey(key) ? libraries.file(key) : resolver.file(key)),
      submodule: (key, name) =>
        libraries.isLibraryKey(key) ? libraries.submodule(key, name) : resolver.submodule(key, name),
    },
  };
}
