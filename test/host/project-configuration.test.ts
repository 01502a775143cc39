import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { mistakeLine } from '../../server/config/configuration-mistake.ts';
import { findConfiguration, openConfiguration } from '../../server/host/project-configuration.ts';

const root = mkdtempSync(path.join(tmpdir(), 'loopwise-configuration-'));
after(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(path.join(root, 'a/b'), { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const found = () => findConfiguration(path.join(root, 'a/b'));

test('the nearest file counts, and in a folder loopwise.toml; nothing is merged', () => {
  assert.equal(found(), undefined);
  write('pyproject.toml', '[tool.loopwise]\npreset = "strict"\noffload = "auto"\n');
  assert.deepEqual(found()?.configuration, { preset: 'strict', offload: 'auto' });
  assert.equal(found()?.down, 'a/b');
  write('a/pyproject.toml', '[project]\nname = "without our table"\n');
  assert.equal(found()?.file, path.join(root, 'pyproject.toml'));
  write('a/pyproject.toml', '[tool.loopwise]\npreset = "learning"\n');
  assert.deepEqual(found()?.configuration, { preset: 'learning' });
  write('a/loopwise.toml', 'offload = "run_in_threadpool"\n');
  assert.deepEqual(found()?.configuration, { offload: 'run_in_threadpool' });
  assert.equal(found()?.down, 'b');
  mkdirSync(path.join(root, 'a/b/loopwise.toml'));
  assert.equal(found()?.file, path.join(root, 'a/loopwise.toml'), 'a folder of this name is no file');
});

test('folders that are named have to be there', () => {
  write('loopwise.toml', 'source-roots = ["a", "src"]\n\npython = "venv"\n');
  const { configuration, mistakes = [] } = found() ?? {};
  assert.deepEqual(configuration, { 'source-roots': ['a'] });
  assert.deepEqual(
    mistakes.map((mistake) => mistakeLine('loopwise.toml', mistake, 'en')),
    [
      'loopwise.toml:1: source-roots[1]: there is no folder "src" beside this file',
      'loopwise.toml:3: python: no Python environment is at "venv" (no site-packages folder there)',
    ],
  );
  mkdirSync(path.join(root, 'src'));
  mkdirSync(path.join(root, 'venv/lib/python3.12/site-packages'), { recursive: true });
  assert.deepEqual(found()?.mistakes, []);
  assert.equal(found()?.configuration.python, path.join(root, 'venv'));
  write('loopwise.toml', 'python = "none"\n');
  assert.equal(found()?.configuration.python, 'none');
});

test('a file of a project cannot have us look at another machine', () => {
  write('loopwise.toml', 'python = "//host/share"\nsource-roots = ["//host/share", "//localhost"]\n');
  assert.deepEqual(
    found()?.mistakes.map(({ message }) => message),
    ['configuration.on-network', 'configuration.on-network', 'configuration.on-network'],
  );
  assert.equal(found()?.configuration.python, undefined);
});

test('what cannot be read has the reason', () => {
  write('a/pyproject.toml', Uint8Array.of(0, 1, 2));
  write('loopwise.toml', Uint8Array.of(0x22, 0xe9, 0x22));
  assert.deepEqual(
    found()?.mistakes.map((mistake) => mistakeLine('loopwise.toml', mistake, 'en')),
    ['loopwise.toml:1: it is not valid utf-8'],
  );
});

test('a file that is named may lie anywhere', () => {
  const other = write('shared/strict.toml', 'preset = "strict"\nexclude = ["x"]\n');
  const opened = openConfiguration(other, path.join(root, 'a'));
  assert.deepEqual([opened.configuration.preset, opened.down], ['strict', '']);
  const without = write('shared/pyproject.toml', '[project]\n');
  assert.deepEqual(
    openConfiguration(without, root).mistakes.map((mistake) => mistakeLine('pyproject.toml', mistake, 'en')),
    ['pyproject.toml:1: the table [tool.loopwise] is missing'],
  );
  assert.throws(() => openConfiguration(path.join(root, 'no.toml'), root), { code: 'ENOENT' });
});
