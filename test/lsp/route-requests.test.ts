import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { RouteAnswer, RouteItem } from '../../server/lsp/route-answer.ts';
import { ServerSession, type SessionOptions } from './server-session.ts';

const main = `import time

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from store import slow, find

app = FastAPI()


@app.get("/grill")
async def grill():
    time.sleep(1)
    slow()


@app.get("/health")
async def health():
    await run_in_threadpool(find)
    return {}
`;
const store = `import time


def slow():
    time.sleep(2)


def find():
    time.sleep(3)


def script():
    time.sleep(4)
`;

let folder: string;
let server: ServerSession | undefined;

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  server = await ServerSession.start({ folder, ...options });
  const started = server;
  await started.until('the finding', () => started.codes('main.py').length > 0);
  return started;
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise (routes) ñ-'));
  writeFileSync(path.join(folder, 'main.py'), main);
  writeFileSync(path.join(folder, 'store.py'), store);
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('what the burger restaurant asks', () => {
  test('the path operation at a place comes with its recipe, whose places are URIs, and with its text', async () => {
    const asked = await start();
    const found = await asked.ask<RouteAnswer>('loopwise/routeAt', 'main.py', { line: 12, character: 6 });
    assert.deepEqual(found.key, { uri: asked.uri('main.py'), name: 'grill', method: 'GET', route: '/grill' });
    assert.deepEqual([found.method, found.route, found.afterFix], ['GET', '/grill', undefined]);
    const [stage] = found.recipe.stages;
    assert.deepEqual([stage?.name, stage?.place?.path], ['grill', asked.uri('main.py')]);
    assert.deepEqual(
      stage?.steps.map(({ kind, place }) => [kind, place?.path, place?.range.start.line]),
      [
        ['block', asked.uri('main.py'), 12],
        ['block', asked.uri('store.py'), 4],
      ],
    );
    assert.deepEqual(found.code, {
      uri: asked.uri('main.py'),
      firstLine: 10,
      lines: ['@app.get("/grill")', 'async def grill():', '    time.sleep(1)', '    slow()'],
    });
  });

  test('a place in a helper leads to the path operation that runs it, also through a thread', async () => {
    const asked = await start();
    const at = (line: number) => asked.ask<RouteAnswer | null>('loopwise/routeAt', 'store.py', { line, character: 5 });
    assert.equal((await at(4))?.key.name, 'grill');
    const health = await at(8);
    assert.equal(health?.key.name, 'health');
    const [hop] = health?.recipe.stages[0]?.steps ?? [];
    assert.ok(hop?.kind === 'thread' && hop.steps[0]?.place?.path === asked.uri('store.py'));
    assert.equal(await at(12), null);
  });

  test('a path operation is followed through edits until it is gone', async () => {
    const asked = await start();
    const { key } = await asked.ask<RouteAnswer>('loopwise/routeAt', 'main.py', { line: 12, character: 6 });
    await asked.open('main.py', main);
    const top = { line: 0, character: 0 };
    void asked.edit('main.py', { start: top, end: top }, '\n\n');
    const again = await asked.request<RouteAnswer>('loopwise/route', { key });
    assert.deepEqual([again.key, again.code.firstLine], [key, 12]);
    void asked.edit('main.py', { start: { line: 12, character: 0 }, end: { line: 16, character: 0 } }, '');
    assert.equal(await asked.request('loopwise/route', { key }), null);
  });

  test('what the fixes make of it comes when it is asked for, and leaves the findings as they are', async () => {
    const asked = await start({ locale: 'es' });
    const textDocument = { uri: asked.uri('main.py') };
    const found = await asked.request<RouteAnswer>('loopwise/routeAt', {
      textDocument,
      position: { line: 12, character: 6 },
      withFix: true,
    });
    const diagnostics = asked.diagnostics.get(textDocument.uri);
    const { uri, range } = found.afterFix?.at ?? {};
    assert.equal(uri, textDocument.uri);
    assert.equal(found.code.lines[(range?.start.line ?? 0) - found.code.firstLine], '    slow()');
    assert.equal(found.afterFix?.title, 'Declarar grill con def, para que FastAPI la ejecute en un hilo');
    assert.deepEqual(
      found.afterFix.recipe.stages.map(({ runsOn, place }) => [runsOn, place?.path]),
      [['thread pool', textDocument.uri]],
    );
    assert.deepEqual(
      [found.afterFix.code.firstLine, found.afterFix.code.lines[1], found.code.lines[1]],
      [10, 'def grill():', 'async def grill():'],
    );
    const again = await asked.request<RouteAnswer>('loopwise/route', { key: found.key, withFix: true });
    assert.deepEqual(again, found);
    assert.equal(asked.diagnostics.get(textDocument.uri), diagnostics);
    for (const withFix of [undefined, false, 'yes'])
      assert.equal(
        (await asked.request<RouteAnswer>('loopwise/route', { key: found.key, withFix })).afterFix,
        undefined,
      );
    const [, health] = await asked.request<RouteItem[]>('loopwise/routes', {});
    const fine = await asked.request<RouteAnswer>('loopwise/route', { key: health?.key, withFix: true });
    assert.deepEqual([fine.key.name, fine.afterFix], ['health', undefined]);
  });

  test('all path operations of a file or of the workspace are listed', async () => {
    const asked = await start();
    const all = await asked.request<RouteItem[]>('loopwise/routes', {});
    assert.deepEqual(
      all.map(({ key, method, route, range, blocks }) => [key.name, method, route, range.start, blocks]),
      [
        ['grill', 'GET', '/grill', { line: 11, character: 10 }, true],
        ['health', 'GET', '/health', { line: 17, character: 10 }, false],
      ],
    );
    assert.deepEqual(await asked.request('loopwise/routes', { uri: asked.uri('main.py') }), all);
    assert.deepEqual(await asked.request('loopwise/routes', { uri: asked.uri('store.py') }), []);
  });

  test('what is not of the right kind has no answer', async () => {
    const asked = await start();
    const textDocument = { uri: asked.uri('main.py') };
    const position = { line: 12, character: 6 };
    const wrongPlaces = [
      null,
      7,
      {},
      { textDocument },
      { textDocument: null, position },
      { textDocument: { uri: 3 }, position },
      { textDocument, position: { line: '12', character: 6 } },
      { textDocument, position: { line: -1, character: 0 } },
      { textDocument, position: { line: 1e9, character: 1e9 } },
      { textDocument: { uri: asked.uri('../elsewhere.py') }, position },
    ];
    for (const params of wrongPlaces) assert.equal(await asked.request('loopwise/routeAt', params), null);
    const key = { uri: asked.uri('main.py'), name: 'grill' };
    for (const params of [null, {}, { key: null }, { key: { ...key, name: 1 } }, { key: { ...key, uri: undefined } }])
      assert.equal(await asked.request('loopwise/route', params), null);
    const odd = await asked.request<RouteAnswer>('loopwise/route', { key: { ...key, method: 1, route: {} } });
    assert.equal(odd.key.route, '/grill');
    for (const params of [{ uri: 7 }, { uri: null }, { uri: 'file:///elsewhere.py' }])
      assert.deepEqual(await asked.request('loopwise/routes', params), []);
  });
});
