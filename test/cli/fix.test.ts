import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { prepareSource, replaceSource } from '../../server/host/replace-source.ts';
import { ProgramFolder, program } from './built-program.ts';

let folder: ProgramFolder;
beforeEach(() => {
  folder = new ProgramFolder();
});
afterEach(() => folder.remove());

/** A path operation that sleeps, which is safe to mend, and one that asks over the network, which is not. */
const main = `import time

import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/sleep")
async def sleep():
    time.sleep(1)
    return 1


@app.get("/ask")
async def ask():
    return requests.get("https://example.org", timeout=5).json()
`;
const mended = main.replace('import time\n', 'import asyncio\n').replace('    time.sleep', '    await asyncio.sleep');

const bytesOf = (name: string) => readFileSync(path.join(folder.root, name));

test('without options the changes are shown, and nothing is written', () => {
  folder.write('main.py', main);
  const { code, stdout, stderr } = folder.run('fix');
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^--- a\/main\.py\n\+\+\+ b\/main\.py\n@@ /);
  assert.match(
    stdout,
    /\nmain\.py: 1 fix\n1 fix in 1 file, 1 finding left \(1 with --unsafe\)\.\nNothing is written yet: --apply writes it, --diff shows it as a diff\.\n$/,
  );
  assert.equal(folder.read('main.py'), main);
});

for (const [name, text] of [
  ['usual', main],
  ['Windows', main.replaceAll('\n', '\r\n')],
  ['no line end at the end', main.replace(/\n$/, '')],
] as const) {
  test(`--diff is a patch that git applies: ${name}`, () => {
    folder.write('app/main.py', text);
    folder.git('init', '-q');
    const { code, stdout, stderr } = folder.run('fix', '--diff');
    assert.equal(code, 1);
    assert.equal(stderr, 'app/main.py: 1 fix\n1 fix in 1 file, 1 finding left (1 with --unsafe).\n');
    assert.equal(folder.read('app/main.py'), text);
    const { status, stderr: said } = spawnSync('git', ['apply', '-'], { cwd: folder.root, input: stdout });
    assert.equal(status, 0, String(said));
    const once = folder.read('app/main.py');
    folder.write('app/main.py', text);
    assert.equal(folder.run('fix', '--apply').code, 0);
    assert.equal(once, folder.read('app/main.py'));
    assert.match(once, /await asyncio\.sleep/);
    assert.equal(folder.run('fix', '--diff').code, 0);
  });
}

test('--apply writes what is safe, --unsafe the rest', () => {
  folder.write('main.py', main);
  const { code, stdout } = folder.run('fix', '--apply');
  assert.equal(code, 0);
  assert.equal(stdout, 'main.py: 1 fix\nFixed 1 finding in 1 file, 1 finding left (1 with --unsafe).\n');
  assert.equal(folder.read('main.py'), mended);
  assert.equal(folder.run('fix', '--apply').stdout, 'Nothing to fix, 1 finding left (1 with --unsafe).\n');
  assert.equal(folder.run('fix', '--apply', '--unsafe').stdout, 'main.py: 1 fix\nFixed 1 finding in 1 file.\n');
  assert.equal(folder.read('main.py'), mended.replace('async def ask', 'def ask'));
  assert.match(folder.run('check').stdout, /^0 findings/);
  assert.equal(folder.run('fix').stdout, 'Nothing to fix.\n');
});

test('--rule leaves all other rules alone', () => {
  folder.write('main.py', `${main}\n\n@app.get("/one")\ndef one():\n    return 1\n`);
  assert.match(folder.run('fix', '--rule', 'needless-thread', '--apply').stdout, /^main\.py: 1 fix\nFixed 1 finding/);
  assert.match(folder.read('main.py'), /async def one/);
  assert.match(folder.read('main.py'), / {4}time\.sleep/);
  const { code, stderr } = folder.run('fix', '--rule', 'needles-thread');
  assert.equal(code, 2);
  assert.match(stderr, /--rule "needles-thread" is not one of .*; did you mean "needless-thread"\?/);
});

test('what overlaps, and what another fix uncovers, is mended in one go', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `    time.sleep(${index}); time.sleep(0.5)\n`).join('');
  folder.write('main.py', main.replace('    time.sleep(1)\n', lines));
  assert.match(folder.run('fix', '--apply').stdout, /^main\.py: 60 fixes\nFixed 60 findings in 1 file/);
  assert.equal(folder.read('main.py').match(/await asyncio\.sleep/g)?.length, 60);
});

test('fixes of several files are written together', () => {
  folder.write(
    'main.py',
    `from fastapi import FastAPI

from service import load

app = FastAPI()


@app.get("/")
async def read():
    return await load()
`,
  );
  folder.write(
    'service.py',
    'import time\n\nimport requests\n\n\nasync def load():\n    return requests.get("https://example.org", timeout=5)\n',
  );
  const { stdout } = folder.run('fix', '--apply', '--unsafe');
  assert.match(stdout, /service\.py: (changed by fixes of other files|1 fix)\n/);
  assert.match(folder.read('service.py'), /run_in_threadpool|to_thread|httpx/);
  assert.match(folder.run('check').stdout, /^0 findings/);
});

describe('a file keeps', () => {
  test('its byte order mark', () => {
    folder.write('main.py', `\ufeff${main}`);
    folder.run('fix', '--apply');
    assert.deepEqual(bytesOf('main.py'), Buffer.from(`\ufeff${mended}`));
  });

  for (const [encoding, sign, code] of [
    ['latin-1', 'ñ', [0xf1]],
    ['cp1252', '€', [0x80]],
    ['shift_jis', '日本', [0x93, 0xfa, 0x96, 0x7b]],
    ['gbk', '汉', [0xba, 0xba]],
  ] as const) {
    test(`its encoding ${encoding}`, () => {
      const head = Buffer.from(`# coding: ${encoding}\n# `);
      folder.write('main.py', Buffer.concat([head, Buffer.from(code), Buffer.from(`\n${main}`)]));
      const { stdout } = folder.run('fix', '--diff');
      assert.match(stdout, new RegExp(`# coding: ${encoding}\n # ${sign}\n`));
      assert.equal(folder.run('fix', '--apply').code, 0);
      assert.deepEqual(bytesOf('main.py'), Buffer.concat([head, Buffer.from(code), Buffer.from(`\n${mended}`)]));
    });
  }

  test('its permissions, and what links to it', () => {
    folder.write('real/main.py', main);
    chmodSync(path.join(folder.root, 'real/main.py'), 0o751);
    symlinkSync('real/main.py', path.join(folder.root, 'link.py'));
    folder.run('fix', 'link.py', '--apply');
    assert.ok(lstatSync(path.join(folder.root, 'link.py')).isSymbolicLink());
    assert.equal(folder.read('real/main.py'), mended);
    assert.equal(statSync(path.join(folder.root, 'real/main.py')).mode & 0o777, 0o751);
    assert.deepEqual(readdirSync(path.join(folder.root, 'real')), ['main.py']);
  });
});

describe('a file is left as it is', () => {
  const reasonOf = (answer: object) => ('reason' in answer ? answer.reason : 'none');

  test('when it has changed meanwhile', async () => {
    folder.write('main.py', 'x = 2\n');
    assert.equal(
      reasonOf(await prepareSource(path.join(folder.root, 'main.py'), 'x = 1\n', 'x = 3\n')),
      'reason.changed',
    );
    assert.equal(folder.read('main.py'), 'x = 2\n');
  });

  test('when its encoding cannot hold the new text', async () => {
    folder.write('main.py', '# coding: latin-1\n');
    const prepared = await prepareSource(
      path.join(folder.root, 'main.py'),
      '# coding: latin-1\n',
      '# coding: latin-1 日\n',
    );
    assert.deepEqual(prepared, { reason: 'reason.encode', params: { encoding: 'latin1' } });
  });

  test('when it is gone, or its folder cannot be written', async () => {
    const gone = await prepareSource(path.join(folder.root, 'gone.py'), '', 'x');
    assert.deepEqual(gone, { reason: 'reason.unwritable', params: { code: 'ENOENT' } });
    const target = path.join(folder.root, 'missing', 'main.py');
    assert.equal(reasonOf((await replaceSource({ target, bytes: Buffer.of(1) })) ?? {}), 'reason.unwritable');
  });

  test('when it may not be written', () => {
    folder.write('main.py', main);
    chmodSync(path.join(folder.root, 'main.py'), 0o444);
    chmodSync(folder.root, 0o755);
    // The user `nobody`, where the tests run as root, who may write everything.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { status, stderr, stdout } = spawnSync(process.execPath, [program, 'fix', '--apply', '--no-cache'], {
      cwd: folder.root,
      encoding: 'utf8',
      ...user,
    });
    assert.equal(status, 2);
    assert.equal(stderr, 'main.py: not written: it may not be written\n');
    assert.equal(stdout, 'Fixed 0 findings in 0 files, 2 findings left (1 with --unsafe).\n');
    assert.equal(folder.read('main.py'), main);
  });
});

test('--diff and --apply cannot go together', () => {
  const { code, stderr } = folder.run('fix', '--diff', '--apply');
  assert.equal(code, 2);
  assert.match(stderr, /--diff and --apply cannot go together/);
});
