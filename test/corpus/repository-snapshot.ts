import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { isVersionFile } from '../../server/engine/version-files.ts';

/**
 * Finds a repository below a corpus folder: `owner+name/repo`, `owner+name`, `owner/name` or `name`, bare or with a work
 * tree. Throws when none of them is a git repository.
 */
export function findRepository(corpus: string, repository: string): string {
  const [owner = '', name = ''] = repository.split('/');
  const candidates = [`${owner}+${name}/repo`, `${owner}+${name}`, `${owner}/${name}`, name];
  for (const candidate of candidates) {
    const folder = path.join(corpus, candidate);
    for (const gitFolder of [path.join(folder, '.git'), folder]) {
      if (existsSync(path.join(gitFolder, 'HEAD')) && statSync(gitFolder).isDirectory()) return gitFolder;
    }
  }
  throw new Error(`${repository}: no git repository in ${corpus} (looked for ${candidates.join(', ')})`);
}

/** Every Python file of a commit and those that say what its projects need, by path, read straight from git. Throws when the commit is not in the repository. */
export function pythonFilesAt(gitFolder: string, commit: string): Map<string, string> {
  const git = (args: string[]) => execFileSync('git', [`--git-dir=${gitFolder}`, ...args], { maxBuffer: 1 << 30 });
  const entries = git(['ls-tree', '-r', '-z', commit])
    .toString('utf8')
    .split('\0')
    .map((line) => /^100(?:644|755) blob (\w+)\t(.*)$/s.exec(line))
    .filter((match) => match !== null)
    .filter(([, , file = '']) => file.endsWith('.py') || isVersionFile(file));
  const batch = spawnSync('git', [`--git-dir=${gitFolder}`, 'cat-file', '--batch'], {
    input: entries.map((entry) => `${entry[1]}\n`).join(''),
    maxBuffer: 1 << 30,
  });
  const files = new Map<string, string>();
  let at = 0;
  for (const entry of entries) {
    const headEnd = batch.stdout.indexOf(10, at);
    const size = Number(/ blob (\d+)$/.exec(batch.stdout.toString('utf8', at, headEnd))?.[1]);
    if (Number.isNaN(size)) {
      at = headEnd + 1;
      continue;
    }
    files.set(entry[2] ?? '', batch.stdout.toString('utf8', headEnd + 1, headEnd + 1 + size));
    at = headEnd + 1 + size + 1;
  }
  return files;
}
