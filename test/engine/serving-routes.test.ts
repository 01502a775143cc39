import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Analysis } from '../../server/engine/analysis.ts';
import { analysisOf } from '../engine-host.ts';

const head = `import asyncio
import time
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI
app = FastAPI()
`;

/** The name of the path operation that runs the first place of a text, as in `main.py read`. */
function runnerOf(analysis: Analysis, path: string, content: string, text: string): string | undefined {
  const line = content.split('\n').findIndex((written) => written.includes(text));
  assert.ok(line >= 0, text);
  const found = analysis.routeAt(path, { line, character: content.split('\n')[line]?.indexOf(text) ?? 0 });
  return found && `${found.path} ${found.name}`;
}

async function runners(files: Record<string, string>, path: string, texts: readonly string[]) {
  const analysis = await analysisOf(files);
  return texts.map((text) => runnerOf(analysis, path, files[path] ?? '', text));
}

describe('the path operation that runs a place', () => {
  test('is the one around it, from its decorator to its end', async () => {
    const main = `${head}
@app.get(
    "/a",
)
async def first():
    def inner():
        return 1
    return inner()

async def between():
    pass

@app.get("/b")
async def second():
    return 2
`;
    assert.deepEqual(
      await runners({ 'main.py': main }, 'main.py', [
        '"/a"',
        'return 1',
        'async def between',
        'app.get("/b")',
        'return 2',
        'app =',
      ]),
      ['main.py first', 'main.py first', undefined, 'main.py second', 'main.py second', undefined],
    );
  });

  test('is found for helpers, dependencies, background tasks and threads', async () => {
    const main = `${head}
def leaf():
    time.sleep(1)

def helper():
    leaf()

def unused():
    leaf()

async def settings():
    return 1

async def session(values=Depends(settings)):
    return values

def mail():
    time.sleep(2)

def work():
    time.sleep(3)

class Store:
    def find(self):
        return [self.key(x) for x in "ab"]

    def key(self, x):
        return sorted("ab", key=lambda letter: letter.lower())

@app.get("/help")
async def help():
    helper()

@app.get("/rows")
async def rows(db=Depends(session)):
    await asyncio.to_thread(work)

@app.post("/mail")
async def send(tasks: BackgroundTasks):
    tasks.add_task(mail)

@app.get("/store")
def store():
    return Store().find()
`;
    assert.deepEqual(
      await runners({ 'main.py': main }, 'main.py', [
        'time.sleep(1)',
        'def helper',
        'def unused',
        'return 1',
        'return values',
        'time.sleep(2)',
        'time.sleep(3)',
        'letter.lower',
      ]),
      [
        'main.py help',
        'main.py help',
        undefined,
        'main.py rows',
        'main.py rows',
        'main.py send',
        'main.py rows',
        'main.py store',
      ],
    );
  });

  test('is found for what routers and applications put around it', async () => {
    const files = {
      'main.py': `${head}
from starlette.middleware.base import BaseHTTPMiddleware
from shop import router, of_inclusion

def measure():
    return 1

def traced(app):
    return app

class Timing(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        measure()
        return await call_next(request)

async def of_application():
    return 2

app = FastAPI(dependencies=[Depends(of_application)])
admin = FastAPI()
app.add_middleware(Timing)
app = traced(app)
app.include_router(router, dependencies=[Depends(of_inclusion)])
`,
      'shop.py': `from fastapi import APIRouter, Depends
from pydantic import BaseModel, validator

class Order(BaseModel):
    key: str

    @validator("key")
    def check(cls, value):
        return value

async def of_router():
    return 3

async def of_inclusion():
    return 4

router = APIRouter(dependencies=[Depends(of_router)])

@router.post("/a")
def read(order: Order):
    pass
`,
    };
    assert.deepEqual(await runners(files, 'main.py', ['return 1', 'await call_next', 'return 2']), [
      'shop.py read',
      'shop.py read',
      'shop.py read',
    ]);
    assert.deepEqual(
      new Set(await runners(files, 'shop.py', ['return value', 'return 3', 'return 4'])),
      new Set(['shop.py read']),
    );
  });

  test('is one of the same file, then the one with the fewest calls between, then the first by path', async () => {
    const files = {
      'a.py': `from shared import Router, far\nrouter = Router()\n@router.get("/a")\ndef a():\n    far()\n`,
      'b.py': `from shared import Router, near, own\nrouter = Router()\n@router.get("/b")\ndef b():\n    near()\n    own()\n`,
      'c.py': `from shared import Router, near\nrouter = Router()\n@router.get("/c")\ndef c():\n    near()\n`,
      'shared.py': `from fastapi import APIRouter as Router
router = Router()

def near():
    return "near"

def far():
    return near()

def own():
    return "own"

def between():
    return own()

@router.get("/shared")
def shared():
    return between()
`,
    };
    assert.deepEqual(await runners(files, 'shared.py', ['return "near"', 'def far', 'return "own"']), [
      'b.py b',
      'a.py a',
      'shared.py shared',
    ]);
  });

  test('ends with calls that go in circles, and with files that nobody knows', async () => {
    const main = `${head}
def even(n):
    return odd(n - 1)

def odd(n):
    return even(n - 1)
`;
    const analysis = await analysisOf({ 'main.py': main });
    assert.equal(analysis.routeAt('main.py', { line: 6, character: 10 }), undefined);
    assert.equal(analysis.routeAt('main.py', { line: 900, character: 10 }), undefined);
    assert.equal(analysis.routeAt('other.py', { line: 0, character: 0 }), undefined);
  });
});

describe('a path operation', () => {
  const main = `${head}
@app.get("/a")
async def read():
    time.sleep(1)

@app.post("/a")
async def read():
    return 1

@app.delete("/c")
def remove():
    time.sleep(1)
`;

  test('is found again by its name, its method and its route', async () => {
    const analysis = await analysisOf({ 'main.py': main });
    const lineOf = (name: string, method?: string, route?: string) =>
      analysis.routeNamed('main.py', { name, method, route })?.range.start.line;
    assert.deepEqual(
      [lineOf('read', 'GET', '/a'), lineOf('read', 'POST', '/a'), lineOf('read', 'PUT', '/z'), lineOf('read')],
      [6, 10, 6, 6],
    );
    assert.deepEqual(
      [lineOf('renamed', 'DELETE', '/c'), lineOf('renamed', 'DELETE', '/d'), lineOf('renamed')],
      [14, undefined, undefined],
    );
    assert.equal(analysis.routeNamed('other.py', { name: 'read' }), undefined);
  });

  test('is listed with whether it blocks the loop', async () => {
    const analysis = await analysisOf({ 'main.py': main });
    assert.deepEqual(
      analysis.routesIn('main.py').map(({ name, method, blocks }) => [name, method, blocks]),
      [
        ['read', 'GET', true],
        ['read', 'POST', false],
        ['remove', 'DELETE', false],
      ],
    );
  });

  test('comes with its text, which is cut off when it is long', async () => {
    const body = Array.from({ length: 80 }, (_, index) => `    x${index} = ${index}`);
    const text = ['from fastapi import FastAPI', 'app = FastAPI()', '@app.get("/")', 'def read():', ...body].join(
      '\r\n',
    );
    const analysis = await analysisOf({ 'long.py': text, 'short.py': text.split('\r\n').slice(0, 6).join('\n') });
    const long = analysis.routeAt('long.py', { line: 3, character: 4 })?.code;
    assert.deepEqual(
      [long?.path, long?.firstLine, long?.lines.length, long?.lines[0], long?.lines[1], long?.lines[59]],
      ['long.py', 2, 60, '@app.get("/")', 'def read():', '    x57 = 57'],
    );
    assert.deepEqual(analysis.routeAt('short.py', { line: 3, character: 4 })?.code.lines, [
      '@app.get("/")',
      'def read():',
      '    x0 = 0',
      '    x1 = 1',
    ]);
  });
});
