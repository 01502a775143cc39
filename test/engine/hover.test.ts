import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CardCatalogue } from '../../server/cards/card-catalogue.ts';
import type { ChainStep } from '../../server/engine/finding.ts';
import { hoverText } from '../../server/lsp/hover-text.ts';
import { codeSpan } from '../../server/lsp/markdown-text.ts';
import type { Language } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';

const text = `import asyncio
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def wait():
    time.sleep(1)


def in_thread():
    return 1


class Slow:
    def __init__(self):
        wait()


def session():
    return wait()


@app.get("/")
async def read(a=Depends(session), b=Depends(Slow)):
    wait()
    await asyncio.to_thread(in_thread)
    await asyncio.to_thread(partial(wait))


@app.get("/fine")
async def fine():
    return {}


@app.websocket("/ws")
async def talk(websocket):
    await websocket.accept()


@app.on_event("startup")
def warm_up():
    return 1


async def current_user():
    return {}


async def send_receipt():
    await asyncio.sleep(1)


async def load():
    time.sleep(1)


def audit():
    wait()


@app.post("/orders")
async def order(user: Annotated[dict, Depends(current_user)], tasks: BackgroundTasks):
    tasks.add_task(audit)
    await load()
    await asyncio.gather(send_receipt(), send_receipt())
    with ProcessPoolExecutor() as processes, ThreadPoolExecutor() as threads:
        processes.submit(in_thread)
        threads.submit(in_thread)
    return StreamingResponse(iter(()))
`;

/** The hover on the first place where `marked` stands, at the character after \`|\`. */
async function hoverAt(marked: string, language: Language = 'en', toPath?: string): Promise<string | undefined> {
  const analysis = await analysisOf({ 'main.py': text });
  const at = text.indexOf(marked.replace('|', ''));
  assert.ok(at >= 0, marked);
  const offset = at + marked.indexOf('|');
  const before = text.slice(0, offset).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const subject = analysis.hover('main.py', position);
  const cards = new CardCatalogue(new Map());
  const toStep = ({ path, range }: ChainStep) => `${path}#L${range.start.line + 1}`;
  const lineOf = ({ range }: ChainStep) => String(range.start.line + 1);
  return (
    subject &&
    hoverText(subject, language, cards, {
      toStep,
      lineOf,
      toPath,
      toBurgers: undefined,
      toCard: undefined,
      toFixes: undefined,
    })
  );
}

describe('hover', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      'async def |read',
      /The path operation \*\*`read`\*\* runs \*\*on the event loop.*because it is `async def`.*blocks the loop in `time\.sleep`/s,
    ],
    ['async| def fine', /on the event loop.*Nothing that it calls is known to block/s],
    [
      'def se|ssion',
      /The dependency \*\*`session`\*\*.*in the thread pool.*because it is `def`.*waits in `time\.sleep`/s,
    ],
    ['def __in|it__', /in the thread pool.*calls a class like a `def`/s],
    ['def ta|lk', /The websocket \*\*`talk`\*\*.*on the event loop/s],
    ['def warm|_up', /on the event loop.*does not move this kind of function/s],
    ['def in_th|read', /in a thread.*hands it to one/s],
    ['    wa|it()\n    await', /`time\.sleep` blocks.*every request waits.*main\.py#L14/s],
    ['app = Fast|API', /folder: 3\. On the event loop: 3; in the thread pool: 0\..*Can block the loop: 2/],
    [
      'a=Dep|ends(session',
      /FastAPI calls `session` before the function, \*\*in the thread pool\*\*.*waits in `time\.sleep`.*main\.py#L/s,
    ],
    ['Depen|ds(Slow)', /FastAPI calls `Slow`.*in the thread pool/],
    ['Dep|ends(current_user)', /FastAPI calls `current_user` before the function, \*\*on the event loop/],
    ['tasks: Back|groundTasks', /after the response/],
    ['tasks.add|_task', /`audit` runs after the response, \*\*in the thread pool\*\*.*waits in `time\.sleep`/s],
    ['    awa|it load', /does not free the event loop: `load` waits without.*blocks the loop in `time\.sleep`/s],
    [
      '    awa|it asyncio.sleep',
      /Here `?\*?\*?`send_receipt`.* gives the event loop back while it waits for `asyncio\.sleep`/,
    ],
    ['asyncio.gat|her', /several coroutines wait \*\*at the same time/],
    ['gather(send_re|ceipt', /`send_receipt` \*\*runs nothing yet/],
    ['asyncio.to_th|read(in', /`asyncio\.to_thread` runs `in_thread` \*\*in a thread\*\*/],
    ['with ProcessPool|Executor', /makes processes/],
    ['ThreadPool|Executor() as', /makes threads of its own/],
    ['processes.sub|mit', /`in_thread` \*\*in another process/],
    ['threads.sub|mit', /`in_thread` \*\*in a thread of the project/],
    ['return Streaming|Response', /iterated \*\*on the event loop/],
    ['time.sl|eep', /`time\.sleep` blocks.*await asyncio\.sleep/s],
  ];
  for (const [place, expected] of cases) {
    test(`on ${JSON.stringify(place)}`, async () => {
      const shown = await hoverAt(place);
      assert.match(shown ?? 'nothing', expected);
      assert.doesNotMatch(shown ?? '', /[{}]|undefined/);
    });
  }

  test('is silent on code that has nothing to do with it', async () => {
    for (const place of [
      'async def send_re|ceipt',
      'return| 1',
      'impo|rt time',
      'websocket.acc|ept',
      'user: Anno|tated',
    ]) {
      assert.equal(await hoverAt(place), undefined, place);
    }
  });

  test('speaks Spanish', async () => {
    assert.match((await hoverAt('async def |read', 'es')) ?? '', /en el bucle de eventos/);
  });

  test('leaves out the advice to await where the thread may wait', async () => {
    assert.match((await hoverAt('async def |read')) ?? '', /To wait without blocking/);
    assert.doesNotMatch((await hoverAt('def se|ssion')) ?? '', /To wait without blocking/);
  });

  test('code cannot leave its code span', () => {
    assert.equal(codeSpan('a["`x`"]'), '`` a["`x`"] ``');
    assert.equal(codeSpan('a\n<b>[c](d)'), '`a <b>[c](d)`');
  });
});

test('a method that FastAPI calls blocks as the class of its object does', async () => {
  const source = `import time
from fastapi import Depends, FastAPI

app = FastAPI()


class Users:
    async def current(self):
        return self.load()

    def load(self):
        return None


class SlowUsers(Users):
    def load(self):
        time.sleep(1)


users = SlowUsers()


@app.get("/")
async def read(user=Depends(users.current)):
    return user
`;
  const subject = (await analysisOf({ 'main.py': source })).hover('main.py', { line: 7, character: 16 });
  assert.equal(subject?.blocker, 'time.sleep');
});
