import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver';
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
const at = (line: number, from: number, to = from) => ({
  start: { line, character: from },
  end: { line, character: to },
});

const textOf = (diagnostic: Diagnostic | undefined) => String(diagnostic?.message);

let folder: string;
let session: ServerSession | undefined;

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  session = await ServerSession.start({ folder, ...options });
  return session;
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise lsp ñ-'));
  write('app/main.py', main);
  write('app/service.py', service);
});
afterEach(async () => {
  assert.equal(await session?.stop(), 0);
  session = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('language server', () => {
  test('reports the whole workspace without a file being open, with every step and a link to the page', async () => {
    const server = await start();
    assert.equal((server.initialized.capabilities.textDocumentSync as { change: number }).change, 2);
    await server.until('the finding', () => server.codes('app/main.py').length > 0);
    const [diagnostic] = server.diagnostics.get(server.uri('app/main.py')) ?? [];
    assert.equal(diagnostic?.source, 'loopwise');
    assert.equal(diagnostic?.severity, 2);
    assert.deepEqual(diagnostic?.range, at(9, 11, 23));
    assert.match(diagnostic?.codeDescription?.href ?? '', /^https:\/\/.*\/blocking-call\.md$/);
    assert.match(textOf(diagnostic), /'list_orders' is 'async def'/);
    assert.deepEqual(
      diagnostic?.relatedInformation?.map(({ location }) => [location.uri, location.range.start.line]),
      [
        [server.uri('app/main.py'), 9],
        [server.uri('app/service.py'), 4],
      ],
    );
    assert.deepEqual(server.progress.at(0), { kind: 'begin', title: 'Loopwise', percentage: 0 });
    assert.deepEqual(server.progress.at(-1), { kind: 'end' });
  });

  test('follows unsaved edits, in other files too, and the disk again after closing', async () => {
    const server = await start();
    await server.open('app/service.py', service);
    await server.until('the finding', () => server.codes('app/main.py').length === 1);
    await server.edit('app/service.py', at(4, 4, 17), 'pass');
    await server.until('no finding', () => server.codes('app/main.py').length === 0);
    await server.close('app/service.py');
    await server.until('the finding again', () => server.codes('app/main.py').length === 1);
  });

  test('answers hovers and fixes from the newest text, without waiting for the pause in typing', async () => {
    const server = await start();
    await server.open('app/main.py', main);
    await server.until('the finding', () => server.codes('app/main.py').length === 1);
    void server.edit('app/main.py', at(0, 0), '\n\n');
    const hover = await server.hover('app/main.py', { line: 11, character: 14 });
    assert.match(JSON.stringify(hover?.contents), /`all_orders`|time\.sleep/);
    const actions = await server.codeActions('app/main.py', at(11, 12));
    assert.deepEqual(
      actions.map((action) => [action.title, action.isPreferred ?? false]),
      [
        ['Make list_orders a def, so that FastAPI runs it in a thread', true],
        ['Run all_orders() in a thread with await run_in_threadpool(…)', false],
        ['Ignore blocking-call on this line', false],
      ],
    );
    assert.deepEqual(actions[0]?.edit?.documentChanges, [
      {
        textDocument: { uri: server.uri('app/main.py'), version: 2 },
        edits: [{ range: at(10, 0, 6), newText: '' }],
      },
    ]);
    assert.deepEqual(await server.codeActions('app/main.py', at(11, 12), ['refactor']), []);
    assert.deepEqual(await server.codeActions('app/main.py', at(0, 0)), []);
  });

  test('looks again when a lock file names another version of FastAPI', async () => {
    write(
      'app/main.py',
      `import time\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/")\ndef f():\n    time.sleep(1)\n    yield 1\n`,
    );
    const lock = (version: string) => `[[package]]\nname = "fastapi"\nversion = "${version}"\n`;
    write('poetry.lock', lock('0.92.0'));
    const server = await start();
    await server.until('the finding', () => server.codes('app/main.py').includes('blocking-call@8'));
    const [diagnostic] = server.diagnostics.get(server.uri('app/main.py')) ?? [];
    assert.match(textOf(diagnostic), /FastAPI 0\.92\.0 \(poetry\.lock\)/);
    write('poetry.lock', lock('0.141.1'));
    await server.watched('poetry.lock', 2);
    await server.until('no finding', () => !server.codes('app/main.py').includes('blocking-call@8'));
    const hover = await server.hover('app/main.py', { line: 7, character: 5 });
    assert.match(JSON.stringify(hover?.contents), /FastAPI 0\.141\.1 \(poetry\.lock\) streams/);
    write('requirements.txt', 'fastapi==0.92.0\n');
    await server.watched('requirements.txt', 1);
    write('poetry.lock', '<<<<<<< HEAD\n');
    await server.watched('poetry.lock', 2);
    await server.until('the finding again', () => server.codes('app/main.py').includes('blocking-call@8'));
    assert.ok(!server.log.some((line) => line.includes('poetry.lock')));
  });

  test('sees files that come, change and go outside the editor', async () => {
    const server = await start();
    await server.until('the finding', () => server.codes('app/main.py').length === 1);
    write('app/service.py', 'def all_orders():\n    return []\n');
    await server.watched('app/service.py', 2);
    await server.until('no finding', () => server.codes('app/main.py').length === 0);
    write('other.py', main.replace('all_orders()', 'open("x")'));
    await server.watched('other.py', 1);
    await server.until('the new finding', () => server.codes('other.py').length === 1);
    rmSync(path.join(folder, 'other.py'));
    await server.watched('other.py', 3);
    await server.until('it is gone', () => server.codes('other.py').length === 0);
  });

  test('leaves virtual environments alone, also when they change', async () => {
    write('.venv/lib/x.py', main.replace('all_orders()', 'open("x")'));
    const server = await start();
    await server.watched('.venv/lib/x.py', 2);
    await server.until('the finding', () => server.codes('app/main.py').length === 1);
    assert.deepEqual(server.codes('.venv/lib/x.py'), []);
  });

  test('follows its settings: severity, exclude, language, off', async () => {
    const server = await start({ settings: { severity: { 'blocking-call': 'error' } } });
    const first = () => server.diagnostics.get(server.uri('app/main.py'))?.[0];
    await server.until('an error', () => first()?.severity === 1);
    await server.configure({ language: 'es' });
    await server.until('Spanish', () => /bucle de eventos/.test(textOf(first())));
    await server.configure({ exclude: ['app/main.py'] });
    await server.until('nothing in the excluded file', () => first() === undefined);
    await server.configure({});
    await server.until('the finding again', () => first()?.severity === 2);
    await server.configure({ enable: false });
    await server.until('nothing at all', () => first() === undefined);
    assert.equal(await server.hover('app/main.py', { line: 8, character: 12 }), null);
  });

  test('survives settings that are not what they should be', async () => {
    const server = await start({ settings: { exclude: 3, severity: 'loud', preset: [], language: {}, enable: 'x' } });
    await server.until('the finding', () => server.codes('app/main.py').length === 1);
  });

  test('speaks the language of the editor', async () => {
    const server = await start({ locale: 'es-MX' });
    await server.until('the finding', () => server.codes('app/main.py').length === 1);
    assert.match(textOf(server.diagnostics.get(server.uri('app/main.py'))?.[0]), /bucle de eventos/);
  });

  test('names files that cannot be read and goes on', async () => {
    write('picture.py', Uint8Array.of(0, 1, 2));
    write('klingon.py', '# coding: klingon\n');
    const server = await start();
    await server.until('both messages', () => server.log.length >= 2);
    assert.ok(server.log.some((line) => line.includes('picture.py: not analysed: it is a binary file')));
    assert.ok(
      server.log.some((line) => line.includes('klingon.py: not analysed: its encoding "klingon" is not known')),
    );
    await server.until('the finding', () => server.codes('app/main.py').length === 1);
  });

  test('half-typed code keeps the findings of other files and loses none that still stand', async () => {
    write('other.py', main.replace('all_orders()', 'open("x")'));
    const server = await start();
    await server.open('app/main.py', main);
    await server.until(
      'both findings',
      () => server.codes('app/main.py').length + server.codes('other.py').length === 2,
    );
    await server.edit('app/main.py', at(9, 23), '.\n    x = (');
    await server.edit('app/main.py', at(2, 0), 'def (\n');
    await server.until('an answer', () => server.codes('app/main.py')[0] !== 'blocking-call@9');
    assert.equal(server.codes('other.py').length, 1);
  });

  test('workspace folders come and go; a file outside all of them is analysed by itself', async () => {
    const server = await start();
    await server.until('the finding', () => server.codes('app/main.py').length === 1);
    const other = mkdtempSync(path.join(tmpdir(), 'loopwise-other-'));
    const file = path.join(other, 'single.py');
    const text = main.replace('all_orders()', 'open("x")');
    writeFileSync(file, text);
    const relative = path.relative(folder, file);
    const uri = pathToFileURL(file).href;
    const codes = () => server.diagnostics.get(uri)?.length ?? 0;
    await server.open(relative, text);
    await server.until('the finding of the single file', () => codes() === 1);
    await server.close(relative);
    await server.until('none once it is closed', () => codes() === 0);
    await server.changeFolders([other], []);
    await server.until('the finding of the folder', () => codes() === 1);
    await server.changeFolders([], [other]);
    await server.until('none once the folder is gone', () => codes() === 0);
    rmSync(other, { recursive: true });
  });

  test('an empty folder and a missing folder give no findings and no crash', async () => {
    const server = await start({ folder: path.join(folder, 'missing') });
    await server.until('a message with the reason', () => server.log.some((line) => /missing.*ENOENT/.test(line)));
    assert.equal(server.diagnostics.size, 0);
  });
});
