import { boundsOf, hull, isSince, overlap, type VersionBounds } from './version-bounds.ts';
import type { StatedVersion } from './version-files.ts';
import { type BehaviourName, behaviourOf } from './versioned-behaviour.ts';

/** FastAPI as it is installed in a Python environment. */
export interface InstalledVersion {
  readonly version: string;
  /** The environment, as it is shown. */
  readonly environment: string;
  /** Folder of the project that the environment is for, relative to the root; empty for all of it. */
  readonly folder: string;
}

/** A version of FastAPI, or a range of versions, and what says so. */
export interface FoundVersion {
  /** As it is written: `0.92.0`, `>=0.100,<0.110`. */
  readonly version: string;
  /** The file, relative to the root, or the environment. */
  readonly source: string;
}

interface Answer extends FoundVersion {
  readonly bounds: VersionBounds;
  readonly folder: string;
}

/** That a version of FastAPI decided something. */
export interface VersionDecision extends FoundVersion {
  readonly behaviour: BehaviourName;
  /** Whether this version does it. */
  readonly holds: boolean;
}

/** Which version of FastAPI each part of a root has: of the environment, else of the nearest lock file, else as required. */
export class FrameworkVersions {
  private readonly installed: Answer | undefined;
  private readonly locked: readonly Answer[];
  private readonly required: readonly Answer[];
  private readonly byFolder = new Map<string, Answer | undefined>();

  /** @param stated What files say, by path. */
  constructor(stated: ReadonlyMap<string, StatedVersion> = new Map(), installed?: InstalledVersion) {
    const bounds = installed && boundsOf(`==${installed.version}`);
    this.installed = installed &&
      bounds && { version: installed.version, source: installed.environment, folder: installed.folder, bounds };
    const all = [...stated].map(([path, statement]) => ({ path, ...statement }));
    this.locked = answersOf(all.filter(({ isLocked }) => isLocked));
    this.required = answersOf(all.filter(({ isLocked }) => !isLocked));
  }

  /** The version that a file of the root is run with; undefined where nothing says so. */
  of(path: string): FoundVersion | undefined {
    const answer = this.answer(path);
    return answer && { version: answer.version, source: answer.source };
  }

  /** Everything that is known, the innermost folders first. */
  all(): readonly FoundVersion[] {
    const all = [...(this.installed ? [this.installed] : []), ...this.locked, ...this.required];
    return all.map(({ version, source }) => ({ version, source }));
  }

  /** What the version of a file's FastAPI says of a behaviour; undefined where it is as in the newest version, for all we know. */
  decision(path: string, behaviour: BehaviourName): VersionDecision | undefined {
    const answer = this.answer(path);
    const holds = answer && isSince(answer.bounds, behaviourOf(behaviour).since);
    if (!answer || holds === undefined) return undefined;
    return { behaviour, holds, version: answer.version, source: answer.source };
  }

  /** Whether FastAPI behaves in a way for a file: as the newest version does, unless an older one is known. */
  has(path: string, behaviour: BehaviourName): boolean {
    return this.decision(path, behaviour)?.holds ?? true;
  }

  /** How many threads `def` code of a file runs in, as it is shown. */
  threads(path: string): string {
    return this.has(path, 'anyio threads') ? '40' : 'min(32, CPU + 4)';
  }

  private answer(path: string): Answer | undefined {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (!this.byFolder.has(folder)) this.byFolder.set(folder, this.answerFor(folder));
    return this.byFolder.get(folder);
  }

  private answerFor(folder: string): Answer | undefined {
    if (this.installed && isWithin(folder, this.installed.folder)) return this.installed;
    const locked = this.locked.find((answer) => isWithin(folder, answer.folder));
    const required = this.required.find((answer) => isWithin(folder, answer.folder));
    if (!locked || !required) return locked ?? required;
    // A lock file further up is of another project where it does not fit what this one requires.
    const isNearer = required.folder.length > locked.folder.length;
    return isNearer && !overlap(locked.bounds, required.bounds) ? required : locked;
  }
}

/** Parameters of a message about something that an old version decides: they add the sentence which says so. */
export function versionParams(decision: VersionDecision | undefined): Readonly<Record<string, string>> {
  if (!decision || decision.holds) return {};
  return { decidedBy: `${decision.behaviour}.before`, version: decision.version, source: decision.source };
}

/** One answer for each folder, the innermost folders first. */
function answersOf(stated: readonly (StatedVersion & { readonly path: string })[]): readonly Answer[] {
  const folders = [...new Set(stated.map(({ folder }) => folder))].sort(fromInside);
  return folders.flatMap((folder) => {
    const here = stated.filter((one) => one.folder === folder);
    const rank = Math.min(...here.map((one) => one.rank));
    const chosen = here.filter((one) => one.rank === rank).sort((a, b) => (a.path < b.path ? -1 : 1));
    const bounds = hull(chosen.map((one) => one.bounds));
    const version = [...new Set(chosen.map(({ text }) => text))].join(' | ');
    return bounds ? [{ version, source: shownPaths(chosen.map(({ path }) => path)), folder, bounds }] : [];
  });
}

/** One or two paths, or the first of many. */
function shownPaths(paths: readonly string[]): string {
  return paths.length > 2 ? `${paths[0]}, …` : paths.join(', ');
}

/** Folders above the root are `..`, `../..` and so on. */
function isAbove(folder: string): boolean {
  return folder.startsWith('..');
}

/** The innermost folder first. */
function fromInside(a: string, b: string): number {
  if (isAbove(a) || isAbove(b)) return Number(isAbove(a)) * a.length - Number(isAbove(b)) * b.length;
  return b.length - a.length;
}

function isWithin(folder: string, outer: string): boolean {
  return outer === '' || isAbove(outer) || folder === outer || folder.startsWith(`${outer}/`);
}
