import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { everyFile, type FileSelection, globsAtRoot } from '../../server/config/file-selection.ts';
import { listSourceFiles as list } from '../../server/host/python-files.ts';
import { isListedPath } from '../../server/host/source-walk.ts';

const root = mkdtempSync(path.join(tmpdir(), 'loopwise-files-'));
after(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text = ''): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}

async function listSourceFiles(folder: string, selection: FileSelection, onUnreadable: Parameters<typeof list>[2]) {
  return (await list(folder, selection, onUnreadable)).paths;
}

const without = (...globs: string[]): FileSelection => ({ ...everyFile, exclude: globsAtRoot(globs) });

const own = ['app/main.py', 'app/routers/orders.py', 'main.py', 'pyproject.toml', 'tests/test_main.py'];
const foreign = [
  '.venv/lib/site.py',
  'node_modules/gyp/gyp.py',
  'myenv/pyvenv.cfg',
  'myenv/lib/site.py',
  'app/__pycache__/main.py',
  'readme.md',
  'other.toml',
  'app/stub.pyi',
];

test('lists the own code, sorted, without environments, caches and hidden folders', async () => {
  for (const name of [...own, ...foreign]) write(name);
  symlinkSync(root, path.join(root, 'app', 'loop'));
  assert.deepEqual(await listSourceFiles(root, everyFile, assert.fail), own);
});

test('lists what says which versions a project has, also above the folder in its repository', async () => {
  for (const name of ['.git/HEAD', 'uv.lock', 'pyproject.toml', 'api/requirements.txt', 'api/src/main.py'])
    write(`repository/${name}`);
  for (const name of ['api/src/yarn.lock', 'api/src/notes.txt', 'api/src/requirements/dev.txt'])
    write(`repository/${name}`);
  const below = ['main.py', 'requirements/dev.txt'];
  const src = path.join(root, 'repository', 'api', 'src');
  assert.deepEqual(await listSourceFiles(src, everyFile, assert.fail), [
    '../../uv.lock',
    '../requirements.txt',
    ...below,
  ]);
  rmSync(path.join(root, 'repository', '.git'), { recursive: true });
  assert.deepEqual(await listSourceFiles(src, everyFile, assert.fail), below);
  rmSync(path.join(root, 'repository'), { recursive: true });
  assert.ok(isListedPath('a/requirements/dev.txt', everyFile) && isListedPath('poetry.lock', everyFile));
  assert.ok(!isListedPath('notes.txt', everyFile) && !isListedPath('.venv/uv.lock', everyFile));
});

test('leaves out what is excluded', async () => {
  assert.deepEqual(await listSourceFiles(root, without('tests', 'app/routers/**'), assert.fail), [
    'app/main.py',
    'main.py',
    'pyproject.toml',
  ]);
});

test('the path alone gives the same answer, but for environments with names of their own', () => {
  for (const name of own) assert.ok(isListedPath(name, everyFile), name);
  for (const name of foreign.filter((file) => !file.startsWith('myenv')))
    assert.ok(!isListedPath(name, everyFile), name);
  assert.ok(!isListedPath('tests/test_main.py', without('tests')));
});

test('a missing folder is an error of its own, an unreadable one below it a report', async () => {
  await assert.rejects(listSourceFiles(path.join(root, 'missing'), everyFile, assert.fail), { code: 'ENOENT' });
  if (process.getuid?.() === 0) return; // root reads everything
  const closed = path.join(root, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0);
  const reports: string[] = [];
  await listSourceFiles(root, everyFile, (folder, code) => reports.push(`${folder} ${code}`));
  assert.deepEqual(reports, ['closed EACCES']);
});

test('takes only what is included, and what says which versions there are', async () => {
  const only = (...globs: string[]): FileSelection => ({ ...everyFile, include: globsAtRoot(globs) });
  assert.deepEqual(await listSourceFiles(root, only('app'), assert.fail), [
    'app/main.py',
    'app/routers/orders.py',
    'pyproject.toml',
  ]);
  assert.deepEqual(await listSourceFiles(root, only('*/main.py', 'tests/**/test_*.py'), assert.fail), [
    'app/main.py',
    'pyproject.toml',
    'tests/test_main.py',
  ]);
  assert.ok(!isListedPath('main.py', only('app')) && isListedPath('app/x/y.py', only('app')));
});

test('takes globs from the folder that they are written in', async () => {
  const below = { include: [], exclude: [{ glob: 'app/main.py', down: 'app' }], respectGitignore: true };
  assert.deepEqual(await listSourceFiles(path.join(root, 'app'), below, assert.fail), ['routers/orders.py']);
  assert.ok(!isListedPath('main.py', below) && isListedPath('app/main.py', below));
});

test('leaves out what git ignores, as git does', async () => {
  const files = [
    'generated/a.py',
    'kept/generated/b.py',
    'app/local.py',
    'app/kept/local.py',
    'app/deep/scratch_1.py',
    'app/deep/scratch_2.py',
    'app/deep/other/scratch_2.py',
    'build/c.py',
    'build/keep.py',
    'main.py',
    'requirements.txt',
  ];
  for (const name of files) write(`ignoring/${name}`);
  write(
    'ignoring/.gitignore',
    '# comment\n/generated/\nlocal.py\nbuild/*\n!build/keep.py\nscratch_*\nrequirements.txt\n',
  );
  write('ignoring/app/kept/.gitignore', '!local.py\n');
  write('ignoring/app/deep/.gitignore', '!/scratch_2.py\n');
  const folder = path.join(root, 'ignoring');
  const kept = [
    'app/deep/scratch_2.py',
    'app/kept/local.py',
    'build/keep.py',
    'kept/generated/b.py',
    'main.py',
    'requirements.txt',
  ];
  const { paths, ignored } = await list(folder, everyFile, assert.fail);
  assert.deepEqual(paths, kept);
  for (const name of files) assert.equal(isListedPath(name, everyFile, ignored), kept.includes(name), name);
  const all = { ...everyFile, respectGitignore: false };
  assert.deepEqual(await listSourceFiles(folder, all, assert.fail), [...files].sort());
  rmSync(folder, { recursive: true });
});

test('leaves out what the repository around the folder ignores, but not the folder itself', async () => {
  for (const name of ['.git/HEAD', 'api/main.py', 'api/gen.py', 'api/secret.py', 'out/gen.py', 'out/main.py'])
    write(`around/${name}`);
  write('around/.gitignore', 'gen.py\nout/\n');
  write('around/.git/info/exclude', 'secret.py\n');
  const at = (name: string) => listSourceFiles(path.join(root, 'around', name), everyFile, assert.fail);
  assert.deepEqual(await at(''), ['api/main.py']);
  assert.deepEqual(await at('api'), ['main.py']);
  assert.deepEqual(await at('out'), ['gen.py', 'main.py']);
  rmSync(path.join(root, 'around', '.git'), { recursive: true });
  assert.deepEqual(await at('api'), ['gen.py', 'main.py', 'secret.py'], 'no repository');
  rmSync(path.join(root, 'around'), { recursive: true });
});
