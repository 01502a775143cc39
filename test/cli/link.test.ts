import assert from 'node:assert/strict';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { fixturesFolder } from '../engine/marked-fixture.ts';
import { ProgramFolder, type ProgramResult, shop } from './built-program.ts';

let folder: ProgramFolder;
beforeEach(() => {
  folder = new ProgramFolder(shop);
});
afterEach(() => folder.remove());

/** A result without the time that it took. */
function timeless({ code, stdout, stderr }: ProgramResult) {
  return { code, stdout: stdout.replace(/\d+(?= ms)|(?<="milliseconds": )\d+|(?<=time=")[\d.]+/g, '0'), stderr };
}

const run = (...args: string[]) => timeless(folder.run(...args));

function write(...args: string[]): void {
  const { code, stderr } = folder.run('facts', ...args);
  assert.equal(code, 0, stderr);
}

/** A document for each file, as two jobs make them. */
function writeShards(): void {
  write('app/main.py', '-o', 'a.json');
  write('app/service.py', '-o', 'b.json.gz');
}

const shards = ['b.json.gz', 'a.json'];
const formats = ['text', 'concise', 'json', 'sarif', 'github', 'junit'] as const;

for (const format of formats) {
  test(`the parts of a project give what check gives as ${format}`, () => {
    folder.write('odd/bad.py', new Uint8Array([0xff, 0xfe, 0, 0]));
    folder.write('pyproject.toml', '[project]\nname = "shop"\ndependencies = ["fastapi>=0.100"]\n');
    writeShards();
    write('odd', 'app', '-o', 'c.json');
    const direct = run('check', '--format', format);
    assert.equal(direct.code, 1);
    assert.deepEqual(run('link', ...shards, 'c.json', '--format', format), direct);
  });
}

describe('without the sources', () => {
  const checked = new Map<string, ProgramResult>();
  let bare: ProgramFolder;
  before(() => {
    bare = new ProgramFolder(shop);
    bare.run('facts', 'app/main.py', '-o', 'a.json');
    bare.run('facts', 'app/service.py', '-o', 'b.json.gz');
    for (const format of formats) checked.set(format, timeless(bare.run('check', '--format', format)));
    rmSync(path.join(bare.root, 'app'), { recursive: true });
  });
  after(() => bare.remove());
  const run = (...args: string[]) => timeless(bare.run(...args));
  const note =
    '2 of 2 files are missing or have changed since: the code there is not shown, and fixes need all files.\n';

  for (const format of ['json', 'github', 'junit'] as const) {
    test(`${format} is the same`, () => {
      assert.deepEqual(run('link', ...shards, '--format', format), checked.get(format));
    });
  }

  test('text has the place, the chain and the sentence, and says once what is missing', () => {
    const { code, stdout, stderr } = run('link', ...shards);
    assert.deepEqual([code, stderr], [1, note]);
    assert.match(stdout, /^app\/main\.py:11:12: warning blocking-call: /);
    assert.match(stdout, /→ OrderService\.all \(app\/service\.py:6\)\n.*\| time\.sleep\(…\)/);
    assert.doesNotMatch(stdout, /\^|= fix/);
  });

  test('sarif has the same findings with the same fingerprints, and no fixes', () => {
    const resultsOf = (text = '') => JSON.parse(text).runs[0].results;
    const { code, stdout, stderr } = run('link', ...shards, '--format', 'sarif');
    assert.deepEqual([code, stderr], [1, note]);
    const [expected] = resultsOf(checked.get('sarif')?.stdout);
    assert.ok(expected.fixes.length > 0);
    delete expected.fixes;
    assert.deepEqual(resultsOf(stdout), [expected]);
  });

  test('the settings are those of the link, with source roots that only the documents have', () => {
    bare.write('loopwise.toml', 'source-roots = ["app"]\n[rules]\nblocking-call = "error"\n');
    assert.match(run('link', ...shards, '--format', 'concise').stdout, /main\.py:11:12: error /);
    bare.write('loopwise.toml', 'source-roots = ["nowhere"]\n');
    const { code, stderr } = run('link', ...shards);
    assert.equal(code, 2);
    assert.match(stderr, /loopwise\.toml:1: source-roots/);
    bare.write('other.toml', 'knowledge.non-blocking = ["app.service.*.all"]\n');
    assert.equal(run('link', ...shards, '--config', 'other.toml').code, 0);
    bare.write('loopwise.toml', '');
    assert.equal(run('link', ...shards, '--severity', 'error').code, 0);
    assert.equal(run('link', ...shards, '--severity', 'error', '--preset', 'strict').code, 1);
  });
});

test('code is shown of the files that are as they were', () => {
  writeShards();
  folder.write('app/service.py', `# moved\n${shop['app/service.py']}`);
  const { stdout, stderr } = run('link', ...shards);
  assert.match(stdout, /11 \| {5}return service\.all\(\)\n.*\^{13}/);
  assert.match(stdout, /service\.py:6\)\n.*\| time\.sleep\(…\)/);
  assert.doesNotMatch(stdout, /= fix/);
  assert.match(stderr, /^1 of 2 files is missing or has changed since: .*\n$/);
});

test('a baseline of check is one of link, and the other way round', () => {
  writeShards();
  const baseline = ['--baseline', 'known.json'];
  run('check', ...baseline, '--write-baseline');
  const written = folder.read('known.json');
  rmSync(path.join(folder.root, 'app'), { recursive: true });
  const known = run('link', ...shards, ...baseline);
  assert.deepEqual([known.code, known.stderr], [0, '1 known finding of known.json is not shown.\n']);
  folder.write('known.json', '{"version":1,"findings":[]}');
  assert.deepEqual(run('link', ...shards, ...baseline, '--write-baseline'), {
    code: 0,
    stdout: '',
    stderr: 'known.json: 1 finding written.\n',
  });
  assert.equal(folder.read('known.json'), written);
  // Of what no document has, nothing is known.
  assert.equal(run('link', 'b.json.gz', ...baseline, '--write-baseline').stderr, 'known.json: 1 finding written.\n');
  assert.match(run('link', ...shards, '--write-baseline').stderr, /--write-baseline needs --baseline FILE/);
});

test('what a part lacks is not known, and what was named in it must have been readable', () => {
  writeShards();
  assert.match(run('link', 'a.json').stdout, /^0 findings in 1 file/);
  folder.write('bad.py', new Uint8Array([0xff, 0xfe, 0, 0]));
  folder.run('facts', 'bad.py', '-o', 'bad.json');
  const { code, stderr } = run('link', ...shards, 'bad.json');
  assert.equal(code, 2);
  assert.match(stderr, /^bad\.py: not analysed: it is a binary file\n/);
});

test('documents of different states do not go together', () => {
  write('app', '-o', 'old.json');
  folder.write('app/service.py', '');
  write('-o', 'new.json');
  assert.deepEqual(run('link', 'old.json', 'new.json'), {
    code: 2,
    stdout: '',
    stderr: 'loopwise link: app/service.py is not the same in old.json and new.json; make both of the same state\n',
  });
  assert.equal(run('link', 'new.json', 'new.json').code, 0);
});

test('documents of different roots do not go together', () => {
  folder.git('init', '--quiet');
  write('--root', 'app', '-o', 'inner.json');
  write('-o', 'outer.json');
  const { code, stderr } = run('link', 'inner.json', 'outer.json');
  assert.equal(code, 2);
  assert.match(stderr, /inner\.json and outer\.json do not go together: .* app and \.;/);
});

test('paths are shown as where the facts were made, wherever in the repository they are linked', () => {
  folder.git('init', '--quiet');
  folder.write('service/app/main.py', shop['app/main.py'] ?? '');
  folder.write('service/app/service.py', shop['app/service.py'] ?? '');
  write('--root', 'service', '-o', 'facts.json');
  assert.match(run('link', 'facts.json').stdout, /^service\/app\/main\.py:11:12/);
  assert.deepEqual(timeless(folder.runIn('service', {}, 'link', '../facts.json')), {
    ...timeless(folder.runIn('service', {}, 'check')),
  });
  rmSync(path.join(folder.root, '.git'), { recursive: true });
  assert.match(
    run('link', 'facts.json', '--root', 'service').stdout,
    /^service\/app\/main\.py:11:12.*\n.*\n.*9 \| @app/,
  );
  assert.match(run('link', 'facts.json', '--root', 'nowhere').stderr, /nowhere: no such file or folder/);
});

test('bad usage ends with 2 and says why', () => {
  assert.equal(run('link').stderr, 'loopwise link: FACTS is missing\nloopwise link --help shows what is possible.\n');
  assert.deepEqual(run('link', 'nowhere.json'), {
    code: 2,
    stdout: '',
    stderr: 'loopwise link: nowhere.json: it is not there\n',
  });
  assert.match(run('link', 'app').stderr, /app: it cannot be read \(EISDIR\)/);
  assert.match(run('link', 'x', '--python', 'nowhere').stderr, /x: it is not there/);
  assert.match(run('link', '--help').stdout, /Usage: loopwise link \[OPTIONS\] FACTS…\n/);
});

test('the fixtures of all rules in three parts give what check gives, and each finding has its line', () => {
  cpSync(path.join(fixturesFolder, 'rules'), folder.root, { recursive: true });
  const rules = readdirSync(path.join(fixturesFolder, 'rules'));
  write(...rules.slice(0, 5), '-o', 'a.json');
  write(...rules.slice(5), '-o', 'b.json');
  write('app', '-o', 'c.json');
  for (const format of ['json', 'sarif']) {
    const options = ['--format', format, '--preset', 'strict'];
    const direct = run('check', ...options);
    assert.ok(direct.stdout.split('blocking-call').length > 100);
    assert.deepEqual(run('link', 'c.json', 'a.json', 'b.json', ...options), direct);
  }
});
