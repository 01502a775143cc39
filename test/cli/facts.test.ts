import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import manifest from '../../package.json' with { type: 'json' };
import { ProgramFolder, program, shop } from './built-program.ts';

let folder: ProgramFolder;
beforeEach(() => {
  folder = new ProgramFolder(shop);
});
afterEach(() => folder.remove());

const facts = (...args: string[]) => folder.run('facts', ...args);
const bytesOf = (name: string) => readFileSync(path.join(folder.root, name));

/** A document as any JSON parser reads it. */
function documentIn(text: string) {
  const document = JSON.parse(text);
  return { ...document, paths: document.files.map((entry: { path: string }) => entry.path), named: document.paths };
}

test('the document is JSON with the facts of each file, its hash, and what the project says', () => {
  folder.write('requirements.txt', 'fastapi==0.110.0\n');
  folder.write('pyproject.toml', '[project]\nname = "shop"\n');
  const { code, stdout, stderr } = facts();
  assert.deepEqual([code, stderr], [0, '']);
  const document = documentIn(stdout);
  assert.equal(document.format, 'loopwise facts');
  assert.equal(document.version, 1);
  assert.match(document.maker, /^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
  assert.ok(document.maker.startsWith(manifest.version));
  assert.deepEqual(document.named, ['']);
  assert.deepEqual(document.paths, ['app/main.py', 'app/service.py', 'pyproject.toml', 'requirements.txt']);
  const [main, , project, requirements] = document.files;
  assert.equal(main.bytes, Buffer.byteLength(shop['app/main.py'] ?? ''));
  assert.match(main.sha256, /^[0-9a-f]{64}$/);
  assert.equal(main.facts.functions[1].qualifiedName, 'list_orders');
  assert.equal(main.lines[10], 'return service.all()');
  assert.equal(project.says.project.name, 'shop');
  assert.equal(requirements.says.version.text, '0.110.0');
});

test('the same files give the same document, byte for byte', () => {
  assert.equal(facts().stdout, facts('.').stdout);
});

test('paths are relative to the current folder or to --root, whatever is named', () => {
  folder.git('init', '--quiet');
  folder.write('lib/other.py', '');
  folder.write('uv.lock', '[[package]]\nname = "fastapi"\nversion = "0.110.0"\n');
  const all = documentIn(facts('app').stdout);
  assert.deepEqual(all.paths, ['app/main.py', 'app/service.py', 'uv.lock']);
  assert.deepEqual([all.root, all.named], ['', ['app']]);
  const below = documentIn(facts('--root', 'app', 'app/main.py').stdout);
  assert.deepEqual(below.paths, ['../uv.lock', 'main.py']);
  assert.deepEqual([below.root, below.named], ['app', ['main.py']]);
  // As the root of what is checked: above all packages.
  folder.write('app/__init__.py', '');
  assert.deepEqual(documentIn(folder.runIn('app', {}, 'facts', 'main.py').stdout).paths, ['app/main.py', 'uv.lock']);
});

test('the selection of files is that of check', () => {
  folder.git('init', '--quiet');
  folder.write('.gitignore', 'made.py\n');
  folder.write('made.py', '');
  folder.write('other/x.py', '');
  folder.write('loopwise.toml', 'exclude = ["app/service.py"]\n');
  assert.deepEqual(documentIn(facts('--exclude', 'other').stdout).paths, ['app/main.py']);
  assert.deepEqual(documentIn(facts('made.py').stdout).paths, ['made.py']);
  folder.write('loopwise.toml', 'exclud = []\n');
  const { code, stdout, stderr } = facts();
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /loopwise\.toml:1: exclud: .*did you mean "exclude"/);
});

test('the output may be a file, packed where its name says so', () => {
  const { stdout } = facts();
  assert.deepEqual(facts('-o', 'facts.json'), { code: 0, stdout: '', stderr: '' });
  assert.equal(folder.read('facts.json'), stdout);
  facts('--output', 'facts.json.gz');
  const packed = bytesOf('facts.json.gz');
  assert.ok(packed.length < stdout.length / 2);
  assert.equal(gunzipSync(packed).toString(), stdout);
  const { code, stderr } = facts('-o', 'missing/facts.json');
  assert.equal(code, 2);
  assert.equal(stderr, 'loopwise facts: missing/facts.json: it cannot be written (ENOENT)\n');
  assert.ok(!existsSync(path.join(folder.root, 'missing')));
});

test('what has not changed is taken from a former document, also where it has moved', () => {
  facts('-o', 'facts.json');
  folder.write('app/service.py', `${shop['app/service.py']}\nchanged = 1\n`);
  folder.write('moved/main.py', shop['app/main.py'] ?? '');
  const fresh = facts().stdout;
  facts('app/main.py', '-o', 'facts.json.gz');
  assert.equal(facts('--reuse', 'facts.json.gz').stderr, '2 of 3 files taken from facts.json.gz.\n');
  const { code, stdout, stderr } = facts('--reuse', 'facts.json');
  assert.deepEqual([code, stderr], [0, '2 of 3 files taken from facts.json.\n']);
  assert.equal(stdout, fresh);
  // Into the same file, which is what a cache is.
  assert.equal(facts('--reuse', 'facts.json', '-o', 'facts.json').stderr, '2 of 3 files taken from facts.json.\n');
  assert.equal(folder.read('facts.json'), fresh);
  assert.equal(facts('--reuse', 'facts.json').stderr, '3 of 3 files taken from facts.json.\n');
});

for (const [name, damage, reason] of [
  ['that is not there', undefined, 'it is not there'],
  [
    'that is something else',
    () => '{"version":1,"findings":[]}\n',
    'it is not a document as `loopwise facts` writes it',
  ],
  ['that is no JSON', () => 'facts', 'it is not a document as `loopwise facts` writes it'],
  ['that is empty', () => '', 'it is not a document as `loopwise facts` writes it'],
  ['that is cut off', (text: string) => text.slice(0, -200), 'it is damaged: cut off, or changed since'],
  ['that was edited', (text: string) => text.replace('list_orders', 'list_others'), 'it is damaged'],
  [
    'of another version',
    (text: string) => text.replace(/"maker":"[^"]*"/, '"maker":"0.0.1+abc"'),
    'Loopwise 0.0.1+abc made it',
  ],
  [
    'of another format',
    (text: string) => text.replace('"version":1', '"version":7'),
    'it has format 7, and this Loopwise reads format 1',
  ],
] as const) {
  test(`a former document ${name} breaks no job, and cannot be linked`, () => {
    const text = facts().stdout;
    if (damage) folder.write('former.json', damage(text));
    const { code, stdout, stderr } = facts('--reuse', 'former.json');
    assert.deepEqual([code, stdout], [0, text]);
    assert.ok(stderr.startsWith(`--reuse former.json: nothing is taken from it: ${reason}`), stderr);
    const linked = folder.run('link', 'former.json');
    assert.deepEqual([linked.code, linked.stdout], [2, '']);
    assert.ok(linked.stderr.startsWith(`loopwise link: former.json: ${reason}`), linked.stderr);
    assert.equal(linked.stderr.trim().split('\n').length, 1);
  });
}

test('a packed document that is cut off is damaged', () => {
  facts('-o', 'facts.json.gz');
  folder.write('cut.json.gz', bytesOf('facts.json.gz').subarray(0, 300));
  assert.match(folder.run('link', 'cut.json.gz').stderr, /cut\.json\.gz: it is damaged/);
  assert.match(facts('--reuse', 'cut.json.gz').stderr, /nothing is taken from it: it is damaged/);
});

test('files that cannot be read are told, and what was named must be readable', () => {
  folder.write('bad.py', new Uint8Array([0xff, 0xfe, 0, 0]));
  const { code, stdout, stderr } = facts('-o', 'facts.json');
  assert.deepEqual([code, stdout], [0, '']);
  assert.equal(stderr, 'bad.py: not analysed: it is a binary file\n');
  assert.equal(facts('bad.py', '-o', 'bad.json').code, 2);
  // Other parts of the project are other jobs.
  assert.deepEqual(facts('app', '-o', 'app.json'), { code: 0, stdout: '', stderr: '' });
});

test('a folder that cannot be read is told where it was asked for', { skip: process.getuid?.() === 0 }, () => {
  folder.write('secret/x.py', '');
  chmodSync(path.join(folder.root, 'secret'), 0);
  try {
    assert.match(facts('-o', 'facts.json').stderr, /^secret: not analysed: it cannot be read \(EACCES\)/);
    assert.equal(facts('app', '-o', 'facts.json').stderr, '');
  } finally {
    chmodSync(path.join(folder.root, 'secret'), 0o755);
  }
});

test('bad usage ends with 2 and says why', () => {
  const failed = (...args: string[]) => {
    const { code, stdout, stderr } = facts(...args);
    assert.deepEqual([code, stdout], [2, '']);
    return stderr;
  };
  assert.equal(failed('nowhere'), 'loopwise facts: nowhere: no such file or folder\n');
  assert.equal(failed('--root', 'nowhere'), 'loopwise facts: nowhere: no such file or folder\n');
  assert.equal(failed('--root', 'app/main.py'), 'loopwise facts: --root app/main.py: this is no folder\n');
  assert.equal(
    failed('--root', 'app', '..'),
    `loopwise facts: .. is not in ${path.join(folder.root, 'app')}; --root names a folder that has all of them\n`,
  );
  assert.match(failed('--reus', 'x'), /there is no option "--reus"; did you mean "--reuse"/);
  assert.match(facts('--help', '--language', 'es').stdout, /Uso: loopwise facts \[OPTIONS\] \[PATH…\]/);
});

test('who has seen enough of the output may go', () => {
  for (let index = 0; index < 50; index++) folder.write(`more/m${index}.py`, shop['app/main.py'] ?? '');
  const command = `'${process.execPath}' '${program}' facts | head -c 20; echo " ends with \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder.root, encoding: 'utf8' });
  assert.deepEqual([stdout, stderr], ['{"format":"loopwise  ends with 0\n', '']);
});
