import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { AgentAnswer } from '../../server/lsp/agent-requests.ts';
import { ServerSession, type SessionOptions } from '../lsp/server-session.ts';

const main = `import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/grill")
async def grill():
    time.sleep(1)
`;

let folder: string;
let other: string;
let server: ServerSession | undefined;

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  server = await ServerSession.start({ folder, ...options });
  return server;
}

async function ask(tool: string, input?: unknown): Promise<AgentAnswer> {
  assert.ok(server);
  return server.request('loopwise/agentTool', { tool, input });
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise (agents) ñ-'));
  other = mkdtempSync(path.join(tmpdir(), 'loopwise-other-'));
  writeFileSync(path.join(folder, 'main.py'), main);
  writeFileSync(path.join(other, 'extra.py'), main);
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  for (const used of [folder, other]) rmSync(used, { recursive: true, force: true });
});

describe('tools in an editor', () => {
  test('wait until the workspace has been read, and answer in English', async () => {
    await start({ locale: 'es' });
    const { text, isError } = await ask('loopwise_check');
    assert.match(
      text,
      /^1 finding in the only Python file\.\n\n### main\.py:10:5 blocking-call \(warning\)\n`time\.sleep\(…\)` blocks/,
    );
    assert.equal(isError, false);
  });

  test('see what is typed and not saved', async () => {
    const session = await start();
    await session.open('main.py', main);
    await session.edit('main.py', { start: { line: 9, character: 4 }, end: { line: 9, character: 17 } }, 'pass');
    assert.match((await ask('loopwise_check', { path: session.uri('main.py') })).text, /^No findings in main\.py\.$/);
  });

  test('follow the settings: preset, exclusions, and whether there is anything to check', async () => {
    const session = await start({ settings: { exclude: ['main.py'] } });
    const excluded = await ask('loopwise_check', { path: 'main.py' });
    assert.deepEqual(excluded, {
      text: 'main.py: it is left out: it is excluded, hidden, ignored by git, or in an environment or cache.',
      isError: true,
    });
    await session.configure({ enable: false });
    const end = Date.now() + 20_000;
    let answer = await ask('loopwise_routes');
    while (!answer.isError && Date.now() < end) answer = await ask('loopwise_routes');
    assert.match(answer.text, /setting loopwise\.enable/);
  });

  test('look at every folder of the workspace, and at nothing else', async () => {
    const session = await start();
    await ask('loopwise_check');
    assert.match((await ask('loopwise_check', { path: path.join(other, 'extra.py') })).text, /is outside of /);
    await session.changeFolders([other], []);
    await session.until('the second folder', () => session.diagnostics.has(`file://${other}/extra.py`));
    const { text } = await ask('loopwise_check', { path: path.join(other, 'extra.py') });
    assert.match(text, new RegExp(`^1 finding in ${path.basename(other)}/extra\\.py\\.`));
  });

  test('refuse what they do not know', async () => {
    await start();
    assert.deepEqual(await ask('loopwise_cook'), { text: 'There is no tool "loopwise_cook".', isError: true });
    assert.match((await ask('loopwise_check', 'everything')).text, /^The input: expected object/);
    assert.equal((await ask('loopwise_explain', { name: 'nothing-of-that-kind' })).isError, true);
  });
});
