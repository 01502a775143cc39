import type { ChainStep } from '../engine/finding.ts';

/** Files whose name says nothing without their folder. */
const needsFolder = /^(__init__|__main__)\.py$/;

/**
 * Each step's `file:line`, with no more of the path than tells the files of the chain apart: two files `service.py` keep
 * their folders.
 */
export function stepPlaces(chain: readonly ChainStep[]): readonly string[] {
  const paths = new Set(chain.map(({ path }) => path));
  return chain.map(({ path, range }) => `${shortPath(path, paths)}:${range.start.line + 1}`);
}

function shortPath(path: string, all: ReadonlySet<string>): string {
  const parts = path.split('/');
  for (let count = needsFolder.test(parts.at(-1) ?? '') ? 2 : 1; count < parts.length; count++) {
    const end = parts.slice(-count).join('/');
    if (![...all].some((other) => other !== path && (other === end || other.endsWith(`/${end}`)))) return end;
  }
  return path;
}
