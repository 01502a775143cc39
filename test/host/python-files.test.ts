import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { listSourceFiles } from '../../server/host/python-files.ts';
import { globToRegExp, isListedPath } from '../../server/host/source-walk.ts';

const root = mkdtempSync(path.join(tmpdir(), 'loopwise-files-'));
after(() => rmSync(root, { recursive: true, force: true }));

function write(name: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), '');
}

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
  assert.deepEqual(await listSourceFiles(root, [], assert.fail), own);
});

test('lists what says which versions a project has, also above the folder in its repository', async () => {
  for (const name of ['.git/HEAD', 'uv.lock', 'pyproject.toml', 'api/requirements.txt', 'api/src/main.py'])
    write(`repository/${name}`);
  for (const name of ['api/src/yarn.lock', 'api/src/notes.txt', 'api/src/requirements/dev.txt'])
    write(`repository/${name}`);
  const below = ['main.py', 'requirements/dev.txt'];
  const src = path.join(root, 'repository', 'api', 'src');
  assert.deepEqual(await listSourceFiles(src, [], assert.fail), ['../../uv.lock', '../requirements.txt', ...below]);
  rmSync(path.join(root, 'repository', '.git'), { recursive: true });
  assert.deepEqual(await listSourceFiles(src, [], assert.fail), below);
  rmSync(path.join(root, 'repository'), { recursive: true });
  assert.ok(isListedPath('a/requirements/dev.txt', []) && isListedPath('poetry.lock', []));
  assert.ok(!isListedPath('notes.txt', []) && !isListedPath('.venv/uv.lock', []));
});

test('leaves out what is excluded', async () => {
  assert.deepEqual(await listSourceFiles(root, ['tests', 'app/routers/**'], assert.fail), [
    'app/main.py',
    'main.py',
    'pyproject.toml',
  ]);
});

test('the path alone gives the same answer, but for environments with names of their own', () => {
  for (const name of own) assert.ok(isListedPath(name, []), name);
  for (const name of foreign.filter((file) => !file.startsWith('myenv'))) assert.ok(!isListedPath(name, []), name);
  assert.ok(!isListedPath('tests/test_main.py', ['tests']));
});

test('a missing folder is an error of its own, an unreadable one below it a report', async () => {
  await assert.rejects(listSourceFiles(path.join(root, 'missing'), [], assert.fail), { code: 'ENOENT' });
  if (process.getuid?.() === 0) return; // root reads everything
  const closed = path.join(root, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0);
  const reports: string[] = [];
  await listSourceFiles(root, [], (folder, code) => reports.push(`${folder} ${code}`));
  assert.deepEqual(reports, ['closed EACCES']);
});

test('globs', () => {
  const matches = (glob: string, file: string) => globToRegExp(glob).test(file);
  assert.ok(matches('tests', 'app/tests/a.py'));
  assert.ok(matches('*_pb2.py', 'app/x_pb2.py'));
  assert.ok(!matches('*_pb2.py', 'app/x_pb2.pyc'));
  assert.ok(matches('app/**/gen', 'app/a/b/gen/c.py'));
  assert.ok(matches('./app/', 'app/main.py'));
  assert.ok(!matches('app/main.py', 'other/app/main.py'));
  assert.ok(matches('a+(b).py', 'a+(b).py'));
});
