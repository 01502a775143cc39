import { globMatcher } from './path-glob.ts';

/** A glob and the folder that it is relative to. */
export interface PlacedGlob {
  readonly glob: string;
  /** Path from that folder down to the root of the analysis; empty where it is the root. */
  readonly down: string;
}

/** Which files of a folder are analysed. */
export interface FileSelection {
  /** Empty: all. */
  readonly include: readonly PlacedGlob[];
  readonly exclude: readonly PlacedGlob[];
  readonly respectGitignore: boolean;
}

export const everyFile: FileSelection = { include: [], exclude: [], respectGitignore: true };

/** Globs that are relative to the root. */
export function globsAtRoot(globs: readonly string[]): readonly PlacedGlob[] {
  return globs.map((glob) => ({ glob, down: '' }));
}

/** The same selection for a folder of the root. */
export function selectionBelow(selection: FileSelection, folder: string): FileSelection {
  const below = ({ glob, down }: PlacedGlob) => ({ glob, down: down === '' ? folder : `${down}/${folder}` });
  return { ...selection, include: selection.include.map(below), exclude: selection.exclude.map(below) };
}

/** Tells what a selection says of paths, which are relative to the root, with `/`. */
export class SelectedPaths {
  private readonly include: readonly ((path: string) => boolean)[];
  private readonly exclude: readonly ((path: string) => boolean)[];

  constructor({ include, exclude }: FileSelection) {
    this.include = include.map(matcherOf);
    this.exclude = exclude.map(matcherOf);
  }

  /** Whether a file or folder is left out with all that is in it. */
  isExcluded(path: string): boolean {
    return this.exclude.some((matches) => matches(path));
  }

  /** Whether a file is among those to look at. */
  isIncluded(path: string): boolean {
    return this.include.length === 0 || this.include.some((matches) => matches(path));
  }
}

function matcherOf({ glob, down }: PlacedGlob): (path: string) => boolean {
  const matches = globMatcher(glob);
  return down === '' ? matches : (path) => matches(`${down}/${path}`);
}
