import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatMessage } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';

const head = `import asyncio
import time
import redis
import requests
from contextlib import contextmanager
from fastapi import FastAPI

app = FastAPI()

def slow(): time.sleep(1)

`;

/** The last sentence of the message of each finding, in the order of the file. */
async function adviceFor(body: string): Promise<string[]> {
  const findings = (await analysisOf({ 'main.py': head + body })).allFindings();
  return findings.map(
    ({ message, params }) =>
      formatMessage('en', message, params)
        .split(/(?<=[.:]) (?=[A-Z])/)
        .at(-1) ?? '',
  );
}

const operation = '@app.get("/")\nasync def read():\n';

describe('the advice of a message can be followed', () => {
  const cases: readonly [when: string, body: string, advice: string][] = [
    [
      'a plain call in a path operation',
      `${operation}    slow()\n`,
      'Make the function `def`, or run the call in a thread.',
    ],
    [
      'a call with an asynchronous twin, in a function that awaits',
      `${operation}    time.sleep(1)\n    await asyncio.sleep(1)\n`,
      'Await `asyncio.sleep` instead, or run the call in a thread.',
    ],
    [
      'a call whose twin is a method of another class',
      `${operation}    redis.Redis().get("key")\n    await asyncio.sleep(1)\n`,
      'Use `redis.asyncio.Redis` instead, or run the call in a thread.',
    ],
    [
      'the same in a function that may be a `def`',
      `${operation}    redis.Redis().get("key")\n`,
      'Use `redis.asyncio.Redis` instead, make the function `def`, or run the call in a thread.',
    ],
    [
      'an awaited coroutine: the call in it can move, it cannot',
      `async def work():\n    slow()\n\n${operation}    await work()\n`,
      'Run `slow()`, which `work` calls, in a thread.',
    ],
    [
      'a helper that makes a task needs the loop, what the task calls does not',
      `async def send():\n    slow()\n\ndef soon():\n    return asyncio.create_task(send())\n\n${operation}    soon()\n`,
      'Run `slow()`, which `send` calls, in a thread.',
    ],
    [
      'a helper that needs the loop for something else',
      `def both():\n    asyncio.get_running_loop()\n    slow()\n\n${operation}    both()\n`,
      'Run `slow()`, which `both` calls, in a thread.',
    ],
    [
      'a context manager of the project blocks when it is entered',
      `@contextmanager\ndef locked():\n    slow()\n    yield\n\n${operation}    with locked():\n        await asyncio.sleep(0)\n`,
      'Move the code that uses it into a `def` and run that in a thread.',
    ],
    [
      'an iterator of a library',
      `${operation}    for line in requests.Response().iter_lines():\n        await asyncio.sleep(0)\n`,
      'Use `httpx.Response.aiter_lines` instead, or move the code that uses it into a `def` and run that in a thread.',
    ],
    [
      'a generator below a coroutine',
      `def rows():\n    slow()\n    yield 1\n\nasync def work():\n    for row in rows(): print(row)\n\n${operation}    await work()\n`,
      'Move the code of `work` that uses `rows()` into a `def` and run that in a thread.',
    ],
    [
      'a lost coroutine in an `async def`',
      'async def work(): ...\n\nasync def main():\n    work()\n',
      'Write `await` before it.',
    ],
    [
      'a lost coroutine in a `def`',
      'async def work(): ...\n\ndef main():\n    work()\n',
      'Make `main` an `async def` and write `await` before it.',
    ],
    [
      'a lost coroutine at the top of a module',
      'async def work(): ...\n\nwork()\n',
      'Await it in an `async def`, or run it with `asyncio.run(…)`.',
    ],
  ];
  for (const [when, body, advice] of cases) {
    test(when, async () => assert.deepEqual(await adviceFor(body), [advice]));
  }
});
