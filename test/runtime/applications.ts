import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InstalledLibraries } from '../../server/host/installed-libraries.ts';
import { libraryFolders } from '../../server/host/python-environment.ts';

/** Folder of the applications that the oracle executes. */
export const applications = fileURLToPath(new URL('../fixtures/runtime/', import.meta.url));

/** Their names, by the alphabet: each has a folder with an `app.py`. */
export const topics = globSync('*/app.py', { cwd: applications })
  .map((file) => path.dirname(file))
  .sort();

/** The libraries that the applications are executed with: what their source says must be what happens. */
export const installed = new InstalledLibraries(libraryFolders('/usr/bin/python3'), applications, undefined);

/** At most so many applications at a time: most of a probe is waiting. */
const atOnce = 4;
const waiting: (() => void)[] = [];
let free = atOnce;

/** Does some work when its turn comes. A failure belongs to the test that waits for the result. */
export function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = wait().then(work).finally(next);
  result.catch(() => undefined);
  return result;
}

async function wait(): Promise<void> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function next(): void {
  const first = waiting.shift();
  if (first) first();
  else free++;
}
