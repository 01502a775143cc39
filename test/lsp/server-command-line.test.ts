import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readServerCommandLine } from '../../server/lsp/server-command-line.ts';
import { ServerSession } from './server-session.ts';

const program = fileURLToPath(new URL('../../server/lsp/node-main.ts', import.meta.url));
const here = { language: 'en', version: '1.2.3' } as const;
const read = (...args: string[]) => readServerCommandLine(args, here);

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, LC_ALL: 'C', ...environment };
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', input: '', env });
}

describe('the command line of the language server', () => {
  test('takes one way to talk to the client, and what VS Code adds', () => {
    assert.deepEqual(read('--stdio'), { kind: 'serve', isStdioImplied: false });
    assert.deepEqual(read(), { kind: 'serve', isStdioImplied: true });
    for (const args of [
      ['--node-ipc', '--clientProcessId=12'],
      ['--socket=6009'],
      ['--socket', '6009'],
      ['--pipe=/tmp/x'],
    ])
      assert.deepEqual(read(...args), { kind: 'serve', isStdioImplied: false }, args.join(' '));
  });

  test('names what it does not understand', () => {
    const mistakes: [string[], RegExp][] = [
      [['--stdoi'], /unknown option "--stdoi"/],
      [['-x', '--stdio'], /unknown option "-x"/],
      [['check'], /unknown argument "check"/],
      [['--pipe'], /--pipe needs a value/],
      [['--socket='], /--socket needs a value/],
      [['--socket=0'], /a port from 1 to 65535, not "0"/],
      [['--socket=65536'], /not "65536"/],
      [['--stdio=yes'], /--stdio takes no value, but was given "yes"/],
      [['--stdio', '--socket=6009'], /--stdio and --socket exclude each other/],
    ];
    for (const [args, expected] of mistakes) {
      const command = read(...args);
      assert.equal(command.kind, 'mistake', args.join(' '));
      assert.match(command.kind === 'mistake' ? command.text : '', expected);
    }
  });

  test('prints help and version, and ends with 2 after a mistake, in the language of the machine', () => {
    const manifest: { version: string } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    const version = run(['--version']);
    assert.deepEqual(
      [version.status, version.stdout, version.stderr],
      [0, `loopwise-language-server ${manifest.version}\n`, ''],
    );
    const help = run(['--help']);
    assert.deepEqual([help.status, help.stderr], [0, '']);
    for (const option of ['--stdio', '--socket', '--pipe', '--version', '--help'])
      assert.ok(help.stdout.includes(option));
    assert.match(run(['-h'], { LC_ALL: 'es_ES.UTF-8' }).stdout, /Lo arranca un editor/);
    const mistake = run(['--stdoi']);
    assert.deepEqual([mistake.status, mistake.stdout], [2, '']);
    assert.match(mistake.stderr, /unknown option "--stdoi"\. --help lists the options\.\n$/);
  });

  test('without an option it speaks over standard input and output', async () => {
    const session = await ServerSession.start({
      folder: fileURLToPath(new URL('.', import.meta.url)),
      command: [process.execPath, program],
    });
    assert.equal(session.initialized.serverInfo?.name, 'loopwise');
    assert.equal(await session.stop(), 0);
  });

  test('its exit code tells whether it was shut down', async () => {
    const session = await ServerSession.start({ folder: fileURLToPath(new URL('.', import.meta.url)) });
    assert.equal(await session.exitAtOnce(), 1);
  });

  test('it ends with the process of its client, even when nobody closes its input', async () => {
    const client = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const session = await ServerSession.start({
      folder: fileURLToPath(new URL('.', import.meta.url)),
      initialize: { processId: client.pid ?? null },
    });
    client.kill('SIGKILL');
    assert.equal(await session.ended(), 1);
  });
});
