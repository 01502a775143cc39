import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { InlayHint } from 'vscode-languageserver';
import { ServerSession, type SessionOptions } from './server-session.ts';

const main = `import time
from fastapi import FastAPI

from store import load

app = FastAPI()


@app.get("/a")
async def a():
    load()
    time.sleep(1)


@app.get("/b")
def b():
    load()
`;
const store = 'import requests\n\n\ndef load():\n    requests.get("https://example.com")\n';

let folder: string;
let server: ServerSession | undefined;

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  server = await ServerSession.start({ folder, ...options });
  const started = server;
  await started.until('the findings', () => started.codes('main.py').length > 0);
  return started;
}

function hintsOf(asked: ServerSession, lines: readonly [number, number] = [0, 30]): Promise<InlayHint[] | null> {
  const [first, last] = lines;
  const range = { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
  return asked.request('textDocument/inlayHint', { textDocument: { uri: asked.uri('main.py') }, range });
}

const shown = (hints: InlayHint[] | null) =>
  hints?.map(({ position, label }) => [
    `${position.line}:${position.character}`,
    typeof label === 'string' ? label : label[0]?.value,
  ]);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise-hints-'));
  writeFileSync(path.join(folder, 'main.py'), main);
  writeFileSync(path.join(folder, 'store.py'), store);
});
afterEach(async () => {
  assert.equal(await server?.stop(), 0);
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('inlay hints', () => {
  test('are quiet until they are wanted', async () => {
    const asked = await start();
    assert.deepEqual(await hintsOf(asked), []);
  });

  test('stand behind calls that freeze the loop, with what they end in, and lead to the path', async () => {
    const asked = await start({ initializationOptions: { commands: ['loopwise.showBlockingPath'] } });
    await asked.configure({ inlayHints: true });
    await asked.until('hints', async () => ((await hintsOf(asked)) ?? []).length > 0);
    const hints = await hintsOf(asked);
    assert.deepEqual(shown(hints), [
      ['10:10', '⏸\uFE0E ends in requests.get'],
      ['11:17', '⏸\uFE0E freezes the loop'],
    ]);
    const [first] = hints ?? [];
    assert.match(
      String(first?.tooltip),
      /^'load\(\)' ends in 'requests\.get'.*\na \(main\.py:11\).*\nload \(store\.py:5\)/,
    );
    assert.ok(Array.isArray(first?.label));
    assert.deepEqual(first.label[0]?.command, {
      title: 'Show blocking path',
      command: 'loopwise.showBlockingPath',
      arguments: [asked.uri('main.py'), { line: 10, character: 4 }],
    });
    assert.deepEqual(shown(await hintsOf(asked, [11, 12])), [['11:17', '⏸\uFE0E freezes the loop']]);
  });

  test('speak Spanish, and are text for a client without the command', async () => {
    const asked = await start({ locale: 'es' });
    await asked.configure({ inlayHints: true });
    await asked.until('hints', async () => ((await hintsOf(asked)) ?? []).length > 0);
    assert.deepEqual(
      (await hintsOf(asked))?.map(({ label }) => label),
      ['⏸\uFE0E termina en requests.get', '⏸\uFE0E congela el bucle'],
    );
  });

  test('are asked for again when they changed', async () => {
    const asked = await start({ hasInlayHintRefresh: true });
    await asked.configure({ inlayHints: true });
    await asked.until('a refresh', () => asked.inlayHintRefreshes > 0);
    const before = asked.inlayHintRefreshes;
    writeFileSync(path.join(folder, 'store.py'), 'def load():\n    return 1\n');
    await asked.watched('store.py', 2);
    await asked.until('the next one', () => asked.inlayHintRefreshes > before);
    assert.deepEqual(shown(await hintsOf(asked)), [['11:17', '⏸\uFE0E freezes the loop']]);
    await asked.configure({ inlayHints: false });
    await asked.until('the last one', () => asked.inlayHintRefreshes > before + 1);
    assert.deepEqual(await hintsOf(asked), []);
  });
});
