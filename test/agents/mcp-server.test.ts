import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { answerLimit } from '../../server/agents/answer-text.ts';

const program = fileURLToPath(new URL('../../dist/loopwise.mjs', import.meta.url));

const main = `from fastapi import FastAPI

from shop.orders import router

app = FastAPI()
app.include_router(router, prefix="/api")
`;
const orders = `import time

from fastapi import APIRouter, Depends

from shop.store import find, get_store

router = APIRouter()


@router.get("/orders")
async def list_orders(store=Depends(get_store)):
    return find()


@router.get("/orders/{order}")
def read_order(order: int):
    return find()


@router.post("/orders")
async def create_order():
    time.sleep(1)
    return {}
`;
const store = `import requests


def find():
    return requests.get("https://example.com", timeout=5).json()


def get_store():  # loopwise: ignore[needless-thread]
    return {}
`;
/** As `store`, without what blocks. */
const quickStore = store.replace('requests.get("https://example.com", timeout=5).json()', '[]');

interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

let base: string;
let folder: string;
let client: Client | undefined;

function write(name: string, content: string | Uint8Array): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

interface Start {
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly options?: ClientOptions;
  readonly prepare?: (client: Client) => void;
}

async function start({ args = [folder], cwd = base, options, prepare }: Start = {}): Promise<Client> {
  const started = new Client({ name: 'test', version: '1.0.0' }, options);
  client = started;
  prepare?.(started);
  const transport = { command: process.execPath, args: [program, 'mcp', '--python', 'none', ...args], cwd };
  await started.connect(new StdioClientTransport(transport));
  return started;
}

async function ask(tool: 'check' | 'routes' | 'explain', input: Record<string, unknown> = {}): Promise<Answer> {
  assert.ok(client);
  const { content, isError } = await client.callTool({ name: `loopwise_${tool}`, arguments: input });
  const [part] = content;
  assert.equal(content.length, 1);
  assert.ok(part?.type === 'text');
  assert.ok(part.text.length <= answerLimit, `${part.text.length} characters`);
  return { text: part.text, isError: isError === true };
}

beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwise (agents) ñ-')));
  folder = path.join(base, 'shop project');
  write('shop/__init__.py', '');
  write('shop/main.py', main);
  write('shop/orders.py', orders);
  write('shop/store.py', store);
});
afterEach(async () => {
  await client?.close();
  client = undefined;
  rmSync(base, { recursive: true, force: true });
});

describe('the MCP server', () => {
  test('introduces itself, and lists tools that only read', async () => {
    const started = await start();
    assert.equal(started.getServerVersion()?.name, 'loopwise');
    assert.match(started.getInstructions() ?? '', /Before you write or change a path operation/);
    const { tools } = await started.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['loopwise_check', 'loopwise_routes', 'loopwise_explain'],
    );
    for (const { title, description, annotations, inputSchema } of tools) {
      assert.ok(title && description && description.length > 300);
      assert.equal(annotations?.readOnlyHint, true);
      assert.equal(annotations?.openWorldHint, false);
      assert.equal(inputSchema.additionalProperties, false);
      for (const property of Object.values(inputSchema.properties ?? {}))
        assert.ok((property as { description?: string }).description, 'every input is described');
    }
  });

  test('serves clients of the newest protocol, too', async () => {
    const started = await start({ options: { versionNegotiation: { mode: 'auto' } } });
    assert.equal(started.getNegotiatedProtocolVersion(), '2026-07-28');
    assert.match((await ask('check')).text, /^2 findings in all 4 Python files/);
  });

  test('tells findings with chain, place and the diff of the preferred fix', async () => {
    await start();
    const { text, isError } = await ask('check');
    assert.equal(isError, false);
    assert.match(text, /^2 findings in all 4 Python files\.\n/);
    assert.match(text, /### shop\/orders\.py:12:12 blocking-call \(warning\)\n`find\(\)` ends in `requests\.get`/);
    assert.match(text, /- function: `list_orders`, runs on the event loop\n/);
    assert.match(
      text,
      /- chain: list_orders \(shop\/orders\.py:12\) calls `find\(\)` → find \(shop\/store\.py:5\) blocks in `requests\.get\(…\)`/,
    );
    assert.match(text, /Make `list_orders` a `def`, so that FastAPI runs it in a thread \(preferred\)/);
    assert.match(text, /--- a\/shop\/orders\.py\n\+\+\+ b\/shop\/orders\.py\n@@ -10,3 \+10,3 @@\n/);
    assert.match(text, /\n-async def list_orders\(store=Depends\(get_store\)\):\n\+def list_orders\(/);
  });

  test('takes paths, also those that a chain leads through, a threshold and a limit', async () => {
    await start();
    const findingsOf = async (input: Record<string, unknown>) =>
      (await ask('check', input)).text.match(/^### \S+/gm) ?? [];
    assert.deepEqual(await findingsOf({ paths: ['shop/store.py'] }), ['### shop/orders.py:12:12']);
    assert.deepEqual(await findingsOf({ path: pathToFileURL(path.join(folder, 'shop/store.py')).href }), [
      '### shop/orders.py:12:12',
    ]);
    assert.equal((await findingsOf({ paths: [path.join(folder, 'shop')] })).length, 2);
    assert.deepEqual(await findingsOf({ paths: ['shop/main.py'] }), []);
    assert.deepEqual(await findingsOf({ severity: 'error' }), []);
    const { text } = await ask('check', { limit: 1 });
    assert.equal(text.match(/^### /gm)?.length, 1);
    assert.match(text, /\n1 more not shown: shop\/orders\.py \(1\)\. Ask for fewer files/);
  });

  test('checks a draft in the place of the file, and tells what is new', async () => {
    write('shop/store.py', quickStore);
    await start();
    const draft = await ask('check', { path: 'shop/store.py', code: store });
    assert.match(draft.text, /^1 finding in the draft of shop\/store\.py \(1 new\)\./);
    assert.match(draft.text, /### shop\/orders\.py:12:12 blocking-call \(warning, new\)/);
    const known = await ask('check', { path: 'shop/orders.py', code: `import os\n${orders}`, severity: 'warning' });
    assert.match(
      known.text,
      /\(0 new\)[\s\S]*### shop\/orders\.py:23:5 blocking-call \(warning, as in the saved files\)/,
    );
    const added =
      'import time\nfrom fastapi import APIRouter\nr = APIRouter()\n@r.get("/")\nasync def f():\n    time.sleep(1)\n';
    const fresh = await ask('check', { path: 'shop/late.py', code: added });
    assert.match(fresh.text, /^1 finding in the draft of shop\/late\.py, a file that is not there yet \(1 new\)\./);
    const coroutine = await ask('check', {
      path: 'shop/store.py',
      code: quickStore.replace('def find', 'async def find'),
    });
    assert.match(coroutine.text, /### shop\/orders\.py:\d+:\d+ missing-await \(error, new\)/);
    // Nothing of it stays.
    assert.equal(readFileSync(path.join(folder, 'shop/store.py'), 'utf8'), quickStore);
    assert.match((await ask('check', { severity: 'warning' })).text, /^1 finding in all 4 Python files/);
  });

  test('says which line of a draft is not Python', async () => {
    await start();
    const { text } = await ask('check', { path: 'shop/orders.py', code: 'import time\n\n\ndef f(\n' });
    assert.match(
      text,
      /^No findings in the draft of shop\/orders\.py\.\n\nLine 4 of shop\/orders\.py is not valid Python/,
    );
  });

  test('lists what FastAPI calls, what blocks first, with whole paths', async () => {
    await start();
    const { text } = await ask('routes');
    assert.match(
      text,
      /^FastAPI calls 4 functions: 2 on the event loop \(2 of them block it\), 2 in the thread pool\./,
    );
    const lines = text.split('\n').slice(1);
    assert.match(
      lines[0] ?? '',
      /^- \*\*GET \/api\/orders\*\*: `list_orders` \(shop\/orders\.py:11\), `async def`, runs on the event loop, \*\*blocks it\*\* in `requests\.get`: list_orders/,
    );
    assert.match(lines[1] ?? '', /^- \*\*POST \/api\/orders\*\*: `create_order`/);
    assert.match(
      lines[2] ?? '',
      /^- \*\*GET \/api\/orders\/\{order\}\*\*: .*runs in the thread pool, waits there in `requests\.get`, which is fine$/,
    );
    assert.match(lines[3] ?? '', /^- \*\*dependency\*\*: `get_store` \(shop\/store\.py:8\), `def`/);
    const namesOf = async (input: Record<string, unknown>) =>
      [...(await ask('routes', input)).text.matchAll(/^- \*\*.+?\*\*: `(\w+)`/gm)].map((match) => match[1]);
    assert.deepEqual(await namesOf({ blocking_only: true }), ['list_orders', 'create_order']);
    assert.deepEqual(await namesOf({ method: 'post' }), ['create_order']);
    assert.deepEqual(await namesOf({ route: '{order}' }), ['read_order']);
    assert.deepEqual(await namesOf({ path: 'shop/store.py' }), ['get_store']);
    assert.match((await ask('routes', { limit: 1 })).text, /\n3 more not shown\./);
    assert.match((await ask('routes', { route: '/nowhere' })).text, /^FastAPI calls no function that fits\.$/);
  });

  test('explains a function that FastAPI calls, and which declaration is right', async () => {
    await start();
    const blocked = await ask('explain', { path: 'shop/orders.py', line: 12 });
    assert.match(blocked.text, /^# `async def list_orders` \(shop\/orders\.py:11\)\n/);
    assert.match(
      blocked.text,
      /runs \*\*on the event loop\*\*, because it is `async def`\. It blocks the loop in `requests\.get`/,
    );
    assert.match(blocked.text, /\*\*Which is right:\*\* `def`, which gives it a thread/);
    assert.match(blocked.text, /## Findings\n\n### shop\/orders\.py:12:12 blocking-call/);
    const threaded = await ask('explain', { path: 'shop/orders.py', line: 15 });
    assert.match(threaded.text, /\*\*Which is right:\*\* `def`: it may block, since it has a thread\./);
    assert.doesNotMatch(threaded.text, /## Findings/);
  });

  test('says which declaration is right for each kind of function', async () => {
    const code = `import time
import unheard_of
from fastapi import FastAPI, WebSocket
app = FastAPI()
@app.get("/a")
def a(): return 1
@app.get("/b")
def b(): return unheard_of.find()
@app.get("/c")
async def c():
    await unheard_of.find()
    time.sleep(1)
@app.websocket("/d")
async def d(socket: WebSocket): time.sleep(1)
@app.on_event("startup")
def e(): pass
async def f(): await c()
def g(): return 1
`;
    await start();
    const lineOf = (part: string) => code.split('\n').findIndex((line) => line.includes(part)) + 1;
    const verdictOn = async (name: string) => {
      const { text } = await ask('explain', { path: 'shop/kinds.py', line: lineOf(`def ${name}(`), code });
      return /\*\*Which is right:\*\* (.*)/.exec(text)?.[1] ?? text;
    };
    assert.match(await verdictOn('a'), /^`async def`: nothing in it waits/);
    assert.match(await verdictOn('b'), /^`def`: nothing in it needs the event loop/);
    assert.match(await verdictOn('c'), /^`async def`, but what blocks must run in a thread/);
    assert.match(await verdictOn('d'), /^`async def`, since it is awaited\. But it must not block/);
    assert.match(await verdictOn('e'), /^either: it runs on the event loop in any case\.$/);
    assert.match(await verdictOn('f'), /^`async def`/);
    assert.match(await verdictOn('g'), /^`def`: it awaits nothing\.$/);
  });

  test('explains a helper by who runs it, and a draft', async () => {
    await start();
    const helper = await ask('explain', { path: 'shop/store.py', line: 5 });
    assert.match(helper.text, /FastAPI does not call it itself/);
    assert.match(
      helper.text,
      /- \*\*on the event loop\*\* for GET \/api\/orders `list_orders` \(shop\/orders\.py:11\)/,
    );
    assert.match(helper.text, /- \*\*in the thread pool\*\* for GET \/api\/orders\/\{order\} `read_order`/);
    assert.match(helper.text, /It blocks: find \(shop\/store\.py:5\) blocks in `requests\.get\(…\)`/);
    const draft = await ask('explain', { path: 'shop/store.py', line: 5, code: quickStore });
    assert.match(
      draft.text,
      /Nothing that it calls is known to block\.\n\n\*\*Which is right:\*\* `def`: it awaits nothing\./,
    );
    const outside = await ask('explain', { path: 'shop/store.py', line: 1 });
    assert.match(outside.text, /^Line 1 of shop\/store\.py is outside of every function/);
  });

  test('explains rules and cards, and names the nearest on a miss', async () => {
    await start();
    assert.match((await ask('explain', { name: 'blocking-call' })).text, /^# `blocking-call`\n[\s\S]*## Good/);
    const card = await ask('explain', { name: 'when_def' });
    assert.match(card.text, /^# When to write `def`\n[\s\S]*## Why it matters/);
    assert.doesNotMatch(card.text, /!\[|\]\(\.\./);
    const miss = await ask('explain', { name: 'bloking-call' });
    assert.equal(miss.isError, true);
    assert.match(miss.text, /^There is no rule or card "bloking-call"\. Did you mean "blocking-call"\? There are: /);
    assert.match((await ask('explain')).text, /Rules:\n- `blocking-call`: [\s\S]*Concept cards:\n- `decision`: /);
  });

  test('refuses what it cannot answer with the reason', async () => {
    write('shop/picture.py', new Uint8Array([1, 0, 2]));
    write('.venv/pyvenv.cfg', '');
    write('.venv/lib.py', 'x = 1\n');
    writeFileSync(path.join(base, 'secret.py'), 'x = 1\n');
    await start();
    const refusals: [tool: 'check' | 'routes' | 'explain', input: Record<string, unknown>, reason: RegExp][] = [
      ['check', { path: '../secret.py' }, /^\.\.\/secret\.py is outside of .*shop project\. Give a path inside of it/],
      ['check', { paths: [path.join(base, 'secret.py')] }, /secret\.py is outside of /],
      ['check', { path: '../secret.py', code: 'x = 1' }, /is outside of /],
      ['routes', { path: '/etc' }, /^\/etc is outside of /],
      ['explain', { path: 'shop/../../secret.py', line: 1 }, /is outside of /],
      ['check', { path: 'shop/nowhere.py' }, /^shop\/nowhere\.py: there is no such file\.$/],
      ['check', { path: 'orders.py' }, /^orders\.py: there is no such file\. Did you mean shop\/orders\.py\?$/],
      ['check', { path: 'docs' }, /^docs: there is no such folder with Python files\.$/],
      ['check', { path: 'shop/picture.py' }, /^shop\/picture\.py: it is a binary file\.$/],
      ['check', { path: '.venv/lib.py' }, /^\.venv\/lib\.py: it is left out/],
      ['check', { code: 'x = 1' }, /^"code" needs "path"/],
      ['check', { code: 'x', path: 'notes.txt' }, /^notes\.txt is not the path of a Python file/],
      ['check', { pats: [] }, /^"pats" is not an input of this tool\. Did you mean "paths"\?$/],
      ['check', { limit: 0 }, /^"limit": /],
      ['check', { severity: 'fatal' }, /^"severity": .*"error" \| "warning"/],
      ['explain', { path: 'shop/orders.py' }, /^"path" needs "line"/],
      ['explain', { path: 'shop/orders.py', line: 999 }, /^shop\/orders\.py has only 24 lines\.$/],
      ['explain', { path: 'shop', line: 1 }, /^shop is not the path of a Python file/],
    ];
    for (const [tool, input, reason] of refusals) {
      const { text, isError } = await ask(tool, input);
      assert.match(text, reason);
      assert.equal(isError, true, text);
    }
  });

  test('sees what changes on the disk between two calls', async () => {
    await start();
    assert.match((await ask('check', { severity: 'warning' })).text, /^2 findings in all 4/);
    write('shop/store.py', quickStore);
    assert.match((await ask('check', { severity: 'warning' })).text, /^1 finding in all 4/);
    write(
      'shop/late.py',
      'import time\nfrom fastapi import APIRouter\nr = APIRouter()\n@r.get("/")\nasync def f():\n    time.sleep(1)\n',
    );
    assert.match((await ask('check', { severity: 'warning' })).text, /^2 findings in all 5/);
    rmSync(path.join(folder, 'shop/late.py'));
    assert.match((await ask('check', { severity: 'warning' })).text, /^1 finding in all 4/);
    rmSync(folder, { recursive: true });
    const gone = await ask('check');
    assert.equal(gone.isError, true);
    assert.match(gone.text, /shop project cannot be read: ENOENT/);
  });

  test('answers two calls at once', async () => {
    await start();
    const [check, routes] = await Promise.all([
      ask('check', { path: 'shop/store.py', code: quickStore }),
      ask('routes', { blocking_only: true }),
    ]);
    assert.match(check.text, /^No findings in the draft/);
    assert.match(routes.text, /2 of them block it/);
  });

  test('never answers at more length than a model reads', async () => {
    const route = (index: number) =>
      `@r.get("/a${index}")\nasync def a_function_with_a_long_name_${index}():\n    time.sleep(1)\n\n`;
    const many = Array.from({ length: 200 }, (_, index) => route(index)).join('');
    write('shop/many.py', `import time\nfrom fastapi import APIRouter\nr = APIRouter()\n${many}`);
    await start();
    const { text } = await ask('check', { limit: 100 });
    assert.match(text, /^202 findings/);
    const shown = text.match(/^### /gm)?.length ?? 0;
    assert.ok(shown > 5 && shown < 100, `${shown}`);
    assert.match(text, new RegExp(`\\n${202 - shown} more not shown: shop/many\\.py`));
    assert.match((await ask('routes', { limit: 200 })).text, /\d+ more not shown\. Narrow it/);
  });

  test('has rules and cards as resources', async () => {
    const started = await start();
    const { resources } = await started.listResources();
    assert.equal(resources.length, 32);
    const { contents } = await started.readResource({ uri: 'loopwise://rule/lost-task' });
    const [page] = contents;
    assert.equal(page?.mimeType, 'text/markdown');
    assert.ok(page && 'text' in page && page.text.startsWith('# `lost-task`'));
    const card = await started.readResource({ uri: 'loopwise://card/decision' });
    assert.ok(card.contents[0] && 'text' in card.contents[0] && card.contents[0].text.includes('## Explanation'));
    await assert.rejects(started.readResource({ uri: 'loopwise://card/nothing' }), /there is no such page/);
  });
});

describe('the folder that is looked at', () => {
  test('is what the client says', async () => {
    await start({
      args: [],
      options: { capabilities: { roots: {} } },
      prepare: (started) =>
        started.setRequestHandler('roots/list', () => ({ roots: [{ uri: pathToFileURL(folder).href }] })),
    });
    assert.match((await ask('check')).text, /^2 findings in all 4/);
  });

  test('may be several, whose names then come first', async () => {
    const other = path.join(base, 'other');
    mkdirSync(other);
    writeFileSync(
      path.join(other, 'main.py'),
      orders.replace('from shop.store import find, get_store', 'find = get_store = print'),
    );
    let roots = [folder];
    const started = await start({
      args: [],
      options: { capabilities: { roots: { listChanged: true } } },
      prepare: (starting) =>
        starting.setRequestHandler('roots/list', () => ({
          roots: roots.map((root) => ({ uri: pathToFileURL(root).href })),
        })),
    });
    assert.doesNotMatch((await ask('check')).text, /other/);
    roots = [folder, other];
    await started.sendRootsListChanged();
    const { text } = await ask('check', { severity: 'warning' });
    assert.match(text, /### shop project\/shop\/orders\.py:12:12/);
    assert.match(text, /### other\/main\.py:22:5/);
    assert.match((await ask('check', { path: 'other/main.py' })).text, /in other\/main\.py\.\n/);
  });

  test('is the current folder where nobody says anything', async () => {
    await start({ args: [], cwd: folder });
    assert.match((await ask('check')).text, /^2 findings in all 4/);
  });

  test('is known by both names where it is a symbolic link', async () => {
    const link = path.join(base, 'link');
    symlinkSync(folder, link);
    await start({ args: [link] });
    for (const root of [link, folder])
      assert.match(
        (await ask('check', { path: path.join(root, 'shop/store.py') })).text,
        /^1 finding in shop\/store\.py\./,
      );
    assert.equal((await ask('check', { path: `${folder}-not/shop/store.py` })).isError, true);
  });

  test('must be a folder', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [program, 'mcp', ...args], { encoding: 'utf8' });
    const missing = run(path.join(folder, 'nowhere'));
    assert.equal(missing.status, 2);
    assert.match(
      missing.stderr,
      /^loopwise mcp: .*nowhere: there is no such folder, or it cannot be read \(ENOENT\)\n$/,
    );
    assert.match(run(path.join(folder, 'shop/main.py')).stderr, /main\.py: it is not a folder\n$/);
    assert.match(run('--preset', 'loose').stderr, /--preset "loose" is not one of recommended, strict, learning\n/);
    const two = run(folder, base);
    assert.equal(two.status, 2);
    assert.match(two.stderr, /^loopwise mcp: /);
    assert.equal(run('--nonsense').status, 2);
  });
});

test('the configurations of the README start it', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```json\n(.*?)```/gs)].flatMap(([, block = '']) =>
    block.includes('"mcp"') ? [JSON.parse(block)] : [],
  );
  assert.equal(blocks.length, 2);
  for (const { mcpServers, servers } of blocks) {
    const { command, args } = (mcpServers ?? servers).loopwise as { command: string; args: string[] };
    assert.equal(command, 'npx');
    const [name, ...given] = args.map((arg) => arg.replace(/\$\{workspaceFolder\}/, folder));
    assert.equal(name, 'loopwise');
    const started = new Client({ name: 'test', version: '1.0.0' });
    await started.connect(
      new StdioClientTransport({ command: process.execPath, args: [program, ...given], cwd: folder }),
    );
    assert.equal((await started.listTools()).tools.length, 3);
    await started.close();
  }
});

test('stdout has the protocol alone, and the server ends with its input', async () => {
  const server = spawn(process.execPath, [program, 'mcp', folder], { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = Promise.all([readAll(server.stdout), readAll(server.stderr)]);
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  const answered = new Promise((resolve) => server.stdout.once('data', resolve));
  const clientInfo = { name: 'test', version: '1.0.0' };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  server.stdin.write('this is no JSON\n');
  server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
  await answered;
  server.stdin.end();
  assert.equal(await ended, 0);
  const [stdout] = await said;
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).jsonrpc),
    ['2.0'],
  );
});
