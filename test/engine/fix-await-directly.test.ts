import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { appliedFix, offeredFixes } from './fixed-text.ts';

const head = `import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor

import anyio.to_thread
from fastapi.concurrency import run_in_threadpool


class Store:
    async def save(self, a=1, *, b=2): ...


store = Store()
kept = asyncio, functools, ThreadPoolExecutor, anyio, run_in_threadpool


async def save(a=1, *more, b=2): ...


def save_soon():
    return save()


`;
const inFunction = (code: string) => `${head}async def main():\n    ${code}\n`;

async function offered(code: string): Promise<readonly string[]> {
  return offeredFixes({ 'main.py': inFunction(code) });
}

describe('await-directly', () => {
  const cases: readonly [before: string, after: string][] = [
    ['await run_in_threadpool(save)', 'await save()'],
    ['await run_in_threadpool(save, 1, b=3)', 'await save(1, b=3)'],
    ['await run_in_threadpool(store.save, 1)', 'await store.save(1)'],
    ['await asyncio.to_thread(save, *[1, 2], **{"b": 3})', 'await save(*[1, 2], **{"b": 3})'],
    ['await anyio.to_thread.run_sync(save, 1)', 'await save(1)'],
    ['await asyncio.get_running_loop().run_in_executor(None, save, 1)', 'await save(1)'],
    ['await run_in_threadpool(asyncio.sleep, 1)', 'await asyncio.sleep(1)'],
    ['x = 1 + await run_in_threadpool(save)', 'x = 1 + await save()'],
    ['(await run_in_threadpool(save, 1)).bit_length()', '(await save(1)).bit_length()'],
    [
      'await run_in_threadpool(\n        save,\n        1,  # one\n        b=3,\n    )',
      'await save(\n        1,  # one\n        b=3,\n    )',
    ],
    ['await run_in_threadpool(\n        save,\n    )', 'await save()'],
    ['await run_in_threadpool(save,\n        1)', 'await save(\n        1)'],
  ];
  for (const [before, after] of cases) {
    test(`turns ${before.replace(/\s+/g, ' ')} into the call`, async () => {
      const result = await appliedFix({ 'main.py': inFunction(before) }, 'await-directly');
      assert.equal(result['main.py'], inFunction(after));
    });
  }

  test('keeps CRLF', async () => {
    const text = inFunction('await run_in_threadpool(\n        save,\n        1,\n    )').replaceAll('\n', '\r\n');
    const result = await appliedFix({ 'main.py': text }, 'await-directly');
    assert.equal(result['main.py'], inFunction('await save(\n        1,\n    )').replaceAll('\n', '\r\n'));
  });

  test('is safe to apply', async () => {
    assert.deepEqual(await offered('await run_in_threadpool(save)'), ['await-directly (safe)', 'suppress']);
  });

  test('is not offered when a function hands over itself', async () => {
    const text = `${head}async def exists() -> bool:\n    return await asyncio.to_thread(exists)\n`;
    assert.deepEqual(await offeredFixes({ 'main.py': text }), ['suppress']);
  });

  const notOffered: Readonly<Record<string, string>> = {
    'a keyword is for anyio': 'await anyio.to_thread.run_sync(save, 1, abandon_on_cancel=True)',
    'the arguments stand in a partial': 'await run_in_threadpool(functools.partial(save, 1))',
    'the function is a lambda': 'await run_in_threadpool(lambda: save(1))',
    'the function is given by keyword': 'await run_in_threadpool(func=save)',
    'the body of a def runs in the thread': 'await run_in_threadpool(save_soon)',
    'a comment stands between the arguments': 'await run_in_threadpool(save  # why\n    , 1)',
    'the executor is made in place': 'await asyncio.get_running_loop().run_in_executor(ThreadPoolExecutor(1), save)',
    'nothing awaits the thread': 'asyncio.get_running_loop().run_in_executor(None, save)',
    'a comment follows the function': 'await run_in_threadpool(save,  # why\n        1)',
  };
  for (const [when, code] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      assert.ok(!(await offered(code)).some((kind) => kind.startsWith('await-directly')));
    });
  }
});
