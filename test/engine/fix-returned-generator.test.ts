import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fixed, offered } from './fixed-text.ts';

function application(operation: string, imports = ''): string {
  return `import time
from collections.abc import Iterable, Iterator

from fastapi import FastAPI
${imports}
app = FastAPI()


def rows(count=2):
    for number in range(count):
        time.sleep(1)
        yield number


@app.get("/")
${operation}
`;
}

const threadImport = 'from fastapi.concurrency import run_in_threadpool\n';

describe('a returned generator', () => {
  test('becomes a list where a def runs', async () => {
    const before = application('def read():\n    return rows(3)');
    assert.equal(await fixed(before, 'fix.return-list'), application('def read():\n    return list(rows(3))'));
  });

  test('becomes a list in a thread in an async def', async () => {
    const before = application('async def read():\n    return rows(3)');
    const after = application('async def read():\n    return await run_in_threadpool(list, rows(3))', threadImport);
    assert.equal(await fixed(before, 'fix.offload'), after);
  });

  test('becomes one where the annotation allows a list', async () => {
    const before = application('async def read() -> list[int]:\n    return rows()');
    const after = application(
      'async def read() -> list[int]:\n    return await run_in_threadpool(list, rows())',
      threadImport,
    );
    assert.equal(await fixed(before, 'fix.offload'), after);
  });

  test('stays where the annotation says that it is one', async () => {
    const text = application('async def read() -> Iterator[int]:\n    return rows()');
    assert.ok(!(await offered(text)).includes('fix.offload'));
  });

  test('stays where the file has another list', async () => {
    const text = application('def read(list):\n    return rows()');
    assert.ok(!(await offered(text)).includes('fix.return-list'));
  });
});
