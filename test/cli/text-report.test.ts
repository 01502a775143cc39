import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ProgramFolder, shop } from './built-program.ts';

let folder: ProgramFolder;
before(() => {
  folder = new ProgramFolder(shop);
});
after(() => folder.remove());

/** A path operation whose line is `code`. */
function withLine(code: string): string {
  return `import time\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get("/")\nasync def f():\n${code}\n`;
}

/** The line with the call of `time.sleep`, and the one with the carets below it. */
function marked(code: string): readonly [string, string] {
  folder.write('marked/main.py', withLine(code));
  const { stdout } = folder.run('check', 'marked');
  const lines = stdout.split('\n');
  const at = lines.findIndex((line) => /^ +\| +\^+$/.test(line));
  return [lines[at - 1] ?? '', lines[at] ?? ''];
}

describe('text', () => {
  test('shows the code with carets, and every step with its code', () => {
    const { code, stdout } = folder.run('check');
    assert.equal(code, 1);
    assert.match(stdout, /^app\/main\.py:11:12: warning blocking-call: `service\.all\(\)` ends in `time\.sleep`/);
    const block = stdout.split('\n').slice(1, 11).join('\n');
    assert.equal(
      block,
      `   |
 9 | @app.get("/orders")
10 | async def list_orders():
11 |     return service.all()
   |            ^^^^^^^^^^^^^
   |
   → OrderService.all (app/service.py:6)
 6 |         time.sleep(1)
   |         ^^^^^^^^^^^^^
   = fix: Make \`list_orders\` a \`def\`, so that FastAPI runs it in a thread`,
    );
    assert.match(stdout, /\n1 finding in 2 files \(.*\)\n$/);
  });

  test('paths are those that can be opened from here', () => {
    assert.match(folder.runIn('app', {}, 'check', '..').stdout, /^main\.py:11:12:/);
  });

  test('tabs and wide characters do not shift the carets', () => {
    const [tabs, belowTabs] = marked('\tif 1:\ttime.sleep(1)');
    assert.equal(tabs, '6 |     if 1:   time.sleep(1)');
    assert.equal(belowTabs, '  |             ^^^^^^^^^^^^^');
    const [wide, belowWide] = marked('    a = "日本 👩‍👩‍👧 é"; time.sleep(1)');
    // Two columns for each of the three, and one for the letter with its accent.
    assert.equal(wide, '6 |     a = "日本 👩‍👩‍👧 é"; time.sleep(1)');
    assert.equal(belowWide.indexOf('^'), '6 |     a = "1122 33 é"; '.length);
  });

  test('of long lines the part with the call is shown', () => {
    const [line, below] = marked(`    a = "${'x'.repeat(300)}"; time.sleep(1); b = "${'y'.repeat(300)}"`);
    assert.ok(line.length <= 120, `${line.length} columns`);
    assert.match(line, /^6 \| …x+"; time\.sleep\(1\); b = "y+…$/);
    assert.equal(below.indexOf('^'), line.indexOf('time.sleep'));
    assert.equal(below.lastIndexOf('^') + 1, line.indexOf('; b'));
  });

  test('control characters of the code are written out', () => {
    folder.write('marked/main.py', withLine('    a = "\u001b[31m\u202e"; time.sleep(1)'));
    const { stdout } = folder.run('check', 'marked');
    assert.match(stdout, /a = "\\x1b\[31m\\u202e"; time\.sleep/);
    assert.ok(!stdout.includes('\u001b') && !stdout.includes('\u202e'));
  });

  test('a finding on the last line of a file without a line end, and with other line ends, has its code', () => {
    folder.write('ends/main.py', withLine('    time.sleep(1)').trimEnd().replaceAll('\n', '\r\n'));
    const { stdout } = folder.run('check', 'ends');
    assert.match(stdout, /\n6 \| {5}time\.sleep\(1\)\n {2}\| {5}\^{13}\n/);
    assert.doesNotMatch(stdout, /\r/);
  });
});

test('concise has one line for each finding, and marks what can be fixed safely', () => {
  folder.write('marked/main.py', withLine('    time.sleep(1)'));
  const { stdout, code } = folder.run('check', 'marked', '--format', 'concise');
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^marked\/main\.py:6:5: warning blocking-call \[\*\]: .*\n1 finding in 1 file \(.*\)\n\[\*\] loopwise fix mends 1 of them safely\.\n$/,
  );
});

describe('colours', () => {
  const isColoured = ({ stdout }: { stdout: string }) => stdout.includes('\u001b[33m');
  test('are there in a terminal only', () => {
    assert.equal(isColoured(folder.run('check')), false);
    // Libraries take this variable for a terminal; what a job pipes into a program must stay plain.
    assert.equal(isColoured(folder.runIn('.', { CI: 'true' }, 'check')), false);
    const shown = folder.runInTerminal({}, 'check');
    assert.equal(shown.code, 1);
    assert.equal(isColoured(shown), true);
  });
  test('NO_COLOR turns them off, FORCE_COLOR on, and --color goes before both', () => {
    assert.equal(isColoured(folder.runInTerminal({ NO_COLOR: '1' }, 'check')), false);
    assert.equal(isColoured(folder.runInTerminal({ TERM: 'dumb' }, 'check')), false);
    assert.equal(isColoured(folder.runInTerminal({}, 'check', '--color', 'never')), false);
    assert.equal(isColoured(folder.runIn('.', { FORCE_COLOR: '1' }, 'check')), true);
    assert.equal(isColoured(folder.runIn('.', { FORCE_COLOR: '0' }, 'check')), false);
    assert.equal(isColoured(folder.runIn('.', { NO_COLOR: '1' }, 'check', '--color', 'always')), true);
  });
});

test('a bar shows on a terminal how far it is, and is gone in the end; in a pipe there is none', () => {
  const many = new ProgramFolder(
    Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`m${index}.py`, 'x = [1, 2, 3]\n'.repeat(200)])),
  );
  try {
    const { stdout } = many.runInTerminal({}, 'check');
    assert.match(stdout, /Reading █+░* \d+\/1500/);
    assert.match(stdout.replaceAll('\u001b', '␛'), /\r␛\[2K(␛\[\d+m)*0 findings in 1500 files/);
    assert.equal(many.run('check').stderr, '');
  } finally {
    many.remove();
  }
});
