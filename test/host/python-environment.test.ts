import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { findEnvironment, libraryFolders } from '../../server/host/python-environment.ts';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwise-environment-')));
after(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text = ''): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** An environment as `python -m venv` makes it. */
function environment(name: string, config = 'include-system-site-packages = false\n'): string {
  write(`${name}/pyvenv.cfg`, config);
  write(`${name}/bin/python`);
  write(`${name}/lib/python3.12/site-packages/acme/__init__.py`);
  return path.join(root, name, 'lib', 'python3.12', 'site-packages');
}

test("finds the project's environment by its usual names, the nearest first", () => {
  mkdirSync(path.join(root, 'plain', 'venv'), { recursive: true });
  assert.equal(findEnvironment(path.join(root, 'plain')), undefined);
  assert.equal(findEnvironment(path.join(root, 'missing')), undefined);
  environment('one/.venv');
  environment('one/backend/.venv');
  assert.equal(findEnvironment(path.join(root, 'one')), path.join(root, 'one', '.venv'));
  environment('two/services/api/venv');
  assert.equal(findEnvironment(path.join(root, 'two')), path.join(root, 'two', 'services', 'api', 'venv'));
  environment('three/a/b/c/.venv');
  assert.equal(findEnvironment(path.join(root, 'three')), undefined);
});

test('knows the folders of packages of an environment, by its folder and by its interpreter', () => {
  const packages = environment('env');
  assert.deepEqual(libraryFolders(path.join(root, 'env')), [packages]);
  assert.deepEqual(libraryFolders(path.join(root, 'env', 'bin', 'python')), [packages]);
  assert.deepEqual(libraryFolders(path.join(root, 'nothing')), []);
  assert.deepEqual(libraryFolders(write('text.txt')), []);
});

test('follows an interpreter that is a link into its installation', () => {
  write('opt/python/bin/python3.12');
  write('opt/python/lib/python3.12/site-packages/acme.py');
  mkdirSync(path.join(root, 'bin'));
  symlinkSync(path.join(root, 'opt/python/bin/python3.12'), path.join(root, 'bin', 'python3'));
  assert.deepEqual(libraryFolders(path.join(root, 'bin', 'python3')), [
    path.join(root, 'opt/python/lib/python3.12/site-packages'),
  ]);
});

test('knows the layouts of Windows and of Debian', () => {
  write('windows/pyvenv.cfg');
  write('windows/Lib/site-packages/acme.py');
  assert.equal(libraryFolders(path.join(root, 'windows')).length, 1);
  write('debian/lib/python3/dist-packages/acme.py');
  assert.deepEqual(libraryFolders(path.join(root, 'debian')), [path.join(root, 'debian/lib/python3/dist-packages')]);
});

test("takes over the system's packages only where the environment does", () => {
  write('system/bin/python3');
  write('system/lib/python3.12/site-packages/shared.py');
  const home = path.join(root, 'system', 'bin');
  const alone = environment('alone', `home = ${home}\ninclude-system-site-packages = false\n`);
  assert.deepEqual(libraryFolders(path.join(root, 'alone')), [alone]);
  const both = environment('both', `home = ${home}\ninclude-system-site-packages = true\n`);
  assert.deepEqual(libraryFolders(path.join(root, 'both')), [
    both,
    path.join(root, 'system/lib/python3.12/site-packages'),
  ]);
});

test('editable installs are the folders that .pth files name; their code is never run', () => {
  const packages = environment('editable');
  const member = path.dirname(write('members/shop/src/shop/__init__.py'));
  write('editable/lib/python3.12/site-packages/shop.pth', `# comment\n${path.dirname(member)}\n/no/such/folder\n`);
  write('editable/lib/python3.12/site-packages/hook.pth', `import os; os.system("touch ${path.join(root, 'ran')}")\n`);
  write('editable/lib/python3.12/site-packages/network.pth', '\\\\server\\share\n//server/share\n');
  assert.deepEqual(libraryFolders(path.join(root, 'editable')), [packages, path.dirname(member)]);
});
