import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { parse as parseToml } from 'smol-toml';
import { ProgramFolder } from './built-program.ts';

let folder: ProgramFolder;
beforeEach(() => {
  folder = new ProgramFolder();
});
afterEach(() => folder.remove());

/** What a TOML file says, as plain objects. */
const parse = (text: string) => JSON.parse(JSON.stringify(parseToml(text)));

/** A text with the comments turned into what they show. */
const withExamples = (text: string) => text.replace(/^# (\[|[\w-]+ = )/gm, '$1');

test('a loopwise.toml is written, whose examples are right', () => {
  const { code, stdout } = folder.run('init');
  assert.equal(code, 0);
  assert.equal(stdout, 'loopwise.toml written.\nloopwise check shows what is found.\n');
  const text = folder.read('loopwise.toml');
  assert.deepEqual(parse(text), { preset: 'recommended' });
  assert.deepEqual(parse(withExamples(text)), {
    preset: 'recommended',
    exclude: ['migrations', 'scripts/*.py'],
    offload: 'auto',
    rules: { 'needless-thread': 'off' },
  });
  const again = folder.run('init');
  assert.deepEqual([again.code, again.stdout], [0, 'loopwise.toml is there already; nothing was changed.\n']);
  assert.equal(folder.read('loopwise.toml'), text);
});

test('a pyproject.toml gets a table, and keeps the rest', () => {
  const former = '[project]\r\nname = "shop" # ours\r\n';
  folder.write('pyproject.toml', former);
  assert.match(folder.run('init').stdout, /^pyproject\.toml: \[tool\.loopwise\] added\.\n/);
  const text = folder.read('pyproject.toml');
  assert.ok(text.startsWith(`${former}\r\n[tool.loopwise]\r\n`));
  assert.doesNotMatch(text, /[^\r]\n/);
  assert.deepEqual(parse(withExamples(text)).tool, {
    loopwise: {
      preset: 'recommended',
      exclude: ['migrations', 'scripts/*.py'],
      offload: 'auto',
      rules: { 'needless-thread': 'off' },
    },
  });
  assert.match(folder.run('init').stdout, /^pyproject\.toml has \[tool\.loopwise\] already/);
  assert.equal(folder.read('pyproject.toml'), text);
  assert.throws(() => folder.read('loopwise.toml'));
});

test('what is broken, missing or cannot be written ends with 2 and stays as it is', () => {
  folder.write('pyproject.toml', '[project]\nname =\n');
  const broken = folder.run('init');
  assert.equal(broken.code, 2);
  assert.equal(broken.stderr, 'loopwise init: pyproject.toml is not valid TOML (line 2); nothing was changed.\n');
  assert.equal(folder.read('pyproject.toml'), '[project]\nname =\n');
  assert.match(folder.run('init', 'missing').stderr, /missing: no such file or folder/);
  folder.write('taken/.github', 'a file');
  const taken = folder.run('init', 'taken', '--github');
  assert.equal(taken.code, 2);
  assert.match(
    taken.stderr,
    /taken\/\.github\/workflows\/loopwise\.yml: it cannot be (read|written) \((ENOTDIR|EEXIST)\)/,
  );
});

test('the comments are in the language that was asked for', () => {
  folder.run('init', '--language', 'es');
  assert.match(folder.read('loopwise.toml'), /^# Archivos y carpetas que se omiten$/m);
});

test('a hook and a workflow that are there are shown what to add', () => {
  folder.write('.pre-commit-config.yaml', 'repos: []\n');
  const { code, stdout } = folder.run('init', '--pre-commit');
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^\.pre-commit-config\.yaml is there already; nothing was changed\. Add this to it:\n\nrepos:\n/,
  );
  assert.equal(folder.read('.pre-commit-config.yaml'), 'repos: []\n');
});
