import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { appliedFix, offeredFixes } from './fixed-text.ts';

const main = `import threading

from fastapi import FastAPI

app = FastAPI()
lock = threading.Lock()


async def save(): ...


@app.get("/")
async def read():
    """Takes the lock."""
    with lock:  # the lock
        await something()
    with lock:
        print("a lock")
`;
const other = `from main import lock


async def write():
    if lock_file:
        with lock:
            await something()
`;
const mended = (text: string) =>
  text.replaceAll('    with lock:', '    async with lock:').replace('threading.Lock()', 'asyncio.Lock()');

describe('asyncio-lock', () => {
  test('mends the lock where it is made and every use in all files', async () => {
    const result = await appliedFix({ 'main.py': main, 'other.py': other }, 'asyncio-lock');
    assert.equal(result['main.py'], mended(main).replace('import threading', 'import asyncio'));
    assert.equal(result['other.py'], mended(other));
  });

  test('mends an attribute that other files use, with its annotation', async () => {
    const store = `import asyncio
import threading


class Store:
    def __init__(self):
        self._lock: threading.Semaphore = threading.Semaphore(2)

    async def save(self):
        with self._lock:
            await something()


class Unrelated:
    def __init__(self):
        self._lock = None


store = Store()
`;
    const user = 'from store import store\n\n\nasync def write():\n    with store._lock:\n        await something()\n';
    const result = await appliedFix({ 'store.py': store, 'user.py': user }, 'asyncio-lock');
    assert.equal(
      result['store.py'],
      store
        .replace('import threading\n', '')
        .replace('with self', 'async with self')
        .replace(': threading.Semaphore = threading.', ': asyncio.Semaphore = asyncio.'),
    );
    assert.equal(result['user.py'], user.replace('with store', 'async with store'));
  });

  test('mends a lock of a class and one that a decorator makes', async () => {
    const ofClass = `import threading


class Store:
    lock = threading.Lock()

    async def save(self):
        with self.lock:
            await something()

    async def load(self):
        with Store.lock:
            pass
`;
    assert.equal(
      (await appliedFix({ 'main.py': ofClass }, 'asyncio-lock'))['main.py'],
      ofClass
        .replace('import threading', 'import asyncio')
        .replaceAll('        with', '        async with')
        .replace('= threading.Lock', '= asyncio.Lock'),
    );
    const ofDecorator = `import threading


def serialized(function):
    lock = threading.Lock()

    async def wrapper():
        with lock:
            return await function()

    return wrapper


def other(lock):
    return lock
`;
    assert.equal(
      (await appliedFix({ 'main.py': ofDecorator }, 'asyncio-lock'))['main.py'],
      ofDecorator
        .replace('import threading', 'import asyncio')
        .replace('        with', '        async with')
        .replace('= threading.Lock', '= asyncio.Lock'),
    );
  });

  test('uses the name that the file has for asyncio', async () => {
    const text = main.replace('import threading', 'import asyncio as aio\nimport threading');
    const result = await appliedFix({ 'main.py': text }, 'asyncio-lock');
    assert.match(result['main.py'] ?? '', /\nlock = aio\.Lock\(\)\n/);
  });

  test('is not applied unread', async () => {
    assert.deepEqual(await offeredFixes({ 'main.py': main }), ['asyncio-lock', 'suppress']);
  });

  const notOffered: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a def enters the lock': { 'main.py': `${main}\n\ndef count():\n    with lock:\n        pass\n` },
    'a def in another file enters it': {
      'main.py': main,
      'other.py': `${other}\n\ndef count():\n    with lock:\n        pass\n`,
    },
    'the lock is given away': { 'main.py': `${main}\n\nworker(lock)\n` },
    'the lock is asked for': { 'main.py': `${main}\n\nasync def count():\n    return lock.locked()\n` },
    'another file takes it from the module': {
      'main.py': main,
      'other.py': 'import main\n\n\ndef count():\n    main.lock.acquire()\n',
    },
    'another file imports it under another name': {
      'main.py': main,
      'other.py': 'from main import lock as other\n\n\ndef count():\n    other.acquire()\n',
    },
    'another file imports everything and uses it': {
      'main.py': main,
      'other.py': 'from main import *\n\n\ndef count():\n    lock.acquire()\n',
    },
    'its name stands in a string': { 'main.py': `${main}\n\ndef of(module):\n    return getattr(module, "lock")\n` },
    'an f-string cannot be read': { 'main.py': `${main}\n\nprint(f"{names["a"]}")\n` },
    'two contexts are entered at once': { 'main.py': main.replace('with lock:  #', 'with lock, other():  #') },
    'it is reentrant': { 'main.py': main.replace('threading.Lock', 'threading.RLock') },
    'it is shared between processes': { 'main.py': main.replaceAll('threading', 'multiprocessing') },
    'it is acquired and released': {
      'main.py': main.replace(
        '    with lock:  # the lock\n        await something()\n',
        '    lock.acquire()\n    await something()\n    lock.release()\n',
      ),
    },
    'asyncio is something else in the file': { 'main.py': `${main}\n\nasyncio = 1\n` },
    'its annotation says more': {
      'main.py': main.replace('lock = threading', 'lock: "threading.Lock | None" = threading'),
    },
    'a subclass uses it': {
      'main.py': `import threading


class Store:
    lock = threading.Lock()

    async def save(self):
        with self.lock:
            await something()


class Other(Store):
    def count(self):
        self.lock.acquire()
`,
    },
  };
  for (const [when, files] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      assert.deepEqual(await offeredFixes(files), ['suppress']);
    });
  }
});
