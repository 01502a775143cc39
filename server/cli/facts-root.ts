import { existsSync } from 'node:fs';
import path from 'node:path';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { describe, InputError, importRoot, relativeTo } from './open-analysis.ts';

/** The folder that `--root` names, or that it is imported from where it is a package. Throws `InputError` where it is none. */
export async function openFactsRoot(named: string, language: Language): Promise<string> {
  const { absolute, isFolder } = await describe(named, language);
  if (!isFolder) throw new InputError(formatMessage(language, 'facts.no folder', { path: named }));
  return importRoot(absolute);
}

/** Where a folder is in its git repository, with `/` and empty for all of it; null where it is in none. */
export function placeInRepository(folder: string): string | null {
  const repository = repositoryOf(folder);
  return repository === undefined ? null : relativeTo(repository, folder);
}

/** The folder at a place that `placeInRepository` has given, in the repository of the current folder; undefined without one. */
export function folderAtPlace(place: string): string | undefined {
  const repository = repositoryOf(process.cwd());
  return repository === undefined ? undefined : path.join(repository, place);
}

function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}
