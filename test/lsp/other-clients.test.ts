import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ClientCapabilities, CodeAction, MarkupContent } from 'vscode-languageserver';
import { ServerSession, type SessionOptions } from './server-session.ts';

const main = `from fastapi import FastAPI

from app.service import all_orders

app = FastAPI()


@app.get("/orders")
async def list_orders():
    return all_orders()
`;
const service = `import time


def all_orders():
    time.sleep(1)
    return []
`;
const call = { start: { line: 9, character: 12 }, end: { line: 9, character: 12 } };

let folder: string;
let session: ServerSession | undefined;

function write(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  session = await ServerSession.start({ folder, ...options });
  return session;
}

function messageOf(server: ServerSession, file = 'app/main.py'): string {
  return String(server.diagnostics.get(server.uri(file))?.[0]?.message ?? '');
}

async function isRead(server: ServerSession): Promise<void> {
  await server.until('the finding', () => server.codes('app/main.py').length === 1);
}

async function hoverOnOrders(server: ServerSession): Promise<MarkupContent> {
  await isRead(server);
  const hover = await server.hover('app/main.py', { line: 8, character: 12 });
  assert.ok(hover);
  return hover.contents as MarkupContent;
}

/** Ends a session before the next one of the same test. */
async function stop(): Promise<void> {
  assert.equal(await session?.stop(), 0);
  session = undefined;
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise client ñ-'));
  write('app/main.py', main);
  write('app/service.py', service);
});
afterEach(async () => {
  if (session) await stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a client that can do nothing but what it must', () => {
  const nothing: Partial<SessionOptions> = { capabilities: {} };

  test('is asked for nothing and told nothing of our own', async () => {
    const server = await start(nothing);
    await isRead(server);
    await server.configure({ preset: 'strict' });
    await server.hover('app/main.py', call.start);
    assert.deepEqual([server.registered, server.ownNotifications, server.progress], [[], [], []]);
  });

  test('gets the steps in the message, in the place of related information', async () => {
    const server = await start(nothing);
    await isRead(server);
    assert.equal(server.diagnostics.get(server.uri('app/main.py'))?.[0]?.relatedInformation, undefined);
    assert.deepEqual(messageOf(server).split('\n').slice(1), [
      '1. list_orders (main.py:10) calls all_orders()',
      '2. all_orders (service.py:5) blocks in time.sleep(…)',
    ]);
  });

  test('gets hovers as plain text, without links that lead nowhere', async () => {
    const server = await start(nothing);
    const { kind, value } = await hoverOnOrders(server);
    assert.equal(kind, 'plaintext');
    assert.match(value, /^The path operation list_orders runs on the event loop/);
    assert.match(value, /\n1\. list_orders \(main\.py:10\) calls all_orders\(\)\n2\. all_orders \(service\.py:5\)/);
    assert.match(value, / <https:\/\/fastapi\.tiangolo\.com\//);
    assert.doesNotMatch(value, /[`[\]]|\*\*|command:|file:/);
  });

  test('is offered no code actions, which it could not apply', async () => {
    const server = await start(nothing);
    await isRead(server);
    assert.deepEqual(await server.commandsAt('app/main.py', call), []);
  });
});

describe('what a client lacks', () => {
  test('Markdown alone: its hovers name no command of VS Code', async () => {
    const server = await start({ capabilities: { textDocument: { hover: { contentFormat: ['markdown'] } } } });
    const { kind, value } = await hoverOnOrders(server);
    assert.equal(kind, 'markdown');
    assert.match(value, /`list_orders`/);
    assert.doesNotMatch(value, /command:/);
  });

  const literals: ClientCapabilities = {
    textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } } },
  };

  test('documentChanges: edits come as changes by file', async () => {
    const server = await start({ capabilities: literals });
    await isRead(server);
    const actions = await server.codeActions('app/main.py', call);
    assert.equal(actions[0]?.title, 'Make list_orders a def, so that FastAPI runs it in a thread');
    const range = { start: { line: 8, character: 0 }, end: { line: 8, character: 6 } };
    assert.deepEqual(actions[0]?.edit, { changes: { [server.uri('app/main.py')]: [{ range, newText: '' }] } });
    assert.ok(!actions.some((action) => action.command));
    assert.equal(server.initialized.capabilities.executeCommandProvider, undefined);
  });

  test('documentChanges, though it can annotate: what the user must confirm is not offered', async () => {
    const text = main.replace('all_orders()', 'requests.get("http://x").json()');
    write('app/main.py', `import requests\n${text}`);
    const place = { start: { line: 10, character: 20 }, end: { line: 10, character: 20 } };
    for (const documentChanges of [true, false]) {
      const workspaceEdit = { changeAnnotationSupport: {}, documentChanges };
      const server = await start({ capabilities: { ...literals, workspace: { workspaceEdit } } });
      await isRead(server);
      const actions = await server.codeActions('app/main.py', place);
      assert.ok(actions.length > 1);
      assert.equal(
        actions.some(({ title }) => title.includes('httpx')),
        documentChanges,
      );
      assert.equal(/needsConfirmation/.test(JSON.stringify(actions)), documentChanges);
      await stop();
    }
  });

  test('code actions as objects: they are commands of the server, which has their edit applied', async () => {
    const server = await start({ capabilities: { workspace: { applyEdit: true } } });
    await isRead(server);
    const [first] = await server.commandsAt('app/main.py', call);
    assert.equal(first?.title, 'Make list_orders a def, so that FastAPI runs it in a thread');
    assert.deepEqual(server.initialized.capabilities.executeCommandProvider?.commands, [first.command]);
    const execute = (command: string, given: unknown) =>
      server.request('workspace/executeCommand', { command, arguments: given });
    assert.equal(await execute(first.command, first.arguments), null);
    assert.equal(server.applied[0]?.label, first.title);
    assert.deepEqual(Object.keys(server.applied[0]?.edit.changes ?? {}), [server.uri('app/main.py')]);
    await assert.rejects(execute(first.command, []), /not a command of loopwise/);
    await assert.rejects(execute('loopwise.other', first.arguments), /loopwise\.other/);
  });

  test('dynamic registration: the server looks at the disk itself when a file is opened or saved', async () => {
    const server = await start({ capabilities: {} });
    await server.open('app/main.py', main);
    await isRead(server);
    write('app/service.py', 'def all_orders():\n    return []\n');
    write('other.py', main.replace('all_orders()', 'open("x")'));
    await server.saved('app/main.py');
    await server.until('no finding', () => server.codes('app/main.py').length === 0);
    await server.until('the finding of the new file', () => server.codes('other.py').length === 1);
    rmSync(path.join(folder, 'other.py'));
    write('app/service.py', service);
    // Saved within the same tick of the clock, with the same size.
    utimesSync(path.join(folder, 'app/service.py'), 0, 0);
    await server.open('app/__init__.py', '');
    await server.until('the finding again', () => server.codes('app/main.py').length === 1);
    await server.until('none of the file that is gone', () => server.codes('other.py').length === 0);
  });

  test('what is open is not read from the disk', async () => {
    const server = await start({ capabilities: {} });
    await server.open('app/service.py', 'def all_orders():\n    return []\n');
    await server.open('app/main.py', main);
    await server.saved('app/main.py');
    write('third.py', main.replace('all_orders()', 'open("x")'));
    await server.saved('app/main.py');
    await server.until('the finding of the new file', () => server.codes('third.py').length === 1);
    assert.deepEqual(server.codes('app/main.py'), []);
  });

  test('a client that watches files is trusted to tell of them', async () => {
    const server = await start();
    await server.open('app/main.py', main);
    await isRead(server);
    write('other.py', main.replace('all_orders()', 'open("x")'));
    await server.saved('app/main.py');
    await server.request('textDocument/hover', {
      textDocument: { uri: server.uri('app/main.py') },
      position: call.start,
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(server.codes('other.py'), []);
  });

  test('a client that refuses what it said it could do is served all the same', async () => {
    const server = await start({ refusal: 'not today' });
    await isRead(server);
    assert.deepEqual(server.registered, ['workspace/didChangeConfiguration', 'workspace/didChangeWatchedFiles']);
    assert.equal(server.log.filter((line) => line.includes('not today')).length, 3);
    await server.configure({ language: 'es' });
    await server.until('Spanish', () => /bucle de eventos/.test(messageOf(server)));
  });
});

describe('the folder of a client', () => {
  test('may be a URI or a path', async () => {
    for (const initialize of [
      { workspaceFolders: null },
      { workspaceFolders: null, rootUri: null, rootPath: folder },
      { workspaceFolders: null, rootUri: `${pathToFileURL(folder)}/` },
    ]) {
      const server = await start({ capabilities: {}, initialize });
      await isRead(server);
      await stop();
    }
  });

  test('may be missing: each file is on its own, whatever it is called', async () => {
    const name = 'a [file] 100% ñ.py';
    const text = `import time\n${main.replace('all_orders()', 'time.sleep(1) or slow()')}\n\ndef slow():\n    time.sleep(1)\n`;
    write(name, text);
    const server = await start({ capabilities: {}, initialize: { workspaceFolders: null, rootUri: null } });
    await server.open(name, text);
    await server.until('the findings', () => server.codes(name).length === 2);
    assert.match(server.diagnostics.get(server.uri(name))?.[1]?.message as string, /\(a \[file\] 100% ñ\.py:11\)/);
    assert.deepEqual(server.codes('app/main.py'), []);
  });

  test('may be none of this machine, which is said, and does not end the server', async () => {
    for (const uri of ['file://.', 'file://host/share', 'untitled:x', 'nonsense', '']) {
      const workspaceFolders = [uri, pathToFileURL(folder).href].map((each) => ({ uri: each, name: each }));
      const server = await start({ capabilities: {}, initialize: { workspaceFolders } });
      await isRead(server);
      await server.until('a message', () => server.log.some((line) => line.startsWith(`${uri}: not analysed`)));
      await stop();
    }
  });

  test('keeps the spelling that the client gives to the URI of an open file', async () => {
    // As VS Code and Emacs write them, and as RFC 3986 allows them.
    const spelled = uriOf('app/main.py').replace('main.py', 'm%61in.py');
    const server = await start({
      capabilities: {
        workspace: { workspaceEdit: { documentChanges: true } },
        textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } } },
      },
    });
    await isRead(server);
    await server.openAs(spelled, main);
    await server.until('the finding under the other spelling', () => server.diagnostics.get(spelled)?.length === 1);
    await server.until('none under ours', () => server.codes('app/main.py').length === 0);
    const actions = await server.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: spelled },
      range: call,
      context: { diagnostics: [] },
    });
    const [change] = actions[0]?.edit?.documentChanges ?? [];
    assert.deepEqual(change && 'textDocument' in change && change.textDocument, { uri: spelled, version: 1 });
  });
});

function uriOf(file: string): string {
  return pathToFileURL(path.join(folder, file)).href;
}

describe('settings come', () => {
  const strict = { severity: { 'blocking-call': 'error' } };
  const isError = (server: ServerSession) => server.diagnostics.get(server.uri('app/main.py'))?.[0]?.severity === 1;
  const pulling: ClientCapabilities = { workspace: { configuration: true } };

  for (const [name, initializationOptions] of Object.entries({
    bare: strict,
    'below loopwise': { loopwise: strict },
    'below settings': { settings: strict },
    'below settings and loopwise': { settings: { loopwise: strict } },
    'with dots': { 'loopwise.severity': strict.severity },
  })) {
    test(`with initializationOptions, ${name}`, async () => {
      const server = await start({ capabilities: {}, initializationOptions });
      await server.until('an error', () => isError(server));
    });
  }

  for (const [name, settings] of Object.entries({ bare: strict, 'below loopwise': { loopwise: strict } })) {
    test(`with didChangeConfiguration, ${name}, over initializationOptions`, async () => {
      const initializationOptions = { severity: { 'blocking-call': 'hint' }, language: 'es' };
      const server = await start({ capabilities: {}, initializationOptions });
      await server.until('a hint', () => server.diagnostics.get(server.uri('app/main.py'))?.[0]?.severity === 4);
      await server.pushSettings(settings);
      await server.until('an error', () => isError(server));
      assert.match(messageOf(server), /bucle de eventos/);
      await server.pushSettings(null);
      await server.hover('app/main.py', call.start);
      assert.ok(isError(server));
    });
  }

  test('with the answer to workspace/configuration, bare or below loopwise, over all others', async () => {
    for (const answer of [strict, { loopwise: strict }]) {
      const server = await start({
        capabilities: pulling,
        answerSettings: (section) => (section === 'loopwise' ? answer : undefined),
        initializationOptions: { severity: { 'blocking-call': 'hint' } },
      });
      await server.until('an error', () => isError(server));
      await stop();
    }
  });

  test('with didChangeConfiguration where the answer to workspace/configuration is nothing', async () => {
    const server = await start({ capabilities: pulling, answerSettings: () => null });
    await server.until('a warning', () => server.diagnostics.get(server.uri('app/main.py'))?.[0]?.severity === 2);
    await server.pushSettings(strict);
    await server.until('an error', () => isError(server));
    assert.deepEqual(server.registered, []);
  });

  test('in any shape, and what is none counts as not given', async () => {
    const server = await start({
      capabilities: pulling,
      answerSettings: () => ['strict'],
      initializationOptions: [1] as unknown as Record<string, unknown>,
    });
    await isRead(server);
    await server.pushSettings('loud');
    await server.pushSettings({ loopwise: 3, settings: null });
    await server.hover('app/main.py', call.start);
    assert.equal(server.codes('app/main.py').length, 1);
  });

  test('with the language of the machine where the client tells none', async () => {
    const spanish = { LC_ALL: '', LC_MESSAGES: '', LANG: 'es_ES.UTF-8' };
    const silent = await start({ environment: spanish, capabilities: {}, locale: undefined });
    await silent.until('Spanish', () => /bucle de eventos/.test(messageOf(silent)));
    await stop();
    const telling = await start({ environment: spanish, capabilities: {}, locale: 'en' });
    await telling.until('English', () => /event loop/.test(messageOf(telling)));
  });
});
