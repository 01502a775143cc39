import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analysisOf } from '../engine-host.ts';
import { fixed, fixesOf, offered } from './fixed-text.ts';

const head = `import asyncio
import time

from fastapi import BackgroundTasks, Depends, FastAPI, WebSocket

app = FastAPI()
kept = asyncio, time


async def load():
    return 1


def total():
    return 1


`;

async function isSafe(text: string, title: string): Promise<boolean | undefined> {
  return (await fixesOf(text)).get(title)?.isSafe;
}

describe('remove-await', () => {
  const written: Readonly<Record<string, readonly [string, string]>> = {
    'of a statement': ['await total()', 'total()'],
    'of a returned value': ['return await total()', 'return total()'],
    'in parentheses': ['return (await total()).real', 'return (total()).real'],
    'without a space': ['return await(total())', 'return (total())'],
    'with several spaces': ['return await   total()', 'return total()'],
    'of a choice': ['return await (total() if app else 3)', 'return (total() if app else 3)'],
    'as an operand': ['return -await total() + 1', 'return -total() + 1'],
    'over lines': ['return await total(\n    )  # all', 'return total(\n    )  # all'],
    'in a comprehension': ['return [await total() for _ in range(3)]', 'return [total() for _ in range(3)]'],
  };
  for (const [how, [before, after]] of Object.entries(written)) {
    test(`takes the await away ${how}`, async () => {
      const text = (body: string) => `${head}async def main():\n    ${body}\n`;
      assert.equal(await fixed(text(before), 'fix.remove-await'), text(after));
    });
  }

  test('may be applied unread', async () => {
    assert.equal(await isSafe(`${head}async def main():\n    await total()\n`, 'fix.remove-await'), true);
  });

  test('gives way to a thread where the call blocks', async () => {
    const text = `${head}async def main():\n    await time.sleep(1)\n`;
    const result = await fixed(text, 'fix.offload');
    assert.ok(result.endsWith('async def main():\n    await run_in_threadpool(time.sleep, 1)\n'), result);
    assert.ok(!(await offered(text)).includes('fix.remove-await'));
  });

  const notOffered: Readonly<Record<string, string>> = {
    'a generator is awaited': 'def rows():\n    yield 1\n\n\nasync def main():\n    await rows()\n',
    'a function is awaited that is not called': 'async def main():\n    await load\n',
    'the rest is on the next line': 'async def main():\n    await \\\n        total()\n',
    'it stands in a generator expression': 'async def main():\n    return (await total() for _ in range(3))\n',
  };
  for (const [when, text] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      assert.deepEqual(
        (await offered(head + text)).filter((title) => title === 'fix.remove-await'),
        [],
      );
    });
  }
});

describe('await-server', () => {
  const written: Readonly<Record<string, readonly [string, string]>> = {
    'a module that serves': ['uvicorn.run(app)', 'await uvicorn.Server(uvicorn.Config(app)).serve()'],
    'one with options': [
      'uvicorn.run(\n        app,\n        port=1,\n    )',
      'await uvicorn.Server(uvicorn.Config(\n        app,\n        port=1,\n    )).serve()',
    ],
    'a server': ['uvicorn.Server(uvicorn.Config(app)).run()', 'await uvicorn.Server(uvicorn.Config(app)).serve()'],
    'one in a name': [
      'server = uvicorn.Server(app)\n    server.run()',
      'server = uvicorn.Server(app)\n    await server.serve()',
    ],
  };
  const text = (body: string) => `${head}import uvicorn\n\n\nasync def main():\n    ${body}\n`;
  for (const [what, [before, after]] of Object.entries(written)) {
    test(`awaits ${what}`, async () => {
      assert.equal(await fixed(text(before), 'fix.await-server'), text(after));
      assert.equal(await isSafe(text(before), 'fix.await-server'), false);
    });
  }

  for (const [what, body] of [
    ['what the configuration does not have', 'uvicorn.run(app, app_dir="src")'],
    ['another name of the function', 'from uvicorn import run\n    run(app)'],
  ] as const) {
    test(`is not offered for ${what}`, async () => {
      assert.deepEqual(await offered(text(body)), ['fix.suppress']);
    });
  }
});

describe('await-instead', () => {
  const written: Readonly<Record<string, readonly [string, string]>> = {
    'asyncio.run': ['return asyncio.run(load())', 'return await load()'],
    'a result that is used at once': ['return asyncio.run(load()).real', 'return (await load()).real'],
    'an operand': ['return asyncio.run(load()) + 1', 'return (await load()) + 1'],
    'a comprehension': ['return [asyncio.run(load()) for _ in "ab"]', 'return [await load() for _ in "ab"]'],
    'a choice': ['asyncio.run(load() if app else load())', 'await (load() if app else load())'],
    'an argument over lines': ['asyncio.run(\n        load(),\n    )', 'await load()'],
    'a kept coroutine': ['work = load()\n    asyncio.run(work)', 'work = load()\n    await work'],
    'the running loop': ['asyncio.get_running_loop().run_until_complete(load())', 'await load()'],
  };
  for (const [what, [before, after]] of Object.entries(written)) {
    test(`awaits instead of running a loop for ${what}`, async () => {
      const text = (body: string) => `${head}async def main():\n    ${body}\n`;
      assert.equal(await fixed(text(before), 'fix.await-instead'), text(after));
    });
  }

  test('calls the function that async_to_sync is given', async () => {
    const text = (body: string) =>
      `from asgiref.sync import async_to_sync\n${head}async def main():\n    return ${body}\n`;
    assert.equal(await fixed(text('async_to_sync(load)().real'), 'fix.await-instead'), text('(await load()).real'));
  });

  test('may be applied unread, but not where a new loop is left over', async () => {
    const text = (made: string) =>
      `${head}async def main():\n    loop = ${made}\n    loop.run_until_complete(load())\n    print(loop)\n`;
    assert.equal(await isSafe(text('asyncio.get_running_loop()'), 'fix.await-instead'), true);
    assert.equal(await isSafe(text('asyncio.new_event_loop()'), 'fix.await-instead'), false);
  });

  const notOffered: Readonly<Record<string, string>> = {
    'another argument is given': 'async def main():\n    asyncio.run(load(), debug=True)\n',
    'a comment stands before the coroutine':
      'async def main():\n    asyncio.run(\n        # now\n        load()\n    )\n',
    'the function is given on its own': 'import anyio\n\n\nasync def main():\n    anyio.run(load)\n',
    'the loop runs for ever': 'async def main():\n    asyncio.get_running_loop().run_forever()\n',
    'the call stands in a helper':
      'def load_now():\n    return asyncio.run(load())\n\n\nasync def main():\n    load_now()\n',
    'the function is a def': '@app.on_event("startup")\ndef start():\n    asyncio.run(load())\n',
  };
  for (const [when, text] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      assert.deepEqual(
        (await offered(head + text)).filter((title) => title === 'fix.await-instead'),
        [],
      );
    });
  }

  test('a helper is run in a thread instead', async () => {
    const text = `${head}def load_now():\n    return asyncio.run(load())\n\n\nasync def main():\n    return load_now()\n`;
    const result = await fixed(text, 'fix.offload');
    assert.ok(result.includes('return await run_in_threadpool(load_now)'), result);
  });
});

describe('make-async-def for a function that needs the loop', () => {
  const task = 'kept.add(asyncio.create_task(load()))';

  test('makes the path operation a coroutine function', async () => {
    const text = (keyword: string) => `${head}@app.get("/")\n${keyword} read():\n    ${task}\n`;
    assert.equal(await fixed(text('def'), 'fix.make-async-def'), text('async def'));
    assert.equal(await isSafe(text('def'), 'fix.make-async-def'), false);
  });

  test('makes a generator dependency an asynchronous one', async () => {
    const text = (keyword: string) =>
      `${head}${keyword} session():\n    ${task}\n    yield 1\n\n\n@app.get("/")\ndef read(value: int = Depends(session)):\n    return value\n`;
    assert.equal(await fixed(text('def'), 'fix.make-async-def'), text('async def'));
  });

  const notOffered: Readonly<Record<string, string>> = {
    'something in it blocks': `@app.get("/")\ndef read():\n    time.sleep(1)\n    ${task}\n`,
    'something in it starts a loop': `@app.get("/")\ndef read():\n    ${task}\n    asyncio.run(load())\n`,
    'a helper of it blocks': `def wait():\n    time.sleep(1)\n\n\n@app.get("/")\ndef read():\n    wait()\n    ${task}\n`,
    'the project calls it': `@app.get("/")\ndef read():\n    ${task}\n\n\ndef other():\n    read()\n`,
    'the project hands it to a thread': `def work():\n    ${task}\n\n\nasync def main():\n    await asyncio.to_thread(work)\n`,
    'it makes an object': `class Session:\n    def __init__(self):\n        ${task}\n\n\n@app.get("/")\ndef read(session: Session = Depends()):\n    return 1\n`,
  };
  for (const [when, text] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      assert.deepEqual(
        (await offered(head + text)).filter((title) => title === 'fix.make-async-def'),
        [],
      );
    });
  }

  test('is what the message advises, there and nowhere else', async () => {
    const texts = [`@app.get("/")\ndef read():\n    ${task}\n`, ...Object.values(notOffered)];
    for (const text of texts) {
      const analysis = await analysisOf({ 'main.py': head + text });
      const finding = analysis.findings('main.py')[0];
      assert.ok(finding);
      const isOffered = analysis.fixes(finding).some(({ kind }) => kind === 'make-async-def');
      assert.equal(finding.params.advice === 'make async def', isOffered, text);
    }
  });
});

describe('make-async-def for a function that is awaited', () => {
  test('makes a websocket handler a coroutine function', async () => {
    const text = (keyword: string) =>
      `${head}@app.websocket("/ws")\n${keyword} talk(websocket: WebSocket):\n    print(1)\n`;
    assert.equal(await fixed(text('def'), 'fix.make-async-def'), text('async def'));
    assert.equal(await isSafe(text('def'), 'fix.make-async-def'), true);
  });

  test('awaits what middleware hands on to', async () => {
    const text = (keyword: string, call: string) =>
      `${head}@app.middleware("http")\n${keyword} count(request, call_next):\n    response = ${call}\n    response.headers["X"] = "1"\n    return response\n`;
    assert.equal(
      await fixed(text('def', 'call_next(request)'), 'fix.make-async-def'),
      text('async def', 'await call_next(request)'),
    );
  });

  test('awaits the application that an ASGI class hands on to', async () => {
    const text = (keyword: string, call: string) =>
      `${head}class Pass:\n    def __init__(self, app):\n        self.app = app\n\n    ${keyword} __call__(self, scope, receive, send):\n        ${call}\n\n\napp.add_middleware(Pass)\n`;
    assert.equal(
      await fixed(text('def', 'self.app(scope, receive, send)'), 'fix.make-async-def'),
      text('async def', 'await self.app(scope, receive, send)'),
    );
  });

  const notOffered: Readonly<Record<string, string>> = {
    'the project calls it':
      '@app.websocket("/ws")\ndef talk(websocket):\n    print(1)\n\n\ndef other():\n    talk(None)\n',
    'it is a generator': '@app.websocket("/ws")\ndef talk(websocket):\n    yield 1\n',
    'what it hands on to is given to another call':
      '@app.middleware("http")\ndef count(request, call_next):\n    print(call_next(request))\n    return 1\n',
  };
  for (const [when, text] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      assert.deepEqual(
        (await offered(head + text)).filter((title) => title === 'fix.make-async-def'),
        [],
      );
    });
  }
});
