import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ServerSession, type SessionOptions } from './server-session.ts';

const root = mkdtempSync(path.join(tmpdir(), 'loopwise-lsp-configuration-'));
const folder = path.join(root, 'repository', 'api');
const sessions: ServerSession[] = [];

function write(name: string, content: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  const session = await ServerSession.start({ folder, ...options });
  sessions.push(session);
  return session;
}

const main = `import time
from fastapi import FastAPI
app = FastAPI()


@app.get("/")
async def read():
    time.sleep(1)
`;

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  write('main.py', main);
});
afterEach(async () => {
  for (const session of sessions.splice(0)) assert.equal(await session.stop(), 0);
});
after(() => rmSync(root, { recursive: true, force: true }));

const severityOf = (server: ServerSession, file = 'main.py') => server.diagnostics.get(server.uri(file))?.[0]?.severity;
const messagesOf = (server: ServerSession, file: string) =>
  (server.diagnostics.get(server.uri(file)) ?? []).map(({ range, message, source }) => [
    source,
    range.start.line,
    String(message).split('?')[0],
  ]);

test('a configuration file applies at once, as it comes, changes and goes', async () => {
  const server = await start();
  await server.until('a warning', () => severityOf(server) === 2);
  write('loopwise.toml', 'preset = "strict"\n');
  await server.watched('loopwise.toml', 1);
  await server.until('an error', () => severityOf(server) === 1);
  write('loopwise.toml', 'exclude = ["main.py"]\n');
  await server.watched('loopwise.toml', 2);
  await server.until('nothing', () => server.codes('main.py').length === 0);
  write('main.py', main.replace('time.sleep(1)', 'slow.work()').replace('import time', 'import slow'));
  await server.watched('main.py', 2);
  write('loopwise.toml', '[knowledge]\nblocking = ["slow.*"]\n');
  await server.watched('loopwise.toml', 2);
  await server.until('what the user knows', () => server.codes('main.py')[0] === 'blocking-call@7');
  rmSync(path.join(folder, 'loopwise.toml'));
  await server.watched('loopwise.toml', 3);
  await server.until('nothing again', () => server.codes('main.py').length === 0);
});

test('mistakes are shown in the file, and what was right before stays', async () => {
  write('pyproject.toml', '[tool.loopwise]\npreset = "strict"\n');
  const server = await start();
  await server.until('an error', () => severityOf(server) === 1);
  write(
    'pyproject.toml',
    '[tool.loopwise]\npreset = "strickt"\n[tool.loopwise.rules]\nblocking-cal = "off"\nunused-suppression = "off"\n',
  );
  await server.watched('pyproject.toml', 2);
  await server.until('the mistakes', () => messagesOf(server, 'pyproject.toml').length === 2);
  assert.deepEqual(messagesOf(server, 'pyproject.toml'), [
    ['loopwise', 1, 'tool.loopwise.preset: "strickt" is not allowed here; did you mean "strict"'],
    ['loopwise', 3, 'tool.loopwise.rules.blocking-cal: there is no rule of this name; did you mean "blocking-call"'],
  ]);
  assert.equal(severityOf(server), 1, 'still strict');
  write('pyproject.toml', '[tool.loopwise\npreset = "learning"\n');
  await server.watched('pyproject.toml', 2);
  await server.until('the error in the syntax', () => messagesOf(server, 'pyproject.toml').length === 1);
  assert.match(String(messagesOf(server, 'pyproject.toml')[0]?.[2]), /^this is not valid TOML: /);
  assert.equal(severityOf(server), 1, 'still strict');
  await server.configure({ language: 'es' });
  await server.until('Spanish', () => /no es TOML válido/.test(String(messagesOf(server, 'pyproject.toml')[0]?.[2])));
  write('pyproject.toml', '[tool.loopwise]\n');
  await server.watched('pyproject.toml', 2);
  await server.until('no mistake', () => messagesOf(server, 'pyproject.toml').length === 0);
  await server.until('a warning', () => severityOf(server) === 2);
});

test('what the user sets in the editor goes before the file; the rest of the file stays', async () => {
  write('loopwise.toml', '[rules]\nblocking-call = "error"\nunused-suppression = "off"\n');
  write('other.py', `x = 1  # loopwise: ignore[blocking-call]\n`);
  const server = await start({ settings: { severity: { 'blocking-call': 'hint' } } });
  await server.until('a hint', () => severityOf(server) === 4);
  assert.deepEqual(server.codes('other.py'), []);
  await server.configure({});
  await server.until('an error', () => severityOf(server) === 1);
  await server.configure({ severity: { 'blocking-cal': 'off' } });
  await server.until('a line in the log', () =>
    server.log.some((line) => line.startsWith('loopwise.severity.blocking-cal: there is no rule of this name')),
  );
});

test('a file above the workspace folder counts, and its mistakes are shown in it', async () => {
  writeFileSync(path.join(folder, '..', 'loopwise.toml'), 'preset = "strict"\nexclude = ["api/gen"]\nrule = 1\n');
  write('gen/main.py', main);
  const server = await start();
  await server.until('an error', () => severityOf(server) === 1);
  assert.deepEqual(server.codes('gen/main.py'), []);
  const uri = pathToFileURL(path.join(folder, '..', 'loopwise.toml')).href;
  await server.until('the mistake', () => server.diagnostics.get(uri)?.length === 1);
  const above = () => server.registrations.filter(({ id }) => id.startsWith('loopwise-configuration'));
  await server.until('it is watched', () => above().length === 1);
  const baseUri = uri.slice(0, uri.lastIndexOf('/'));
  assert.deepEqual(above()[0]?.registerOptions, {
    watchers: [
      { globPattern: { baseUri, pattern: 'loopwise.toml' } },
      { globPattern: { baseUri, pattern: 'pyproject.toml' } },
    ],
  });
  writeFileSync(path.join(folder, '..', 'loopwise.toml'), '');
  await server.watched('../loopwise.toml', 2);
  await server.until('a warning', () => severityOf(server) === 2 && server.codes('gen/main.py').length === 1);
  await server.until('no mistake', () => server.diagnostics.get(uri)?.length === 0);
});

test('what git ignores is left out, but for files that are open', async () => {
  write('.gitignore', 'scratch.py\n');
  write('scratch.py', main);
  const server = await start();
  await server.until('the finding', () => server.codes('main.py').length === 1);
  assert.deepEqual(server.codes('scratch.py'), []);
  await server.open('scratch.py', main);
  await server.until('a finding while it is open', () => server.codes('scratch.py').length === 1);
  await server.close('scratch.py');
  await server.until('nothing when it is closed', () => server.codes('scratch.py').length === 0);
  write('scratch.py', `${main}\n`);
  await server.watched('scratch.py', 2);
  write('.gitignore', 'main.py\n');
  await server.watched('.gitignore', 2);
  await server.until('the other way round', () => server.codes('scratch.py').length === 1);
  await server.until('nothing in the other', () => server.codes('main.py').length === 0);
});

test('each workspace folder has its own file; a file outside of all has that of its folder', async () => {
  const other = path.join(root, 'other');
  mkdirSync(other, { recursive: true });
  writeFileSync(path.join(other, 'main.py'), main);
  writeFileSync(path.join(other, 'pyproject.toml'), '[tool.loopwise.rules]\nblocking-call = "information"\n');
  const single = path.join(root, 'single');
  mkdirSync(single);
  writeFileSync(path.join(single, 'loopwise.toml'), 'preset = "strict"\n');
  write('loopwise.toml', '[rules]\nblocking-call = "hint"\n');
  const server = await start();
  await server.until('a hint', () => severityOf(server) === 4);
  await server.changeFolders([other], []);
  await server.until('an information', () => severityOf(server, '../../other/main.py') === 3);
  assert.equal(severityOf(server), 4);
  await server.open('../../single/main.py', main);
  await server.until('an error', () => severityOf(server, '../../single/main.py') === 1);
});

test('the libraries are those of the environment that the file names', async () => {
  const library = 'env/lib/python3.12/site-packages/acme.py';
  write(library, 'import time\n\n\ndef load():\n    time.sleep(1)\n');
  write('main.py', main.replace('import time', 'import acme').replace('time.sleep(1)', 'acme.load()'));
  const server = await start();
  await server.until('a first look', () => server.progress.length > 1);
  assert.deepEqual(server.codes('main.py'), []);
  write('loopwise.toml', 'python = "env"\n');
  await server.watched('loopwise.toml', 1);
  await server.until('the finding', () => server.codes('main.py').length === 1);
  write('loopwise.toml', 'python = "none"\n');
  await server.watched('loopwise.toml', 2);
  await server.until('no finding', () => server.codes('main.py').length === 0);
});
