import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recipe, Step } from '../../server/engine/simulation/recipe.ts';
import { variantOf } from '../../server/engine/simulation/recipe-variants.ts';
import { simulate } from '../../server/engine/simulation/simulate.ts';
import { analysisOf } from '../engine-host.ts';

/** The recipe of the path operation with a name, a line for each stage and, further to the right, each step. */
async function recipeOf(name: string, files: Record<string, string>): Promise<{ recipe: Recipe; text: string }> {
  const analysis = await analysisOf(files);
  for (const [path, text] of Object.entries(files)) {
    const line = text.split('\n').findIndex((content) => content.includes(`def ${name}(`));
    const found = line < 0 ? undefined : analysis.routeAt(path, { line, character: 8 });
    if (found) return { recipe: found.recipe, text: textOf(found.recipe) };
  }
  throw new Error(`${name} is no path operation`);
}

function textOf({ stages }: Recipe): string {
  const lines = stages.flatMap(({ role, name, runsOn, part, steps }) => [
    `${role} ${name}${part ? ` ${part}` : ''}: ${runsOn}`,
    ...steps.flatMap((step) => linesOf(step, '  ')),
  ]);
  return `\n${lines.join('\n')}\n`;
}

function linesOf(step: Step, indent: string): readonly string[] {
  const line = `${(step.place?.range.start.line ?? -1) + 1} ${step.text}`;
  if (step.kind === 'thread') {
    return [`${indent}${step.pool} ${line}`, ...step.steps.flatMap((inner) => linesOf(inner, `${indent}  `))];
  }
  if (step.kind === 'gather') {
    const branches = step.branches.flatMap((branch) => [
      `${indent}|`,
      ...branch.flatMap((inner) => linesOf(inner, `${indent}  `)),
    ]);
    return [`${indent}gather ${line}`, ...branches];
  }
  const { kind, milliseconds, category = 'unknown', isWritten } = step;
  const lock = step.kind === 'compute' ? ` ${step.lock}` : '';
  return [`${indent}${kind}${lock} ${milliseconds}${isWritten ? ' written' : ''} ${category} ${line}`];
}

const head = `import asyncio
import time
import httpx
import requests
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
app = FastAPI()
`;

test('dependencies come in the order of FastAPI, each once, and end last', async () => {
  const { text, recipe } = await recipeOf('read', {
    'main.py': `${head}
def settings():
    time.sleep(0.01)

def session(values=Depends(settings)):
    time.sleep(0.02)
    yield 1
    time.sleep(0.03)

async def user(db=Depends(session), values=Depends(settings)):
    await asyncio.sleep(0.04)
    yield 2
    await asyncio.sleep(0.05)

class Page:
    def __init__(self, offset: int = 0):
        time.sleep(0.06)

async def allowed():
    time.sleep(0.07)

@app.get("/", dependencies=[Depends(allowed)])
async def read(me=Depends(user), page: Page = Depends(), db=Depends(session)):
    return me
`,
  });
  assert.equal(
    text,
    `
dependency allowed: event loop
  block 70 written sleep 27 time.sleep(…)
dependency settings: thread pool
  block 10 written sleep 10 time.sleep(…)
dependency session: thread pool
  block 20 written sleep 13 time.sleep(…)
dependency user: event loop
  wait 40 written sleep 18 asyncio.sleep(…)
dependency Page.__init__: thread pool
  block 60 written sleep 24 time.sleep(…)
path operation read: event loop
clean-up user: event loop
  wait 50 written sleep 20 asyncio.sleep(…)
clean-up session: own thread
  block 30 written sleep 15 time.sleep(…)
`,
  );
  assert.ok(Math.abs(simulate(recipe, { customers: 1 }).summary.total - 200) < 2);
});

test('a dependency without its cache is solved for every parameter', async () => {
  const { text } = await recipeOf('read', {
    'main.py': `${head}
def clock():
    time.sleep(0.01)

@app.get("/")
def read(a=Depends(clock, use_cache=False), b=Depends(clock, use_cache=False)):
    return a
`,
  });
  assert.equal(text.match(/dependency clock/g)?.length, 2);
});

test('the dependencies of a router come before those of the path operation', async () => {
  const { text } = await recipeOf('read', {
    'main.py': `${head}
def first():
    pass

def second():
    pass

def third():
    pass

router = APIRouter(dependencies=[Depends(first)])

@router.get("/", dependencies=[Depends(second)])
async def read(value=Depends(third)):
    return value

app.include_router(router)
`,
  });
  assert.match(text, /first.*second.*third.*path operation read/s);
});

test('the dependencies of the application and of every inclusion come first, from the outside in', async () => {
  const { text } = await recipeOf('read', {
    'main.py': `${head}
from inner import inner

def of_application(): pass
def of_outer(): pass
def of_inner_inclusion(): pass
def of_outer_inclusion(): pass

outer = APIRouter(dependencies=[Depends(of_outer)])
outer.include_router(inner, dependencies=[Depends(of_inner_inclusion)])

def create():
    app = FastAPI(dependencies=[Depends(of_application)])
    app.include_router(outer, dependencies=[Depends(of_outer_inclusion)])
    return app

app = create()
`,
    'inner.py': `from fastapi import APIRouter, Depends

def of_inner(): pass

inner = APIRouter(dependencies=[Depends(of_inner)])

@inner.get("/")
def read(): pass
`,
    'test_main.py': `from fastapi import Depends, FastAPI
from inner import inner
def of_test(): pass
app = FastAPI(dependencies=[Depends(of_test)])
app.include_router(inner, dependencies=[Depends(of_test)])
`,
  });
  assert.deepEqual(
    [...text.matchAll(/dependency (\w+)/g)].map(([, name]) => name),
    ['of_application', 'of_outer_inclusion', 'of_outer', 'of_inner_inclusion', 'of_inner'],
  );
});

test('what is put together where nobody sees it is served by the only application', async () => {
  const files = {
    'main.py': `from fastapi import Depends, FastAPI
def of_application(): pass
app = FastAPI(dependencies=[Depends(of_application)])
`,
    'inner.py': `from fastapi import APIRouter
inner = APIRouter()

@inner.get("/")
def read(): pass
`,
  };
  assert.match((await recipeOf('read', files)).text, /dependency of_application/);
  const two = { ...files, 'other.py': 'from fastapi import FastAPI\nadmin = FastAPI()\n' };
  assert.doesNotMatch((await recipeOf('read', two)).text, /of_application/);
});

test('middleware stands around the request, the last one added outermost', async () => {
  const { text, recipe } = await recipeOf('read', {
    'main.py': `${head}
from starlette.middleware.base import BaseHTTPMiddleware

async def prepare():
    await asyncio.sleep(0.01)

class Added(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        async with httpx.AsyncClient() as client:
            await client.get("https://example.com")
            if request.url.path == "/skip":
                return await call_next(request)
            response = await asyncio.wait_for(call_next(await prepare()), 10)
            time.sleep(0.02)
        return response

class Plain:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        time.sleep(0.03)
        await self.app(scope, receive, send)
        time.sleep(0.04)

async def given(request, call_next):
    time.sleep(0.05)
    return await call_next(request)

app.add_middleware(Added)
app.add_middleware(Plain)
app.add_middleware(BaseHTTPMiddleware, dispatch=given)

@app.middleware("http")
async def outer(request, call_next):
    response = await call_next(request)
    await asyncio.sleep(0.06)
    return response

@app.get("/")
async def read():
    time.sleep(0.07)
`,
  });
  assert.equal(
    text,
    `
middleware outer before: event loop
middleware given before: event loop
  block 50 written sleep 34 time.sleep(…)
middleware Plain.__call__ before: event loop
  block 30 written sleep 29 time.sleep(…)
middleware Added.dispatch before: event loop
  wait 120 http 17 client.get(…)
  wait 10 written sleep 12 asyncio.sleep(…)
path operation read: event loop
  block 70 written sleep 49 time.sleep(…)
middleware Added.dispatch after: event loop
  block 20 written sleep 21 time.sleep(…)
middleware outer after: event loop
  wait 60 written sleep 44 asyncio.sleep(…)
middleware Plain.__call__ after the answer: event loop
  block 40 written sleep 31 time.sleep(…)
`,
  );
  const [only] = simulate(recipe, { customers: 1 }).trace.customers;
  assert.ok(only && Math.abs(only.answered - 360) < 3 && Math.abs(only.ended - 400) < 3, JSON.stringify(only));
  const asDef = variantOf(recipe, 'as def');
  assert.deepEqual(
    asDef.stages.map(({ runsOn }) => runsOn).filter((runsOn) => runsOn !== 'event loop'),
    ['thread pool'],
  );
});

test('calls of the project are replaced by what they do, in their order and with their places', async () => {
  const files = {
    'main.py': `${head}
from store import Store

store = Store()

@app.get("/{key}")
async def read(key: str):
    found = await store.find(key)
    return (await store.enrich(requests.get("https://example.com/a").json()))["x"] + store.slow(found)
`,
    'store.py': `import asyncio
import time
import httpx

class Store:
    async def find(self, key):
        async with httpx.AsyncClient() as client:
            answer = await client.get("https://example.com")
            return answer.json()

    async def enrich(self, value):
        await asyncio.sleep(0.5)
        return value

    def slow(self, value):
        time.sleep(1)
        return value
`,
  };
  const { text, recipe } = await recipeOf('read', files);
  assert.equal(
    text,
    `
path operation read: event loop
  wait 120 http 8 client.get(…)
  block 120 http 16 requests.get(…)
  wait 500 written sleep 12 asyncio.sleep(…)
  block 1000 written sleep 16 time.sleep(…)
`,
  );
  assert.deepEqual(
    recipe.stages[0]?.steps.map(({ place }) => place?.path),
    ['store.py', 'main.py', 'store.py', 'store.py'],
  );
});

test('hops to threads hold what runs there, and name their pool', async () => {
  const { text } = await recipeOf('read', {
    'main.py': `${head}
from concurrent.futures import ProcessPoolExecutor
from functools import partial
import bcrypt

processes = ProcessPoolExecutor()

def report():
    time.sleep(0.1)
    return requests.get("https://example.com")

@app.get("/")
async def read():
    loop = asyncio.get_running_loop()
    await run_in_threadpool(report)
    await run_in_threadpool(time.sleep, 0.2)
    await asyncio.to_thread(requests.get, "https://example.com")
    await asyncio.to_thread(lambda: time.sleep(0.3))
    await loop.run_in_executor(None, time.sleep, 0.4)
    await loop.run_in_executor(processes, partial(report))
    await asyncio.to_thread(bcrypt.hashpw, b"x", b"y")
`,
  });
  assert.equal(
    text,
    `
path operation read: event loop
  limiter 22 run_in_threadpool(…)
    block 100 written sleep 16 time.sleep(…)
    block 120 http 17 requests.get(…)
  limiter 23 run_in_threadpool(…)
    block 200 written sleep 23 time.sleep
  executor 24 asyncio.to_thread(…)
    block 120 http 24 requests.get
  executor 25 asyncio.to_thread(…)
    block 300 written sleep 25 time.sleep(…)
  executor 26 loop.run_in_executor(…)
    block 400 written sleep 26 time.sleep
  processes 27 loop.run_in_executor(…)
    block 100 written sleep 16 time.sleep(…)
    block 120 http 17 requests.get(…)
  executor 28 asyncio.to_thread(…)
    compute released 100 cpu 28 bcrypt.hashpw
`,
  );
});

test('what gather is given stands side by side', async () => {
  const { text, recipe } = await recipeOf('read', {
    'main.py': `${head}
async def fetch(client):
    await client.first()
    await asyncio.sleep(0.2)

@app.get("/")
async def read():
    async with httpx.AsyncClient() as client:
        await asyncio.gather(asyncio.sleep(0.1), fetch(client), client.get("https://example.com"))
        await asyncio.wait_for(asyncio.sleep(0.3), 1)
`,
  });
  assert.equal(
    text,
    `
path operation read: event loop
  gather 16 asyncio.gather(…)
  |
    wait 100 written sleep 16 asyncio.sleep(…)
  |
    wait 10 unknown 10 client.first()
    wait 200 written sleep 11 asyncio.sleep(…)
  |
    wait 120 http 16 client.get(…)
  wait 300 written sleep 17 asyncio.sleep(…)
`,
  );
  assert.ok(simulate(recipe, { customers: 1 }).summary.total < 520);
});

test('what a task group starts stands beside what its block goes on to do', async () => {
  const { text, recipe } = await recipeOf('read', {
    'main.py': `${head}
import anyio

async def fetch(client):
    await client.get("https://example.com")

@app.get("/")
async def read():
    async with httpx.AsyncClient() as client, asyncio.TaskGroup() as group:
        await asyncio.sleep(0.1)
        group.create_task(fetch(client))
        group.create_task(asyncio.sleep(0.2))
        await asyncio.sleep(0.3)
        time.sleep(0.01)
    async with anyio.create_task_group() as group:
        group.start_soon(fetch, client)
        for _ in range(3):
            group.start_soon(anyio.sleep, 0.4)
    await asyncio.sleep(0.5)
`,
  });
  assert.equal(
    text,
    `
path operation read: event loop
  wait 100 written sleep 17 asyncio.sleep(…)
  gather 16 asyncio.TaskGroup()
  |
    wait 300 written sleep 20 asyncio.sleep(…)
    block 10 written sleep 21 time.sleep(…)
  |
    wait 120 http 12 client.get(…)
  |
    wait 200 written sleep 19 asyncio.sleep(…)
  gather 22 anyio.create_task_group()
  |
    wait 120 http 12 client.get(…)
  |
    wait 400 written sleep 25 group.start_soon(…)
  wait 500 written sleep 26 asyncio.sleep(…)
`,
  );
  assert.ok(Math.abs(simulate(recipe, { customers: 1 }).summary.total - 1310) < 4);
});

test('a task that is awaited later runs beside what comes between', async () => {
  const { text } = await recipeOf('read', {
    'main.py': `${head}
async def work(seconds):
    await asyncio.sleep(seconds)

async def first():
    await asyncio.sleep(0.1)

async def second():
    await asyncio.sleep(0.2)

async def forgotten():
    await asyncio.sleep(0.3)

@app.get("/")
async def read():
    one = asyncio.create_task(first())
    two = asyncio.create_task(second())
    asyncio.create_task(forgotten())
    await asyncio.sleep(0.4)
    await one
    await two
    many = [asyncio.create_task(first()) for _ in range(3)]
    await asyncio.gather(*many)
    await asyncio.gather(asyncio.create_task(first()), asyncio.create_task(second()))
    await asyncio.wait([asyncio.create_task(first()), asyncio.create_task(second())])
    await asyncio.create_task(second())
`,
  });
  assert.equal(
    text,
    `
path operation read: event loop
  gather 28 two
  |
    wait 400 written sleep 26 asyncio.sleep(…)
  |
    wait 100 written sleep 13 asyncio.sleep(…)
  |
    wait 200 written sleep 16 asyncio.sleep(…)
  wait 100 written sleep 13 asyncio.sleep(…)
  gather 31 asyncio.gather(…)
  |
    wait 100 written sleep 13 asyncio.sleep(…)
  |
    wait 200 written sleep 16 asyncio.sleep(…)
  gather 32 asyncio.wait(…)
  |
    wait 100 written sleep 13 asyncio.sleep(…)
  |
    wait 200 written sleep 16 asyncio.sleep(…)
  wait 200 written sleep 16 asyncio.sleep(…)
background task forgotten: event loop
  wait 300 written sleep 19 asyncio.sleep(…)
`,
  );
});

test('a branch is taken where it is the way to a finding', async () => {
  const { text } = await recipeOf('read', {
    'main.py': `${head}
async def rare():
    await asyncio.sleep(0.1)

@app.get("/")
async def read(key: str, fast: bool):
    if fast:
        time.sleep(0.2)
    if key:
        await rare()
    try:
        await asyncio.sleep(0.3)
    except ValueError:
        await asyncio.sleep(0.4)
    if fast:
        return 1
    for _ in range(3):
        await asyncio.sleep(0.5)
`,
  });
  assert.equal(
    text,
    `
path operation read: event loop
  block 200 written sleep 15 time.sleep(…)
  wait 300 written sleep 19 asyncio.sleep(…)
  wait 500 written sleep 25 asyncio.sleep(…)
`,
  );
});

test('the work of a function is the same on the loop and in a thread', async () => {
  const code = (kind: string) => ({
    'main.py': `${head}
@app.get("/")
${kind} read(key: str):
    time.sleep(0.1)
    if not key:
        for _ in range(3):
            time.sleep(0.2)
    requests.get("https://example.com")
`,
  });
  const onLoop = await recipeOf('read', code('async def'));
  const inThread = await recipeOf('read', code('def'));
  assert.match(onLoop.text, /block 100 written .*\n.*block 200 written .*\n.*block 120 http/);
  assert.equal(inThread.text, onLoop.text.replace('event loop', 'thread pool'));
});

test('what a plain generator does for a streamed response is done in threads', async () => {
  const { text } = await recipeOf('export', {
    'main.py': `${head}
from fastapi.responses import StreamingResponse

@app.get("/")
async def export():
    def rows():
        for number in range(3):
            time.sleep(0.2)
            yield str(number)
    await asyncio.sleep(0.1)
    return StreamingResponse(rows(), media_type="text/csv")
`,
  });
  assert.equal(
    text,
    `
path operation export: event loop
  wait 100 written sleep 17 asyncio.sleep(…)
  limiter 18 StreamingResponse(…)
    block 200 written sleep 15 time.sleep(…)
`,
  );
});

test('of several branches that wait the first is taken where the function does nothing else', async () => {
  const { text } = await recipeOf('read', {
    'main.py': `${head}
async def fetch(method, client):
    if method == "GET":
        return await client.get("https://example.com/one")
    elif method == "POST":
        return await client.post("https://example.com/two")

async def refresh(old):
    if old:
        await asyncio.sleep(0.2)

@app.get("/")
async def read(method: str):
    client = httpx.AsyncClient()
    await fetch(method, client)
    await refresh(method)
    await client.aclose()
`,
  });
  assert.equal(
    text,
    `
path operation read: event loop
  wait 120 http 11 client.get(…)
  wait 1 unknown 24 client.aclose()
`,
  );
});

test('each place that makes a dependency has its own', async () => {
  const { text } = await recipeOf('read', {
    'main.py': `${head}
class Role:
    def __init__(self, name):
        self.name = name

    async def __call__(self):
        await asyncio.sleep(0.1)

def needs(name):
    def check():
        time.sleep(0.2)
    return check

admin = Role("admin")

@app.get("/")
async def read(
    a=Depends(Role("a")), b=Depends(Role("b")), c=Depends(admin), d=Depends(admin), e=Depends(needs("e")), f=Depends(needs("f"))
):
    return a
`,
  });
  assert.equal(text.match(/dependency Role.__call__: event loop/g)?.length, 3);
  assert.equal(text.match(/dependency needs.check: thread pool/g)?.length, 2);
});

test('context managers end where their block ends', async () => {
  const { text } = await recipeOf('read', {
    'main.py': `${head}
from contextlib import asynccontextmanager, contextmanager

@contextmanager
def outer():
    time.sleep(0.1)
    yield
    time.sleep(0.2)

@asynccontextmanager
async def inner():
    await asyncio.sleep(0.3)
    yield
    await asyncio.sleep(0.4)

class Kept:
    async def __aenter__(self):
        await asyncio.sleep(0.5)
        return self

    async def __aexit__(self, *error):
        await asyncio.sleep(0.6)

@app.get("/")
async def read():
    with outer():
        async with inner(), Kept():
            await asyncio.sleep(0.7)
    await asyncio.sleep(0.8)
`,
  });
  assert.deepEqual(
    [...text.matchAll(/(?:wait|block) (\d+)/g)].map(([, time]) => Number(time)),
    [100, 300, 500, 700, 600, 400, 200, 800],
  );
});

test('background tasks run after the response, and recursion ends', async () => {
  const { text, recipe } = await recipeOf('send', {
    'main.py': `${head}
def mail(depth):
    time.sleep(0.1)
    mail(depth - 1)

async def note():
    await asyncio.sleep(0.2)

@app.post("/")
async def send(tasks: BackgroundTasks):
    tasks.add_task(mail, 3)
    asyncio.create_task(note())
    await asyncio.sleep(0.3)
`,
  });
  assert.equal(
    text,
    `
path operation send: event loop
  wait 300 written sleep 20 asyncio.sleep(…)
background task note: event loop
  wait 200 written sleep 14 asyncio.sleep(…)
background task mail: thread pool
  block 100 written sleep 10 time.sleep(…)
`,
  );
  const { trace } = simulate(recipe, { customers: 1 });
  const [only] = trace.customers;
  assert.ok(only && only.answered < 310 && only.ended > 590);
});

test('other durations count where the code writes none', async () => {
  const { recipe } = await recipeOf('read', {
    'main.py': `${head}
@app.get("/")
async def read(seconds: float):
    time.sleep(0.1)
    time.sleep(seconds)
    requests.get("https://example.com")
`,
  });
  const total = simulate(recipe, { customers: 1, durations: { sleep: 20, http: 50 } }).summary.total;
  assert.ok(Math.abs(total - 170) < 2, `${total}`);
});

test('a place outside of path operations has no recipe', async () => {
  const analysis = await analysisOf({ 'main.py': `${head}\ndef helper():\n    time.sleep(1)\n` });
  assert.equal(analysis.routeAt('main.py', { line: 9, character: 4 }), undefined);
  assert.equal(analysis.routeAt('other.py', { line: 0, character: 0 }), undefined);
});

test('what an asynchronous generator streams stays on the loop when the path operation is a def', async () => {
  for (const response of ['StreamingResponse(rows())', 'StreamingResponse(content=rows())']) {
    const main = `${head}
from fastapi.responses import StreamingResponse

async def rows():
    for number in range(3):
        time.sleep(0.05)
        await asyncio.sleep(0.02)
        yield str(number)

@app.get("/export")
async def export():
    time.sleep(0.1)
    return ${response}
`;
    const recipe = (await analysisOf({ 'main.py': main })).routeNamed('main.py', { name: 'export' })?.recipe;
    assert.ok(recipe);
    const [stage] = variantOf(recipe, 'as def').stages;
    assert.deepEqual(
      stage?.steps.map((step) => ('steps' in step ? step.steps.map(({ kind }) => kind) : step.kind)),
      [['block'], 'block', 'wait'],
    );
    assert.equal(stage?.runsOn, 'event loop');
  }
});
