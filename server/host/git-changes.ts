import { execFile } from 'node:child_process';
import path from 'node:path';
import { KeyedError } from '../messages/keyed-error.ts';

/**
 * Lines that have changed, from 1, both ends included. What was taken out between two lines is a place between them, such as
 * 3.5 for the one behind line 3.
 */
export interface ChangedLines {
  readonly from: number;
  readonly to: number;
}

export interface GitChanges {
  /** What is compared with, as it is shown to people. */
  readonly reference: string;
  /** By path relative to the folder that was asked for (`../x` outside of it), with `/`; `all`: git does not know the file yet. */
  readonly files: ReadonlyMap<string, readonly ChangedLines[] | 'all'>;
}

/** Why git gives no answer. */
export class GitError extends KeyedError {}

/** The tree of no files, which every repository knows. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * What has changed in the working tree of the repository around a folder since the branch left `reference`; files that git does
 * not know yet are new. Throws `GitError`.
 *
 * @param reference Undefined: the default branch, else the last commit.
 */
export async function gitChanges(folder: string, reference: string | undefined): Promise<GitChanges> {
  const prefix = await git(folder, ['rev-parse', '--show-prefix']).catch((error: GitError) => {
    throw error.key === 'changed.no git' ? error : new GitError('changed.no repository', { folder });
  });
  const base = await baseCommit(folder, reference);
  const [patch, untracked] = await Promise.all([
    git(folder, [
      // Whatever the repository is set up to do, nothing of it is run, and the patch is written as it is read here.
      ...['-c', 'core.fsmonitor=false', '-c', 'diff.relative=false', 'diff', '--inter-hunk-context=0'],
      ...['--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules'],
      ...['--src-prefix=a/', '--dst-prefix=b/', '--end-of-options', base.commit],
    ]),
    git(folder, [
      '-c',
      'core.fsmonitor=false',
      'ls-files',
      '--others',
      '--exclude-standard',
      '--full-name',
      '-z',
      ':/',
    ]),
  ]);
  const inFolder = (file: string) => path.posix.relative(prefix.trim().replace(/\/$/, ''), file);
  const files = new Map<string, readonly ChangedLines[] | 'all'>();
  for (const [file, lines] of changedLines(patch)) files.set(inFolder(file), lines);
  for (const file of untracked.split('\0')) if (file !== '') files.set(inFolder(file), 'all');
  return { reference: base.shown, files };
}

async function baseCommit(folder: string, reference: string | undefined): Promise<{ commit: string; shown: string }> {
  const commitOf = (name: string) =>
    git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]).then(
      (text) => text.trim(),
      () => undefined,
    );
  const head = await commitOf('HEAD');
  const wanted = reference === undefined ? await defaultBranch(folder, commitOf) : reference;
  const commit = wanted === undefined ? undefined : await commitOf(wanted);
  if (reference !== undefined && commit === undefined) throw new GitError('changed.no reference', { reference });
  if (commit === undefined || wanted === undefined)
    return head === undefined ? { commit: emptyTree, shown: '∅' } : { commit: head, shown: 'HEAD' };
  // A shallow clone may not reach back to where the two parted.
  const parted = head && (await git(folder, ['merge-base', head, commit]).catch(() => undefined));
  return { commit: parted?.trim() || commit, shown: wanted };
}

async function defaultBranch(
  folder: string,
  commitOf: (name: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const named = await git(folder, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']).catch(() => '');
  for (const name of [named.trim(), 'origin/main', 'origin/master', 'main', 'master'])
    if (name !== '' && (await commitOf(name)) !== undefined) return name;
  return undefined;
}

/** The changed lines in a patch without context, by path in the repository. */
function changedLines(patch: string): Map<string, ChangedLines[]> {
  const files = new Map<string, ChangedLines[]>();
  let lines: ChangedLines[] = [];
  // How many lines of the hunk are still to come: a line of code may look like a header.
  let left = 0;
  for (const line of patch.split('\n')) {
    if (left > 0) {
      if (/^[-+]/.test(line)) left--;
      continue;
    }
    const file = /^\+\+\+ (.*?)\t?$/.exec(line)?.[1];
    if (file !== undefined) {
      lines = [];
      if (file !== '/dev/null') files.set(unquoted(file).slice(2), lines);
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk) continue;
    const [, removed = '1', start = '0', added = '1'] = hunk;
    left = Number(removed) + Number(added);
    const from = Number(start);
    lines.push(added === '0' ? { from: from + 0.5, to: from + 0.5 } : { from, to: from + Number(added) - 1 });
  }
  return files;
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** A path as git quotes it: in C's way, bytes beyond ASCII in octal. Source: git, quote.c, `unquote_c_style`. */
function unquoted(written: string): string {
  if (!written.startsWith('"')) return written;
  const parts = written.slice(1, -1).match(/\\[0-7]{3}|\\.|[^\\]+/g) ?? [];
  const bytes = parts.map((part) => {
    if (!part.startsWith('\\')) return Buffer.from(part);
    return Buffer.of(escapes[part.slice(1)] ?? Number.parseInt(part.slice(1), 8));
  });
  return Buffer.concat(bytes).toString();
}

function git(folder: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('git', args, { cwd: folder, maxBuffer: 2 ** 30, windowsHide: true }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if ((error as NodeJS.ErrnoException).code === 'ENOENT') reject(new GitError('changed.no git'));
      else reject(new GitError('changed.failed', { reason: stderr.trim().split('\n')[0] || error.message }));
    });
  });
}
