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

  test('that open the restaurant are for a client that has the command', async () => {
    const asked = await start({});
    assert.deepEqual(await lensesOf(asked), []);
  });
});

describe('summaries above path operations', () => {
  const withDependencies = `from fastapi import Depends, FastAPI

from store import load

app = FastAPI()


async def user():
    load()


def settings():
    return 1


async def both(user=Depends(user), settings=Depends(settings)):
    return user


@app.get("/a")
async def a(both=Depends(both)):
    load()
    load()


@app.get("/b")
def b(settings=Depends(settings)):
    load()


@app.get("/c")
async def c():
    return 1
`;

  test('say where it runs, what blocks there, and its dependencies', async () => {
    writeFileSync(path.join(folder, 'main.py'), withDependencies);
    const commands = ['loopwise.openBurgers', 'loopwise.showBlockingPath'];
    const asked = await start({ initializationOptions: { commands } });
    await asked.configure({ codeLens: false, routeSummary: true });
    await asked.until('lenses', async () => ((await lensesOf(asked)) ?? []).length > 0);
    const lenses = await lensesOf(asked);
    assert.deepEqual(titlesOf(lenses), [
      '19 event loop · 2 blocking calls · 3 dependencies · 1 of them freezes the loop',
      '25 thread pool · 1 dependency',
      '30 event loop',
    ]);
    assert.deepEqual(
      lenses?.map(({ command }) => [command?.command, command?.arguments?.[1]?.line]),
      [
        ['loopwise.showBlockingPath', 21],
        ['loopwise.openBurgers', 26],
        ['loopwise.openBurgers', 31],
      ],
    );
    await asked.configure({ codeLens: true, routeSummary: true });
    await asked.until('both', async () => ((await lensesOf(asked)) ?? []).length === 6);
  });

  test('are plain text for a client without our commands, in its language', async () => {
    writeFileSync(path.join(folder, 'main.py'), withDependencies);
    const asked = await start({ locale: 'es' });
    await asked.configure({ routeSummary: true });
    await asked.until('lenses', async () => ((await lensesOf(asked)) ?? []).length > 0);
    const lenses = await lensesOf(asked);
    assert.equal(
      titlesOf(lenses)?.[0],
      '19 bucle de eventos · 2 llamadas que bloquean · 3 dependencias · 1 de ellas congela el bucle',
    );
    assert.deepEqual(
      lenses?.map(({ command }) => command?.command),
      ['', '', ''],
    );
  });
});
