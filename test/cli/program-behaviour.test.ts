import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import manifest from '../../package.json' with { type: 'json' };
import { commands } from '../../server/cli/command-table.ts';
import { ProgramFolder, program, shop } from './built-program.ts';

let folder: ProgramFolder;
before(() => {
  folder = new ProgramFolder(shop);
});
after(() => folder.remove());

describe('help', () => {
  test('of the program names every command, in both languages', () => {
    const { code, stdout, stderr } = folder.run('--help');
    assert.deepEqual([code, stderr], [0, '']);
    for (const { name } of commands) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
    assert.equal(folder.run('help').stdout, stdout);
    assert.match(folder.run('--help', '--language', 'es').stdout, /^Loopwise encuentra/);
    assert.equal(folder.run().code, 2);
  });

  for (const command of commands) {
    test(`of ${command.name} names every option`, () => {
      for (const language of ['en', 'es']) {
        const { code, stdout, stderr } = folder.run(command.name, '--help', '--language', language);
        assert.deepEqual([code, stderr], [0, '']);
        for (const { name } of command.options) assert.match(stdout, new RegExp(`^  (-\\w, )?--${name}\\b`, 'm'));
        for (const line of stdout.split('\n')) assert.ok(line.length <= 100, line);
      }
    });
  }

  test('the version is that of the package', () => {
    assert.equal(folder.run('--version').stdout, `loopwise ${manifest.version}\n`);
  });
});

describe('bad usage ends with 2 and names what is near', () => {
  for (const [args, expected] of [
    [['chekc'], 'loopwise: there is no command "chekc"; did you mean "check"?'],
    [['--verison'], 'loopwise: there is no option "--verison"; did you mean "--version"?'],
    [['check', '--fromat', 'json'], 'loopwise check: there is no option "--fromat"; did you mean "--format"?'],
    [
      ['check', '--format', 'jsno'],
      'loopwise check: --format "jsno" is not one of text, concise, json, sarif, github, junit; did you mean "json"?',
    ],
    [['check', '--format'], 'loopwise check: --format needs a value: --format FORMAT'],
    [['check', '--format', '--severity'], 'loopwise check: --format needs a value: --format FORMAT'],
    [['check', '--no-cache=yes'], 'loopwise check: --no-cache takes no value'],
    [['check', '-x'], 'loopwise check: there is no option "-x"'],
    [['explain', 'decision', 'duel'], 'loopwise explain: "duel" is one argument too many'],
    [['check', '--language', 'fr'], 'loopwise check: --language "fr" is not one of en, es'],
    [
      ['check', '--color', 'blue', '--language=es'],
      'loopwise check: --color no admite «blue», sino auto, always, never',
    ],
    [['chekc', '--language', 'es'], 'loopwise: no existe la orden «chekc»; ¿quisiste decir «check»?'],
    [['watch', 'app/main.py'], 'loopwise watch: app/main.py: only a folder can be watched'],
  ] as const) {
    test(args.join(' '), () => {
      const { code, stdout, stderr } = folder.run(...args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.equal(stderr.split('\n')[0], expected);
    });
  }
});

test('paths behind -- are paths', () => {
  folder.write('--format', 'x');
  assert.match(folder.run('check', '--', 'missing').stderr, /missing: no such file or folder/);
  assert.equal(folder.run('check', '--', 'app/main.py').code, 1);
});

test('nobody is bothered when the output is cut off, as by head', () => {
  const body = Array.from(
    { length: 3000 },
    (_, index) => `\n\n@app.get("/${index}")\nasync def f${index}():\n    time.sleep(1)\n`,
  );
  folder.write('many/main.py', `import time\nfrom fastapi import FastAPI\napp = FastAPI()\n${body.join('')}`);
  const command = `'${process.execPath}' '${program}' check many --format json | head -1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder.root, encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(stdout, '{\n1\n');
});

test('Ctrl+C ends a check at once, as shells expect it', async () => {
  const running = folder.start('check', '--stdin-filename', 'app/main.py');
  const ended = new Promise((resolve) => running.on('exit', (code, signal) => resolve(signal ?? code)));
  await sleep(700);
  running.kill('SIGINT');
  assert.equal(await ended, 'SIGINT');
});
