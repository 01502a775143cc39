import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LibraryFile, LibraryHost } from '../engine/library-modules.ts';
import type { ModuleFacts } from '../engine/module-facts.ts';
import { decodeSource } from './decode-source.ts';
import type { LibraryFactsCache } from './library-facts-cache.ts';
import { namesIn } from './read-or-empty.ts';

/** The largest part of libraries that is read for one project, in bytes: beyond it calls are not followed any further. */
const readingLimit = 48 * 2 ** 20;

/** The source files of the libraries in some folders such as `site-packages`. Files are read, nothing is run. */
export class InstalledLibraries implements LibraryHost {
  private readonly folders: readonly string[];
  private readonly root: string;
  private readonly cache: LibraryFactsCache | undefined;
  /** Names in the folders: most imports are answered by them, without a look at the disk. */
  private readonly names: readonly ReadonlySet<string>[];
  private readonly found = new Map<string, { readonly file: string | undefined } | undefined>();
  private bytes = 0;

  /**
   * @param folders Folders that Python imports from, the first one that has a module wins.
   * @param root Root of the project, which paths are relative to.
   * @param cache Facts of earlier runs; undefined: none are kept.
   */
  constructor(folders: readonly string[], root: string, cache: LibraryFactsCache | undefined) {
    this.folders = folders;
    this.root = root;
    this.cache = cache;
    this.names = folders.map((folder) => new Set(namesIn(folder)));
  }

  kindOf(module: string): 'module' | 'namespace' | undefined {
    const found = this.find(module);
    return found && (found.file === undefined ? 'namespace' : 'module');
  }

  load(module: string, factsOf: (text: string) => ModuleFacts): LibraryFile | undefined {
    const file = this.find(module)?.file;
    const size = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    if (file === undefined || !size || this.bytes + size.size > readingLimit) return undefined;
    this.bytes += size.size;
    const facts = this.factsOf(file, size, factsOf);
    return facts && { path: this.pathOf(file), isPackage: path.basename(file) === '__init__.py', facts };
  }

  private factsOf(
    file: string,
    state: { size: number; mtimeMs: number },
    factsOf: (text: string) => ModuleFacts,
  ): ModuleFacts | undefined {
    const folder = this.folders.find((candidate) => file.startsWith(candidate + path.sep)) ?? '';
    const place = { folder, file: path.relative(folder, file), size: state.size, modified: state.mtimeMs };
    const kept = this.cache?.get(place);
    if (kept) return kept;
    try {
      const source = decodeSource(readFileSync(file));
      if (!('text' in source)) return undefined;
      const facts = factsOf(source.text);
      this.cache?.set(place, facts);
      return facts;
    } catch {
      return undefined;
    }
  }

  private pathOf(file: string): string {
    const relative = path.relative(this.root, file);
    const shown = relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
    return shown.split(path.sep).join('/');
  }

  private find(module: string): { readonly file: string | undefined } | undefined {
    if (!this.found.has(module)) this.found.set(module, this.findNew(module));
    return this.found.get(module);
  }

  private findNew(module: string): { readonly file: string | undefined } | undefined {
    const segments = module.split('.');
    // Names come from the text of programs.
    if (!segments.every((segment) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(segment))) return undefined;
    const [topLevel = ''] = segments;
    let isNamespace = false;
    for (const [index, folder] of this.folders.entries()) {
      const names = this.names[index];
      if (!names?.has(topLevel) && !names?.has(`${topLevel}.py`)) continue;
      const base = path.join(folder, ...segments);
      for (const file of [path.join(base, '__init__.py'), `${base}.py`]) {
        if (statSync(file, { throwIfNoEntry: false })?.isFile()) return { file };
      }
      isNamespace ||= statSync(base, { throwIfNoEntry: false })?.isDirectory() === true;
    }
    return isNamespace ? { file: undefined } : undefined;
  }
}
