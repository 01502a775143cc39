import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { CodeLens } from 'vscode-languageserver';
import { ServerSession, type SessionOptions } from './server-session.ts';

const main = `from fastapi import APIRouter

from store import load

router = APIRouter()


@router.get(
    "/orders",
)
@router.get("/orders/all")
async def orders():
    load()


@router.get("/health")
async def health():
    load()  # loopwise: ignore[blocking-call]


@router.get("/thread")
def thread():
    load()
`;
const store = `import requests


def load():
    requests.get("https://example.com")
`;
const quick = 'def load():\n    return 1\n';
const withCommand = { initializationOptions: { commands: ['loopwise.openBurgers'] } };

let folder: string;
let server: ServerSession | undefined;

async function start(options: Partial<SessionOptions> = withCommand): Promise<ServerSession> {
  server = await ServerSession.start({ folder, ...options });
  const started = server;
  await started.until('the finding', () => started.codes('main.py').length > 0);
  return started;
}

const lensesOf = (asked: ServerSession, file = 'main.py') =>
  asked.request<CodeLens[] | null>('textDocument/codeLens', { textDocument: { uri: asked.uri(file) } });

const titlesOf = (lenses: readonly CodeLens[] | null) =>
  lenses?.map(({ range, command }) => `${range.start.line} ${command?.title}`);

const watch = 'Watch this route in the burger restaurant';
const freezes = 'Freezes every other request: watch it in the burger restaurant';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise-lenses-'));
  writeFileSync(path.join(folder, 'main.py'), main);
  writeFileSync(path.join(folder, 'store.py'), store);
});
afterEach(async () => {
  assert.equal(await server?.stop(), 0);
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('lenses', () => {
  test('stand above the decorators of path operations, and say which of them have a finding', async () => {
    const asked = await start();
    const lenses = await lensesOf(asked);
    assert.deepEqual(titlesOf(lenses), [`7 ${freezes}`, `15 ${watch}`, `20 ${watch}`]);
    assert.deepEqual(lenses?.[0]?.command, {
      title: freezes,
      command: 'loopwise.openBurgers',
      arguments: [asked.uri('main.py'), { line: 11, character: 10 }],
    });
    assert.deepEqual(await lensesOf(asked, 'store.py'), []);
    assert.deepEqual(await lensesOf(asked, '../elsewhere.py'), []);
  });

  test('speak Spanish', async () => {
    const lenses = titlesOf(await lensesOf(await start({ ...withCommand, locale: 'es' })));
    assert.equal(lenses?.[1], '15 Ver esta ruta en el restaurante de hamburguesas');
  });

  test('are asked for again when they changed, by a client that can be told so', async () => {
    const asked = await start({ ...withCommand, hasLensRefresh: true });
    await asked.until('lenses', () => asked.codes('main.py').length > 0);
    for (let turn = 0; turn < 50 && (await lensesOf(asked))?.length === 0; turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await lensesOf(asked))?.length, 3);
    const before = asked.lensRefreshes;
    writeFileSync(path.join(folder, 'store.py'), quick);
    await asked.watched('store.py', 2);
    await asked.until('a refresh', () => asked.lensRefreshes > before);
    assert.equal(titlesOf(await lensesOf(asked))?.[0], `7 ${watch}`);
    const known = asked.lensRefreshes;
    writeFileSync(path.join(folder, 'store.py'), `${quick}\n\ndef more():\n    return 2\n`);
    await asked.watched('store.py', 2);
    await asked.configure({ codeLens: false });
    await asked.until('the next refresh', () => asked.lensRefreshes > known);
    assert.equal(asked.lensRefreshes, known + 1);
    assert.deepEqual(await lensesOf(asked), []);
  });

  test('are offered only to a client that has the command', async () => {
    assert.ok((await start()).initialized.capabilities.codeLensProvider);
    await server?.stop();
    server = await ServerSession.start({ folder });
    assert.equal(server.initialized.capabilities.codeLensProvider, undefined);
  });
});
