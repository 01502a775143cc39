import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeAction,
  Hover,
  MarkupContent,
} from 'vscode-languageserver';
import type { BlockingPathStep } from '../../server/lsp/explain-requests.ts';
import { ServerSession, type SessionOptions } from './server-session.ts';

const main = `from fastapi import Depends, FastAPI

from app.orders.service import OrderService, get_service

app = FastAPI()


@app.get("/orders")
async def list_orders(service: OrderService = Depends(get_service)):
    return service.all()


@app.post("/orders")
def add_order(service: OrderService = Depends(get_service)):
    return service.all()
`;
const service = `from app.shared.service import fetch


class OrderService:
    def all(self):
        return fetch()


def get_service() -> OrderService:
    return OrderService()


def harmless():
    return 1
`;
const shared = `import requests


def fetch():
    return requests.get("https://example.com", timeout=5).json()
`;
const withCommand = { initializationOptions: { commands: ['loopwise.showBlockingPath'] } };

let folder: string;
let session: ServerSession | undefined;

function write(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

/** A server that has read the project. */
async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  const server = await ServerSession.start({ folder, ...options });
  session = server;
  await server.until('the finding', () => server.codes('app/main.py').length > 0);
  return server;
}

const prepare = (server: ServerSession, file: string, line: number, character: number) =>
  server.ask<CallHierarchyItem[] | null>('textDocument/prepareCallHierarchy', file, { line, character });

const textOf = (hover: Hover | null) => (hover?.contents as MarkupContent | undefined)?.value ?? '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise (way) ñ-'));
  write('app/main.py', main);
  write('app/orders/service.py', service);
  write('app/shared/service.py', shared);
});
afterEach(async () => {
  assert.equal(await session?.stop(), 0);
  session = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('the way to a blocking call', () => {
  test('is related information whose steps name function, file and line', async () => {
    const server = await start();
    const [diagnostic] = server.diagnostics.get(server.uri('app/main.py')) ?? [];
    assert.deepEqual(
      diagnostic?.relatedInformation?.map(({ message }) => message),
      [
        'list_orders (main.py:10) calls service.all()',
        'OrderService.all (orders/service.py:6) calls fetch()',
        'fetch (shared/service.py:5) blocks in requests.get(…)',
      ],
    );
    await server.configure({ language: 'es' });
    const last = () => server.diagnostics.get(server.uri('app/main.py'))?.[0]?.relatedInformation?.at(-1)?.message;
    await server.until('Spanish', () => last() === 'fetch (shared/service.py:5) bloquea en requests.get(…)');
  });

  test('is a list in the hover, and a command only for an editor that says that it has it', async () => {
    const server = await start();
    const plain = textOf(await server.hover('app/main.py', { line: 8, character: 12 }));
    assert.match(
      plain,
      /\n1\. \[`list_orders \(main\.py:10\)`\]\(file:\/\/[^()\s]*main\.py#L10\) calls `service\.all\(\)`\n/,
    );
    assert.match(plain, /\n3\. \[`fetch \(shared\/service\.py:5\)`\]\([^()\s]*#L5\) blocks in `requests\.get\(…\)`/);
    assert.doesNotMatch(plain, /command:/);
    const actions = await server.codeActions('app/main.py', {
      start: { line: 9, character: 12 },
      end: { line: 9, character: 12 },
    });
    assert.ok(actions.every(({ kind }) => kind === 'quickfix'));
  });

  test('is a command link and a code action after the fixes where the editor has the command', async () => {
    const server = await start(withCommand);
    const hover = textOf(await server.hover('app/main.py', { line: 8, character: 12 }));
    const link = /\[Show blocking path\]\(command:loopwise\.showBlockingPath\?([^()\s]+)\)/.exec(hover);
    assert.deepEqual(JSON.parse(decodeURIComponent(link?.[1] ?? '')), [
      server.uri('app/main.py'),
      { line: 8, character: 12 },
    ]);
    const at = { start: { line: 9, character: 12 }, end: { line: 9, character: 12 } };
    const all = await server.codeActions('app/main.py', at);
    const shown = all.at(-1);
    assert.equal(shown?.title, 'Show blocking path');
    assert.equal(shown?.command?.command, 'loopwise.showBlockingPath');
    assert.deepEqual(shown?.command?.arguments, [server.uri('app/main.py'), { line: 9, character: 11 }]);
    const kindsOf = (list: readonly CodeAction[]) => new Set(list.map(({ kind }) => kind));
    assert.deepEqual(kindsOf(await server.codeActions('app/main.py', at, ['quickfix'])), new Set(['quickfix']));
    assert.deepEqual(kindsOf(await server.codeActions('app/main.py', at, ['loopwise'])), new Set(['loopwise.explain']));
    assert.deepEqual(await server.codeActions('app/main.py', at, ['quickfix.other']), []);
  });

  test('is answered step by step, from the newest text', async () => {
    const server = await start();
    await server.open('app/orders/service.py', service);
    void server.edit(
      'app/orders/service.py',
      { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      '\n',
    );
    const steps = await server.ask<BlockingPathStep[]>('loopwise/blockingPath', 'app/main.py', {
      line: 9,
      character: 2,
    });
    assert.deepEqual(
      steps.map(({ uri, range, name, action }) => [uri, range.start.line, name, action]),
      [
        [server.uri('app/main.py'), 9, 'list_orders (main.py:10)', 'calls service.all()'],
        [server.uri('app/orders/service.py'), 6, 'OrderService.all (orders/service.py:7)', 'calls fetch()'],
        [server.uri('app/shared/service.py'), 4, 'fetch (shared/service.py:5)', 'blocks in requests.get(…)'],
      ],
    );
    assert.deepEqual([steps[1]?.function, steps[1]?.text], ['OrderService.all', 'fetch()']);
    assert.deepEqual(await server.ask('loopwise/blockingPath', 'app/main.py', { line: 0, character: 2 }), []);
    assert.deepEqual(await server.ask('loopwise/blockingPath', '../elsewhere.py', { line: 0, character: 2 }), []);
  });
});

describe('call hierarchy', () => {
  test('goes from a blocking call up to the path operations and says where each runs', async () => {
    const server = await start();
    assert.equal(server.initialized.capabilities.callHierarchyProvider, true);
    const [item] = (await prepare(server, 'app/shared/service.py', 4, 22)) ?? [];
    assert.equal(item?.name, 'requests.get');
    assert.equal(item?.detail, 'blocks');
    const found: string[] = [];
    let level: (CallHierarchyItem | undefined)[] = [item];
    while (level.length > 0) {
      const calls = await Promise.all(level.map((at) => server.calls<CallHierarchyIncomingCall>('incoming', at)));
      level = calls.flatMap((list) => list ?? []).map(({ from }) => from);
      found.push(level.map((at) => `${at?.name}: ${at?.detail}`).join(', '));
    }
    assert.deepEqual(found, [
      'fetch: blocks: requests.get',
      'OrderService.all: blocks: requests.get',
      'list_orders: GET /orders · event loop · blocks: requests.get, add_order: POST /orders · thread pool · waits: requests.get',
      '',
    ]);
  });

  test('goes down to the library call, in Spanish too', async () => {
    const server = await start({ locale: 'es' });
    const [operation] = (await prepare(server, 'app/main.py', 8, 12)) ?? [];
    assert.equal(operation?.detail, 'GET /orders · bucle de eventos · bloquea: requests.get');
    const called = (await server.calls<CallHierarchyOutgoingCall>('outgoing', operation)) ?? [];
    assert.deepEqual(
      called.map(({ to, fromRanges }) => [to.name, to.detail, fromRanges.map(({ start }) => start.line)]),
      [
        ['get_service', 'dependencia · grupo de hilos', [8]],
        ['OrderService.all', 'bloquea: requests.get', [9]],
      ],
    );
    const [fetch] = (await prepare(server, 'app/orders/service.py', 5, 18)) ?? [];
    const [leaf] = (await server.calls<CallHierarchyOutgoingCall>('outgoing', fetch)) ?? [];
    assert.equal(leaf?.to.name, 'requests.get');
    assert.equal(leaf?.to.uri, server.uri('app/shared/service.py'));
    assert.deepEqual(await server.calls('outgoing', leaf?.to), []);
  });

  test('has no answer for what is not there, and does not stumble over items that it did not make', async () => {
    const server = await start();
    assert.equal(await prepare(server, 'app/orders/service.py', 12, 6), null);
    assert.equal(await prepare(server, '../elsewhere.py', 0, 0), null);
    const [item] = (await prepare(server, 'app/shared/service.py', 3, 5)) ?? [];
    assert.equal(item?.name, 'fetch');
    for (const data of [undefined, 'fetch', { function: 3 }, { function: 'gone', ordinal: 0 }]) {
      assert.equal(await server.calls('incoming', { ...item, data }), null);
    }
    write('app/shared/service.py', '');
    await server.watched('app/shared/service.py', 2);
    await server.until('no finding', () => server.codes('app/main.py').length === 0);
    assert.equal(await server.calls('incoming', item), null);
  });

  test('is not offered to an editor whose client asks by itself', async () => {
    const server = await start({ initializationOptions: { callHierarchyProvider: false } });
    assert.equal(server.initialized.capabilities.callHierarchyProvider, false);
    assert.equal((await prepare(server, 'app/shared/service.py', 3, 5))?.length, 1);
  });
});
