import { existsSync } from 'node:fs';
import path from 'node:path';

/** A path as a person at this place would write it: relative to the current folder where it is inside, else absolute; with `/`. */
export function shownPath(absolute: string, from = process.cwd()): string {
  return (relativeInside(from, absolute) ?? absolute).split(path.sep).join('/');
}

/** The path of a file inside a folder; undefined where it is not inside. */
function relativeInside(folder: string, absolute: string): string | undefined {
  const relative = path.relative(folder, absolute);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? undefined : relative;
}

/**
 * The folder that a service which shows reports resolves paths against: the checkout of a GitHub job, else the git repository
 * around the current folder, else the current folder; the checked root itself where that is outside.
 */
export function reportBase(root: string): string {
  const current = process.cwd();
  const workspace = process.env.GITHUB_WORKSPACE;
  const base = workspace && isInside(workspace, current) ? path.resolve(workspace) : repositoryAround(current);
  return isInside(base, root) ? base : root;
}

function isInside(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

function repositoryAround(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return folder;
  }
}
