import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { CodeAction, CodeLens, InlayHint, TextDocumentEdit } from 'vscode-languageserver';
import type { BlockingPathStep } from '../../server/lsp/explain-requests.ts';
import type { RouteAnswer } from '../../server/lsp/route-answer.ts';
import { ServerSession, type SessionOptions } from './server-session.ts';

const cells = [
  'import asyncio\nimport time\nfrom fastapi import FastAPI\nfrom service import load\n\napp = FastAPI()',
  '!pip install requests\n@app.get("/orders")\nasync def read_orders():\n    time.sleep(1)\n    return load()',
  'def helper():\n    time.sleep(1)\n\n\n@app.get("/x")\nasync def read_x():\n    helper()',
] as const;
const service = 'import requests\n\n\ndef load():\n    return requests.get("https://example.org").text\n';

let folder: string;
let server: ServerSession | undefined;

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  server = await ServerSession.start({ folder, ...options });
  return server;
}

function documentEdits(action: CodeAction | undefined): readonly TextDocumentEdit[] {
  return (action?.edit?.documentChanges ?? []) as TextDocumentEdit[];
}

const commands = ['loopwise.showBlockingPath', 'loopwise.openBurgers', 'loopwise.showFixes', 'loopwise.openCard'];

describe('notebooks in an editor', () => {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'loopwise-notebook-'));
    writeFileSync(path.join(folder, 'service.py'), service);
    writeFileSync(path.join(folder, 'orders.ipynb'), 'whatever is on the disk');
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  test('findings stand in their cells, move with them, and go with them', async () => {
    const asked = await start();
    await asked.openNotebook('orders.ipynb', cells);
    await asked.until('the findings', () => asked.cellCodes(1).length === 2 && asked.cellCodes(2).length === 1);
    assert.deepEqual(asked.cellCodes(1), ['blocking-call@3', 'blocking-call@4']);
    assert.deepEqual(asked.cellCodes(2), ['blocking-call@6']);
    const [direct] = asked.diagnostics.get(asked.cellUri(2)) ?? [];
    assert.deepEqual(
      direct?.relatedInformation?.map(({ location, message }) => [location.uri, location.range.start.line, message]),
      [
        [asked.cellUri(2), 6, 'read_x (orders.ipynb:cell 3:7) calls helper()'],
        [asked.cellUri(2), 1, 'helper (orders.ipynb:cell 3:2) blocks in time.sleep(…)'],
      ],
    );

    await asked.changeNotebook('orders.ipynb', {
      structure: { array: { start: 0, deleteCount: 1 }, didClose: [{ uri: asked.cellUri(0) }] },
    });
    await asked.until('nothing without the application', () => asked.cellCodes(1).length === 0);
    await asked.changeNotebook('orders.ipynb', {
      structure: {
        array: { start: 0, deleteCount: 0, cells: [{ kind: 2, document: asked.cellUri(7) }] },
        didOpen: [{ uri: asked.cellUri(7), languageId: 'python', version: 1, text: `# more\n${cells[0]}` }],
      },
    });
    await asked.until('the findings again', () => asked.cellCodes(1).length === 2);
    assert.deepEqual(asked.cellCodes(1), ['blocking-call@3', 'blocking-call@4']);
    await asked.changeNotebook('orders.ipynb', {
      textContent: [
        {
          document: { uri: asked.cellUri(1), version: 2 },
          changes: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' }],
        },
      ],
    });
    await asked.until('a line further down', () => asked.cellCodes(1)[0] === 'blocking-call@4');

    await asked.closeNotebook('orders.ipynb', [1, 2, 7]);
    await asked.until('nothing of a closed notebook', () => [1, 2].every((cell) => asked.cellCodes(cell).length === 0));
  });

  test('cells that only change their places are read in their new order', async () => {
    const asked = await start();
    await asked.openNotebook('orders.ipynb', cells);
    await asked.until('the findings', () => asked.cellCodes(2).length === 1);
    const related = () => asked.diagnostics.get(asked.cellUri(2))?.[0]?.relatedInformation?.[0]?.message;
    assert.equal(related(), 'read_x (orders.ipynb:cell 3:7) calls helper()');
    const move = (first: number, second: number) => ({
      start: 1,
      deleteCount: 2,
      cells: [first, second].map((cell) => ({ kind: 2 as const, document: asked.cellUri(cell) })),
    });
    await asked.changeNotebook('orders.ipynb', { structure: { array: move(2, 1) } });
    await asked.until('the other number', () => related() === 'read_x (orders.ipynb:cell 2:7) calls helper()');
    await asked.changeNotebook('orders.ipynb', {
      structure: {
        array: move(1, 2),
        didClose: [1, 2].map((cell) => ({ uri: asked.cellUri(cell) })),
        didOpen: [1, 2].map((cell) => ({
          uri: asked.cellUri(cell),
          languageId: 'python',
          version: 1,
          text: cells[cell] ?? '',
        })),
      },
    });
    await asked.until('the first number', () => related() === 'read_x (orders.ipynb:cell 3:7) calls helper()');
    assert.deepEqual(asked.cellCodes(1), ['blocking-call@3', 'blocking-call@4']);
  });

  test('cells of text and of other languages are none', async () => {
    const asked = await start();
    await asked.openNotebook('orders.ipynb', [
      { kind: 1, languageId: 'markdown', text: 'It is (' },
      cells[0],
      { kind: 2, languageId: 'shellscript', text: 'ls (' },
      cells[1],
    ]);
    await asked.until('the findings', () => asked.cellCodes(3).length === 2);
    const related = asked.diagnostics.get(asked.cellUri(3))?.[1]?.relatedInformation ?? [];
    assert.match(related[0]?.message ?? '', /orders\.ipynb:cell 4:5/);
    assert.match(related[1]?.message ?? '', /service\.py:5/);
  });

  test('hovers, paths, fixes, lenses and hints speak of the cell that they are asked for', async () => {
    const asked = await start({
      initializationOptions: { commands },
      settings: { inlayHints: true, routeSummary: true },
    });
    await asked.openNotebook('orders.ipynb', cells);
    await asked.until('the findings', () => asked.cellCodes(2).length === 1);
    const uri = asked.cellUri(2);
    const textDocument = { uri };

    const hover = await asked.request<{ range: unknown; contents: { value: string } }>('textDocument/hover', {
      textDocument,
      position: { line: 5, character: 12 },
    });
    assert.deepEqual(hover.range, { start: { line: 5, character: 0 }, end: { line: 5, character: 16 } });
    assert.match(hover.contents.value, /\[`helper \(orders\.ipynb:cell 3:2\)`\]\(vscode-notebook-cell:[^)]*#2\)/);

    const steps = await asked.request<BlockingPathStep[]>('loopwise/blockingPath', {
      textDocument,
      position: { line: 6, character: 5 },
    });
    assert.deepEqual(
      steps.map((step) => [step.uri, step.range.start.line]),
      [
        [uri, 6],
        [uri, 1],
      ],
    );

    const lenses = await asked.request<CodeLens[]>('textDocument/codeLens', { textDocument });
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.command, command?.arguments]),
      [
        [4, 'loopwise.showBlockingPath', [uri, { line: 6, character: 4 }]],
        [4, 'loopwise.openBurgers', [uri, { line: 5, character: 10 }]],
      ],
    );
    const hints = await asked.request<InlayHint[]>('textDocument/inlayHint', {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
    });
    assert.deepEqual(
      hints.map(({ position }) => position),
      [{ line: 6, character: 12 }],
    );

    const route = await asked.request<RouteAnswer>('loopwise/routeAt', {
      textDocument,
      position: { line: 6, character: 5 },
    });
    assert.equal(route.key.uri, uri);
    assert.equal(route.code.uri, uri);
    assert.equal(route.code.firstLine, 4);
    assert.equal((await asked.request<RouteAnswer>('loopwise/route', { key: route.key })).route, '/x');
  });

  test('a fix edits the documents of cells', async () => {
    const asked = await start({ initializationOptions: { commands } });
    await asked.openNotebook('orders.ipynb', cells);
    await asked.until('the findings', () => asked.cellCodes(1).length === 2);
    const uri = asked.cellUri(1);
    const at = { line: 3, character: 6 };
    const actions = await asked.actionsIn(uri, { start: at, end: at });
    const preferred = actions.find(({ isPreferred }) => isPreferred);
    assert.equal(preferred?.title, 'Await asyncio.sleep(…) instead');
    assert.deepEqual(
      documentEdits(preferred).map(({ textDocument, edits }) => [
        textDocument,
        edits.map((edit) => ('newText' in edit ? [edit.range.start.line, edit.newText] : [])),
      ]),
      [[{ uri, version: 1 }, [[3, 'await asyncio.sleep']]]],
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Show blocking path'), titles.join('\n'));
    const path = actions.find(({ command }) => command?.command === 'loopwise.showBlockingPath');
    assert.deepEqual(path?.command?.arguments, [uri, { line: 3, character: 4 }]);
    const all = await asked.actionsIn(uri, { start: at, end: at }, ['source.fixAll']);
    assert.deepEqual(
      all.map((action) => [action.title, documentEdits(action).map(({ textDocument }) => textDocument.uri)]),
      [['Apply the safe fix of Loopwise', [uri]]],
    );
    assert.deepEqual(await asked.actionsIn(asked.cellUri(0), { start: at, end: at }, ['source.fixAll']), []);
  });

  test('lenses of cells that are gone are not asked for again and again', async () => {
    const asked = await start({ initializationOptions: { commands }, hasLensRefresh: true });
    await asked.openNotebook('orders.ipynb', cells);
    await asked.until('the findings', () => asked.cellCodes(2).length === 1);
    const textDocument = { uri: asked.cellUri(2) };
    await asked.until('the lens', async () => {
      return (await asked.request<CodeLens[]>('textDocument/codeLens', { textDocument })).length === 1;
    });
    await asked.closeNotebook('orders.ipynb', [0, 1, 2]);
    await asked.until('nothing of a closed notebook', () => asked.cellCodes(2).length === 0);
    const refreshes = asked.lensRefreshes;
    await asked.open('main.py', `${cells[0]}\n\n@app.get("/")\nasync def f():\n    time.sleep(1)\n`);
    await asked.until('another finding', () => asked.codes('main.py').length === 1);
    await asked.close('main.py');
    await asked.until('no finding', () => asked.codes('main.py').length === 0);
    assert.equal(asked.lensRefreshes, refreshes);
  });

  test('a route after its fix is where it is after it', async () => {
    const asked = await start({ initializationOptions: { commands } });
    const own = '@app.get("/y")\nasync def read_y():\n    await asyncio.sleep(0)\n    return load()';
    await asked.openNotebook('orders.ipynb', [cells[0], own, own.replace('/y', '/z').replace('read_y', 'read_z')]);
    await asked.until('the findings', () => asked.cellCodes(1).length === 1);
    const { afterFix } = await asked.request<RouteAnswer>('loopwise/routeAt', {
      textDocument: { uri: asked.cellUri(1) },
      position: { line: 2, character: 0 },
      withFix: true,
    });
    // The import in the first cell moves no line of the second one.
    assert.deepEqual(afterFix?.code, {
      uri: asked.cellUri(1),
      firstLine: 0,
      lines: own.replace('load()', 'await run_in_threadpool(load)').split('\n'),
    });
    const places = afterFix.recipe.stages.flatMap(({ place }) => (place ? [[place.path, place.range.start.line]] : []));
    assert.deepEqual(places, [[asked.cellUri(1), 1]]);
    const titles = (await asked.actionsIn(asked.cellUri(1), afterFix.at.range)).map(({ title }) => title);
    assert.ok(titles.includes('Run blocking calls in threads: all 2 in this notebook'), titles.join('\n'));
  });

  test('a module that is shown as a notebook stays what it is on the disk', async () => {
    writeFileSync(path.join(folder, 'main.py'), cells.join('\n\n').replace('!pip', '# pip'));
    const asked = await start();
    await asked.until('the findings', () => asked.codes('main.py').length === 3);
    await asked.openNotebook('main.py', ['import time', 'time.sleep(1)']);
    await asked.changeNotebook('main.py', {
      textContent: [{ document: { uri: asked.cellUri(1), version: 2 }, changes: [{ text: 'x = 1' }] }],
    });
    const textDocument = { uri: asked.cellUri(1) };
    assert.equal(
      await asked.request('textDocument/hover', { textDocument, position: { line: 0, character: 0 } }),
      null,
    );
    await asked.closeNotebook('main.py', [0, 1]);
    writeFileSync(path.join(folder, 'service.py'), 'def load():\n    return 1\n');
    await asked.watched('service.py', 2);
    await asked.until('what the other file changes', () => asked.codes('main.py').length === 2);
  });

  test('a notebook that an editor shows as one text is none when it is closed', async () => {
    const asked = await start();
    await asked.open('orders.ipynb', cells.join('\n\n').replace('!pip', '# pip'));
    await asked.until('the findings', () => asked.codes('orders.ipynb').length === 3);
    writeFileSync(path.join(folder, 'orders.ipynb'), 'asyncio = __import__("asyncio")\nawait 3');
    await asked.close('orders.ipynb');
    await asked.until('nothing', () => asked.codes('orders.ipynb').length === 0);
    await asked.watched('orders.ipynb', 2);
    await asked.watched('service.py', 2);
    assert.deepEqual(asked.codes('orders.ipynb'), []);
  });

  test('versions of notebooks that no folder holds are not analysed, and others are by themselves', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'loopwise-outside-'));
    try {
      const asked = await start();
      await asked.openNotebook(path.relative(folder, path.join(outside, 'own.ipynb')), cells);
      await asked.until('the findings', () => asked.cellCodes(2).length === 1);
      assert.deepEqual(asked.cellCodes(1), ['blocking-call@3'], 'no module of another folder');
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });
});
