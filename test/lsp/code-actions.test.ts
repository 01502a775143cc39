import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type CodeAction, TextDocumentEdit } from 'vscode-languageserver';
import { ServerSession, type SessionOptions } from './server-session.ts';

const main = `import time

from fastapi import FastAPI

from store import load, save

app = FastAPI()


@app.get("/orders")
async def list_orders():
    save(1)
    time.sleep(1)
    return time.sleep(2)


@app.get("/orders/{key}")
async def read_order(key: int):
    return await load(key)
`;
const store = `import time


async def load(key):
    time.sleep(1)
    return key


async def save(key):
    return key
`;
const other = `import requests
from fastapi import APIRouter

router = APIRouter()


@router.get("/other")
async def other():
    requests.get('https://example.com')
`;
const at = (line: number, character: number) => ({ start: { line, character }, end: { line, character } });

let folder: string;
let session: ServerSession | undefined;

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  session = await ServerSession.start({ folder, ...options });
  await session.open('main.py', main);
  await session.until('the findings', () => session?.codes('main.py').length === 4);
  return session;
}

const titles = (actions: readonly CodeAction[]) => actions.map(({ title }) => title);

/** The lines that an action edits, by file name. */
function editedLines(action: CodeAction | undefined): Record<string, number[]> {
  const changes = action?.edit?.documentChanges ?? [];
  return Object.fromEntries(
    changes
      .filter(TextDocumentEdit.is)
      .map(({ textDocument, edits }) => [
        path.basename(textDocument.uri),
        [...new Set(edits.map(({ range }) => range.start.line))].sort((a, b) => a - b),
      ]),
  );
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise actions-'));
  for (const [name, text] of Object.entries({ 'main.py': main, 'store.py': store, 'other.py': other }))
    writeFileSync(path.join(folder, name), text);
});
afterEach(async () => {
  assert.equal(await session?.stop(), 0);
  session = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('code actions', () => {
  test('apply one kind of fix to all of the file', async () => {
    const server = await start();
    const actions = await server.codeActions('main.py', at(12, 6));
    const all = actions.find(({ title }) => title === 'Run blocking calls in threads: all 3 in this file');
    assert.deepEqual(editedLines(all), { 'main.py': [3, 12, 13], 'store.py': [1, 4] });
    assert.ok(
      !titles(actions).some((title) => title.includes('everywhere')),
      'without a preview nothing is done unseen',
    );
  });

  test('apply one kind of fix to the workspace, each part confirmed by the user', async () => {
    const server = await start({ hasReview: true });
    const actions = await server.codeActions('main.py', at(12, 6));
    const everywhere = actions.find(
      ({ title }) => title === 'Run blocking calls in threads: everywhere, with a preview',
    );
    assert.ok(everywhere && everywhere.edit === undefined);
    const resolved = await server.resolve(everywhere);
    assert.deepEqual(editedLines(resolved), { 'main.py': [3, 12, 13], 'other.py': [2, 8], 'store.py': [1, 4] });
    assert.deepEqual(Object.values(resolved.edit?.changeAnnotations ?? {}), [
      { label: everywhere.title, needsConfirmation: true },
    ]);
  });

  test('let the user confirm an edit of another file', async () => {
    const server = await start({ hasReview: true });
    const actions = await server.codeActions('main.py', at(18, 20));
    const below = actions.find(({ title }) => title.startsWith('Run what blocks in load in a thread'));
    assert.deepEqual(editedLines(below), { 'store.py': [1, 4] });
    assert.equal(Object.values(below?.edit?.changeAnnotations ?? {})[0]?.needsConfirmation, true);
  });

  test('fix on save what is safe, and only that', async () => {
    const server = await start();
    const [action, ...others] = await server.codeActions('main.py', at(0, 0), ['source.fixAll']);
    assert.deepEqual(others, []);
    assert.equal(action?.kind, 'source.fixAll.loopwise');
    assert.deepEqual(editedLines(action), { 'main.py': [0, 11, 12, 13] });
    assert.deepEqual(titles(await server.codeActions('main.py', at(0, 0), ['source.organizeImports'])), []);
    await server.open('other.py', other);
    assert.deepEqual(await server.codeActions('other.py', at(0, 0), ['source.fixAll.loopwise']), []);
  });

  test('speak Spanish', async () => {
    const server = await start({ locale: 'es', hasReview: true });
    const actions = titles(await server.codeActions('main.py', at(12, 6)));
    assert.ok(
      actions.includes('Ejecutar en hilos las llamadas que bloquean: los 3 casos de este archivo'),
      actions.join('\n'),
    );
  });
});

describe('code actions of an editor with commands', () => {
  const commands = ['loopwise.openCard', 'loopwise.suppressWithReason', 'loopwise.openBurgers'];
  const initializationOptions = { commands };

  test('open the card of the finding', async () => {
    const server = await start({ initializationOptions });
    const actions = await server.codeActions('main.py', at(12, 6));
    const card = actions.find(({ title }) => title === 'Open the card');
    assert.deepEqual(card?.command?.arguments, ['behind-the-scenes']);
  });

  test('show what freezes a path operation in the burger restaurant', async () => {
    const server = await start({ initializationOptions });
    const shown = async (line: number, character: number) => {
      const actions = await server.codeActions('main.py', at(line, character), ['loopwise.explain']);
      return actions.find(({ title }) => title === 'Show in the burger restaurant')?.command;
    };
    assert.deepEqual(await shown(12, 6), {
      title: 'Show in the burger restaurant',
      command: 'loopwise.openBurgers',
      arguments: [server.uri('main.py'), { line: 12, character: 4 }],
    });
    // A coroutine that is lost freezes nothing.
    assert.equal(await shown(11, 6), undefined);
  });

  test('silence a line with a reason', async () => {
    const server = await start({ initializationOptions });
    const actions = await server.codeActions('main.py', at(12, 6));
    const reason = actions.find(({ title }) => title === 'Ignore blocking-call on this line, with a reason…');
    assert.deepEqual(reason?.command?.arguments, [
      { uri: server.uri('main.py'), line: 12, character: 17, comment: '  # loopwise: ignore[blocking-call]' },
    ]);
    assert.equal(reason.edit, undefined);
  });

  test('come last, and in other editors not at all', async () => {
    const server = await start();
    const actions = titles(await server.codeActions('main.py', at(12, 6)));
    assert.ok(!actions.some((title) => /card|reason|restaurant/.test(title)), actions.join('\n'));
    assert.equal(actions.at(-1), 'Ignore blocking-call on this line');
  });
});
