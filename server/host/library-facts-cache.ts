import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ModuleFacts } from '../engine/module-facts.ts';
import { namesIn, textOf } from './read-or-empty.ts';

/** A file of a library: its folder of packages, its place in it, and the state that the facts were made from. */
export interface LibraryPlace {
  readonly folder: string;
  /** Path relative to `folder`. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

interface KeptFacts {
  readonly size: number;
  readonly modified: number;
  readonly facts: ModuleFacts;
}

interface KeptPackage {
  readonly files: Record<string, KeptFacts>;
  isChanged: boolean;
}

/** How long facts are kept that another version of Loopwise has made, in milliseconds. */
const longestUnused = 30 * 24 * 3600 * 1000;

/**
 * Keeps the facts of library files between runs: one file for each version of a package in a folder of packages. What
 * cannot be read or written is as if it were not there: a cache only saves time.
 */
export class LibraryFactsCache {
  private readonly directory: string;
  private readonly packages = new Map<string, KeptPackage>();
  /** Top-level module or folder → package with version, for each folder of packages. */
  private readonly distributions = new Map<string, ReadonlyMap<string, string>>();

  /**
   * @param base Folder for all caches of Loopwise.
   * @param maker What makes the facts: another one makes others.
   */
  constructor(base: string, maker: string) {
    this.directory = path.join(base, `facts-${digest(maker)}`);
  }

  /** Facts of a file in this very state; undefined when there are none. */
  get({ folder, file, size, modified }: LibraryPlace): ModuleFacts | undefined {
    const kept = this.packageOf(folder, file).files[file];
    return kept?.size === size && kept.modified === modified ? kept.facts : undefined;
  }

  set({ folder, file, size, modified }: LibraryPlace, facts: ModuleFacts): void {
    const kept = this.packageOf(folder, file);
    kept.files[file] = { size, modified, facts };
    kept.isChanged = true;
  }

  /** Writes what is new, one package after the other. Never rejects. */
  async save(): Promise<void> {
    const changed = [...this.packages].filter(([, kept]) => kept.isChanged);
    for (const [name, kept] of changed) {
      kept.isChanged = false;
      const target = path.join(this.directory, name);
      const part = `${target}.${process.pid}.part`;
      try {
        await mkdir(this.directory, { recursive: true });
        await writeFile(part, JSON.stringify(kept.files));
        await rename(part, target);
      } catch {
        await remove(part);
      }
    }
    if (changed.length > 0) await this.removeOld();
  }

  private async removeOld(): Promise<void> {
    const base = path.dirname(this.directory);
    for (const name of namesIn(base)) {
      const folder = path.join(base, name);
      if (!name.startsWith('facts-') || folder === this.directory) continue;
      const state = await stat(folder).catch(() => undefined);
      if (state && Date.now() - state.mtimeMs > longestUnused) await remove(folder);
    }
  }

  private packageOf(folder: string, file: string): KeptPackage {
    const topLevel = file.split(path.sep, 1)[0] ?? file;
    const distribution = this.distributionsIn(folder).get(topLevel.replace(/\.py$/, '')) ?? topLevel;
    const name = `${distribution.replaceAll(/[^\w.+-]/g, '_')}-${digest(folder)}.json`;
    let kept = this.packages.get(name);
    if (!kept) {
      kept = { files: readKept(path.join(this.directory, name)), isChanged: false };
      this.packages.set(name, kept);
    }
    return kept;
  }

  private distributionsIn(folder: string): ReadonlyMap<string, string> {
    let names = this.distributions.get(folder);
    if (!names) {
      names = distributionsIn(folder);
      this.distributions.set(folder, names);
    }
    return names;
  }
}

/** Which installed version brings a module. Source: Python packaging, "Recording installed projects" (`RECORD`). */
function distributionsIn(folder: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const entry of namesIn(folder)) {
    const distribution = /^(.+?-[^-]+?)(?:-py[\d.]+)?\.(?:dist-info|egg-info)$/.exec(entry)?.[1];
    if (distribution === undefined) continue;
    const listed = textOf(path.join(folder, entry, 'top_level.txt')).split(/\r?\n/);
    const recorded = textOf(path.join(folder, entry, 'RECORD'))
      .split('\n')
      .map((line) => line.split(/[/,]/, 1)[0] ?? '');
    for (const name of new Set([...listed, ...recorded])) {
      if (name !== '' && !/^\.\.|\.(dist|egg)-info$/.test(name))
        names.set(name.trim().replace(/\.py$/, ''), distribution);
    }
  }
  return names;
}

function readKept(file: string): Record<string, KeptFacts> {
  try {
    return JSON.parse(textOf(file));
  } catch {
    return {};
  }
}

/** What may not be removed stays. */
async function remove(name: string): Promise<void> {
  await rm(name, { recursive: true, force: true }).catch(() => {});
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/**
 * The cache of a program, in `base` or the user's folder for caches; undefined when the program is no bundle: its sources
 * change without anybody telling the cache.
 */
export function factsCacheOf(program: string, base = userCacheFolder()): LibraryFactsCache | undefined {
  if (!program.endsWith('.mjs')) return undefined;
  return new LibraryFactsCache(base, textOf(program));
}

/** The user's folder for caches, as the system has it. */
function userCacheFolder(): string {
  const home = os.homedir();
  const base =
    process.platform === 'win32'
      ? (process.env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? path.join(home, 'Library', 'Caches')
        : (process.env.XDG_CACHE_HOME ?? path.join(home, '.cache'));
  return path.join(base, 'loopwise');
}
