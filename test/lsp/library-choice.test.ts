import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall } from 'vscode-languageserver';
import { ServerSession, type SessionOptions } from './server-session.ts';

const main = `import acme
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
async def list_orders():
    return acme.load()
`;
const blocking = 'import socket\n\n\ndef load():\n    return socket.create_connection(("x", 1))\n';
const harmless = 'def load():\n    return []\n';
const found = 'blocking-call@8';

let folder: string;
let session: ServerSession | undefined;

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

/** Makes an environment with the library `acme` and gives its folder. */
function environment(name: string, library: string): string {
  write(`${name}/pyvenv.cfg`, '');
  write(`${name}/bin/python`, '');
  write(`${name}/lib/python3.12/site-packages/acme.py`, library);
  return path.join(folder, name);
}

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  session = await ServerSession.start({ folder: path.join(folder, 'shop'), ...options });
  return session;
}

/** Whether the finding is there or not, once the server has looked at what is written in the file now. */
async function finds(server: ServerSession, expected: boolean): Promise<void> {
  await server.until(`finding: ${expected}`, () => server.codes('main.py').includes(found) === expected);
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise libraries ñ-'));
  write('shop/main.py', main);
});
afterEach(async () => {
  assert.equal(await session?.stop(), 0);
  session = undefined;
  rmSync(folder, { recursive: true, force: true });
});

test("follows calls into the project's own environment, with steps that can be opened", async () => {
  const packages = path.join(environment('shop/.venv', blocking), 'lib', 'python3.12', 'site-packages');
  const server = await start();
  await finds(server, true);
  const [diagnostic] = server.diagnostics.get(server.uri('main.py')) ?? [];
  assert.equal(
    diagnostic?.relatedInformation?.at(-1)?.location.uri,
    pathToFileURL(path.join(packages, 'acme.py')).href,
  );
  assert.ok(server.log.some((line) => line.includes('calls are followed into the libraries of')));
});

test('the call hierarchy leads through the files of libraries, in the environment or elsewhere', async () => {
  const elsewhere = environment('elsewhere', blocking);
  environment('shop/.venv', blocking);
  for (const pythonEnvironment of ['', elsewhere]) {
    const server = await start({ settings: { pythonEnvironment } });
    await finds(server, true);
    const [route] = await server.ask<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', 'main.py', {
      line: 7,
      character: 12,
    });
    const [toLibrary] = (await server.calls<CallHierarchyOutgoingCall>('outgoing', route)) ?? [];
    assert.equal(toLibrary?.to.name, 'load');
    const [toSocket] = (await server.calls<CallHierarchyOutgoingCall>('outgoing', toLibrary.to)) ?? [];
    assert.equal(toSocket?.to.name, 'socket.create_connection');
    const callers = await server.calls<CallHierarchyIncomingCall>('incoming', toLibrary.to);
    assert.deepEqual(
      callers?.map(({ from }) => from.name),
      ['list_orders'],
    );
    const waiting = await server.calls<CallHierarchyIncomingCall>('incoming', toSocket.to);
    assert.deepEqual(
      waiting?.map(({ from }) => from.name),
      ['load'],
    );
    if (pythonEnvironment === '') assert.equal(await server.stop(), 0);
  }
});

test('the settings turn it off and on, and name another environment', async () => {
  environment('shop/.venv', blocking);
  const other = environment('other', harmless);
  const server = await start();
  await finds(server, true);
  await server.configure({ followLibraries: false });
  await finds(server, false);
  await server.configure({});
  await finds(server, true);
  await server.configure({ pythonEnvironment: path.join(other, 'bin', 'python') });
  await finds(server, false);
  await server.configure({ pythonEnvironment: path.join(folder, 'shop', '.venv') });
  await finds(server, true);
  await server.configure({ pythonEnvironment: other });
  await finds(server, false);
});

test('an environment that is not there is said, in the language of the user', async () => {
  const server = await start({ locale: 'es', settings: { pythonEnvironment: path.join(folder, 'nowhere') } });
  await server.until('the message', () => server.log.some((line) => /no hay ningún entorno de Python/.test(line)));
  assert.deepEqual(server.codes('main.py'), []);
});

test('the environment that is chosen in the editor counts, and the setting goes before it', async () => {
  environment('shop/.venv', harmless);
  const chosen = environment('chosen', blocking);
  const server = await start();
  await server.open('main.py', main);
  await server.chooseEnvironment(chosen);
  await finds(server, true);
  await server.configure({ pythonEnvironment: path.join(folder, 'shop', '.venv') });
  await finds(server, false);
});

test('what is installed while the server runs is seen with the next change', async () => {
  environment('shop/.venv', harmless);
  rmSync(path.join(folder, 'shop/.venv/lib/python3.12/site-packages/acme.py'));
  const server = await start();
  await server.open('main.py', main);
  await server.until('ready', () => server.log.some((line) => line.includes('calls are followed into')));
  assert.deepEqual(server.codes('main.py'), []);
  environment('shop/.venv', blocking);
  await server.edit('main.py', { start: { line: 4, character: 0 }, end: { line: 4, character: 0 } }, '# edited');
  await finds(server, true);
});
