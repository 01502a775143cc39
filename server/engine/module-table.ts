import type { Module } from './value.ts';

/** Modules by the path of their file. */
export interface ModuleTable {
  get(path: string): Module | undefined;
  /** The project's own modules: what is looked for in all files is never looked for in libraries. */
  values(): Iterable<Module>;
}

/** Finds the file that an import means. */
export interface ImportResolver {
  /**
   * Module key that `module` means when the file `from` imports it with `level` leading dots; undefined for modules that
   * have no source here.
   */
  resolve(from: string, module: string, level: number): string | undefined;
  /** File of a module key; undefined for a namespace package. */
  file(key: string): string | undefined;
  /** Key of a submodule; undefined when the package has none of that name. */
  submodule(key: string, name: string): string | undefined;
}
