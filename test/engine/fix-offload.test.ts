import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fixed, fixedFiles, offered } from './fixed-text.ts';

/** A path operation with a body, in a file with definitions above it. */
function application(body: string, { imports = '', above = '' } = {}): string {
  const lines = body
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
  return `import time

import requests
from fastapi import FastAPI
${imports}
app = FastAPI()


def slow(*args, **options):
    time.sleep(1)
    return list(args)


${above}@app.get("/")
async def read(job, items):
${lines}
`;
}

const threadImport = 'from fastapi.concurrency import run_in_threadpool\n';
const loopImport = 'from fastapi.concurrency import iterate_in_threadpool\n';

interface Form {
  readonly before: string;
  readonly after: string;
  readonly above?: string;
  readonly imports?: string;
}

const forms: Readonly<Record<string, Form>> = {
  'a function with arguments': {
    before: 'return slow(1, b=2)',
    after: 'return await run_in_threadpool(slow, 1, b=2)',
  },
  'a function without arguments': { before: 'slow()', after: 'await run_in_threadpool(slow)' },
  'unpacked arguments': {
    before: 'return slow(*items, **job)',
    after: 'return await run_in_threadpool(slow, *items, **job)',
  },
  'a method': {
    before: 'return Store().load(1)',
    after: 'return await run_in_threadpool(Store().load, 1)',
    above: 'class Store:\n    def load(self, key):\n        time.sleep(1)\n        return key\n\n\n',
  },
  'an operand, which needs no parentheses': {
    before: 'return slow(1) + [2]',
    after: 'return await run_in_threadpool(slow, 1) + [2]',
  },
  'a result that is used at once': {
    before: 'return slow(1)[0]',
    after: 'return (await run_in_threadpool(slow, 1))[0]',
  },
  'a chain of a library as one call': {
    before: 'return requests.get("https://example.com", timeout=1).json()',
    after: 'return await run_in_threadpool(lambda: requests.get("https://example.com", timeout=1).json())',
  },
  'a chain up to its last call': {
    before: 'return requests.get(job).json()["rates"]',
    after: 'return (await run_in_threadpool(lambda: requests.get(job).json()))["rates"]',
  },
  'a chain in which two calls block': {
    before: 'text = open(job).read()\nreturn text',
    after: 'text = await run_in_threadpool(lambda: open(job).read())\nreturn text',
  },
  'a chain whose later call blocks too': {
    before: 'return Store().open(job).load(1)',
    after: 'return await run_in_threadpool(lambda: Store().open(job).load(1))',
    above:
      'class Store:\n    def open(self, name):\n        time.sleep(1)\n        return self\n\n    def load(self, key):\n        time.sleep(1)\n        return key\n\n\n',
  },
  'a chain whose later call is quick': {
    before: 'return Store().open(job).name()',
    after: 'return (await run_in_threadpool(Store().open, job)).name()',
    above:
      'class Store:\n    def open(self, name):\n        time.sleep(1)\n        return self\n\n    def name(self):\n        return "store"\n\n\n',
  },
  'an object that blocks when a list takes its items': {
    before: 'return list(Steps())',
    after: 'return await run_in_threadpool(lambda: list(Steps()))',
    above:
      'class Steps:\n    def __iter__(self):\n        return self\n\n    def __next__(self):\n        time.sleep(1)\n        raise StopIteration\n\n\n',
  },
  'a keyword that the function itself has': {
    before: 'return slow(func=1)',
    after: 'return await run_in_threadpool(lambda: slow(func=1))',
  },
  'a generator expression as the only argument': {
    before: 'return slow(item for item in items)',
    after: 'return await run_in_threadpool(slow, (item for item in items))',
  },
  'a call in a comprehension': {
    before: 'return [slow(item) for item in items]',
    after: 'return [await run_in_threadpool(slow, item) for item in items]',
  },
  'a call in a condition': {
    before: 'if not slow(1):\n    return None\nreturn job',
    after: 'if not await run_in_threadpool(slow, 1):\n    return None\nreturn job',
  },
  'a call in an f-string': {
    before: 'return f"{slow(1)}"',
    after: 'return f"{await run_in_threadpool(slow, 1)}"',
  },
  'a property': {
    before: 'return Store().rows',
    after: 'return await run_in_threadpool(lambda: Store().rows)',
    above: 'class Store:\n    @property\n    def rows(self):\n        time.sleep(1)\n        return []\n\n\n',
  },
  'a loop over what a function gives': {
    before: 'for row in slow(1):\n    print(row)',
    after: 'for row in await run_in_threadpool(slow, 1):\n    print(row)',
  },
  'a loop over what a library gives': {
    before: 'for row in requests.get(job):\n    print(row)',
    after: 'for row in await run_in_threadpool(requests.get, job):\n    print(row)',
  },
  'a loop over a generator': {
    before: 'for row in rows():\n    print(row)',
    after: 'async for row in iterate_in_threadpool(rows()):\n    print(row)',
    above: 'def rows():\n    time.sleep(1)\n    yield 1\n\n\n',
    imports: loopImport,
  },
  'a comprehension over a generator': {
    before: 'return [row for row in rows()]',
    after: 'return [row async for row in iterate_in_threadpool(rows())]',
    above: 'def rows():\n    time.sleep(1)\n    yield 1\n\n\n',
    imports: loopImport,
  },
  'what runs a lazy iterator to its end': {
    before: 'return list(map(slow, items))',
    after: 'return await run_in_threadpool(lambda: list(map(slow, items)))',
  },
  'what runs the iterator of a library to its end': {
    before: 'response = requests.Response()\nreturn sorted(set(response.iter_lines()))',
    after: 'response = requests.Response()\nreturn sorted(await run_in_threadpool(lambda: set(response.iter_lines())))',
  },
  'a loop over what maps': {
    before: 'for row in map(slow, items):\n    print(row)',
    after: 'async for row in iterate_in_threadpool(map(slow, items)):\n    print(row)',
    imports: loopImport,
  },
  'a loop over an object that makes its iterator': {
    before: 'for row in Rows():\n    print(row)',
    after: 'async for row in iterate_in_threadpool(iter(Rows())):\n    print(row)',
    above: 'class Rows:\n    def __iter__(self):\n        time.sleep(1)\n        yield 1\n\n\n',
    imports: loopImport,
  },
  'a with block that gives a name a value': {
    before: 'with open(job) as file:\n    # first line only\n    text = file.readline()\nreturn text',
    after:
      'def in_thread():\n    with open(job) as file:\n        # first line only\n        text = file.readline()\n    return text\n\ntext = await run_in_threadpool(in_thread)\nreturn text',
  },
  'a with block that returns': {
    before: 'with open(job) as file:\n    return file.read()',
    after:
      'def in_thread():\n    with open(job) as file:\n        return file.read()\n\nreturn await run_in_threadpool(in_thread)',
  },
  'a with block that changes what is there': {
    before: 'total = 0\nwith open(job) as file:\n    total += len(file.read())\nreturn total',
    after:
      'total = 0\n\ndef in_thread():\n    nonlocal total\n    with open(job) as file:\n        total += len(file.read())\n\nawait run_in_threadpool(in_thread)\nreturn total',
  },
  'a with block that holds a string over lines': {
    before: 'with open(job, "w") as file:\n    file.write("""a\n  b\n""")',
    after:
      'def in_thread():\n    with open(job, "w") as file:\n        file.write("""a\n  b\n""")\n\nawait run_in_threadpool(in_thread)',
  },
};

const refused: Readonly<Record<string, string>> = {
  'awaits in a lambda': 'return requests.get(await job()).json()',
  'stands in a generator expression': 'return list(slow(item) for item in items)',
  'belongs to the thread that made it':
    'import sqlite3\nconnection = sqlite3.connect(job)\nreturn connection.execute("select 1")',
  'is a with block that awaits': 'with open(job) as file:\n    await job(file.read())',
  'is a with block that leaves a loop': 'for item in items:\n    with open(item) as file:\n        break',
  'is a with block that gives a value on some ways only':
    'with open(job) as file:\n    if items:\n        text = file.read()\nreturn text',
  'is a with block with two ends': 'with open(job) as file:\n    if items:\n        return 1\n    return file.read()',
};

describe('offload', () => {
  for (const [name, { before, after, above = '', imports = threadImport }] of Object.entries(forms)) {
    test(`moves ${name} to a thread`, async () => {
      assert.equal(await fixed(application(before, { above }), 'fix.offload'), application(after, { above, imports }));
    });
  }

  for (const [name, body] of Object.entries(refused)) {
    test(`is not offered for what ${name}`, async () => {
      assert.ok(!(await offered(application(body))).includes('fix.offload'));
    });
  }

  test('is not offered where the file uses the name for something else', async () => {
    const above = 'def run_in_threadpool(f):\n    return f\n\n\n';
    assert.ok(!(await offered(application('slow()', { above }))).includes('fix.offload'));
  });

  test('is not offered for a function that makes a task', async () => {
    const above =
      'import asyncio\n\n\nasync def send():\n    time.sleep(1)\n\n\ndef soon():\n    asyncio.create_task(send())\n\n\n';
    assert.ok(!(await offered(application('soon()', { above }))).includes('fix.offload'));
  });

  test('is offered for what asks for a loop and is prepared that there is none', async () => {
    const above =
      'import asyncio\n\n\ndef refresh():\n    try:\n        asyncio.get_running_loop()\n    except RuntimeError:\n        pass\n    time.sleep(1)\n\n\n';
    assert.ok((await offered(application('refresh()', { above }))).includes('fix.offload'));
  });

  test('is not offered where only the call would move that makes what blocks when it is entered', async () => {
    const above =
      'from contextlib import ExitStack\n\n\nclass Lease:\n    def __enter__(self):\n        time.sleep(1)\n\n    def __exit__(self, *error):\n        pass\n\n\n';
    const body = 'with ExitStack() as stack:\n    stack.enter_context(Lease())';
    assert.ok(!(await offered(application(body, { above }))).includes('fix.offload'));
  });

  test('keeps arguments over many lines, tabs and CRLF', async () => {
    const text =
      'import time\r\nfrom fastapi import FastAPI\r\n\r\napp = FastAPI()\r\n\r\n\r\ndef slow(a, b):\r\n\ttime.sleep(a)\r\n\r\n\r\n@app.get("/")\r\nasync def read():\r\n\tslow(\r\n\t\t1,\r\n\t\t2,\r\n\t)\r\n';
    assert.equal(
      await fixed(text, 'fix.offload'),
      text
        .replace('slow(\r\n\t\t1', 'await run_in_threadpool(\r\n\t\tslow,\r\n\t\t1')
        .replace(
          'from fastapi import FastAPI\r\n',
          'from fastapi import FastAPI\r\nfrom fastapi.concurrency import run_in_threadpool\r\n',
        ),
    );
  });
});

test('a comment behind the bracket stays there', async () => {
  const text =
    'import time\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\ndef slow(a):\n    time.sleep(a)\n\n\n@app.get("/")\nasync def read():\n    slow(  # why\n        1,\n    )\n';
  assert.match(
    (await fixed(text, 'fix.offload')) ?? '',
    /\n {4}await run_in_threadpool\(slow, {2}# why\n {8}1,\n {4}\)\n/,
  );
});

describe('offload below the function that FastAPI calls', () => {
  const main = `from fastapi import FastAPI
from store import load

app = FastAPI()


@app.get("/")
async def read():
    return await load(1)
`;

  test('edits the coroutine that blocks, in its file', async () => {
    const store = (call: string, line = '') => `import time\n${line}\n\nasync def load(key):\n    return ${call}\n`;
    const files = { 'main.py': main, 'store.py': store('time.sleep(key)') };
    assert.deepEqual(await fixedFiles(files, 'fix.offload.below'), {
      'store.py': store(
        'await run_in_threadpool(time.sleep, key)',
        '\nfrom fastapi.concurrency import run_in_threadpool\n',
      ),
    });
  });

  test('moves all that blocks there, so that the finding is gone', async () => {
    const store = `import time

import requests
from fastapi.concurrency import run_in_threadpool


async def load(key):
    time.sleep(1)
    return await fetch(key)


async def fetch(key):
    return requests.get(key)
`;
    const result = await fixedFiles({ 'main.py': main, 'store.py': store }, 'fix.offload.several below');
    assert.deepEqual(result, {
      'store.py': store
        .replace('time.sleep(1)', 'await run_in_threadpool(time.sleep, 1)')
        .replace('requests.get(key)', 'await run_in_threadpool(requests.get, key)'),
    });
  });
});

describe('the function that offload uses', () => {
  const asked = 'slow(1, b=2)';

  test('is what the setting says', async () => {
    assert.equal(
      await fixed(application(asked), 'fix.offload', { offload: 'asyncio.to_thread' }),
      application('await asyncio.to_thread(slow, 1, b=2)').replace('import time', 'import asyncio\nimport time'),
    );
    assert.equal(
      await fixed(application(asked), 'fix.offload', { offload: 'anyio.to_thread.run_sync' }),
      application('await to_thread.run_sync(lambda: slow(1, b=2))').replace(
        'import requests\n',
        'import requests\nfrom anyio import to_thread\n',
      ),
    );
  });

  test('is what the file uses', async () => {
    const above = 'import asyncio\n\n\nasync def other():\n    await asyncio.to_thread(slow)\n\n\n';
    assert.equal(
      await fixed(application(asked, { above }), 'fix.offload'),
      application('await asyncio.to_thread(slow, 1, b=2)', { above }),
    );
  });

  test('is what the project uses most', async () => {
    const other = 'import anyio\n\n\nasync def other():\n    await anyio.to_thread.run_sync(print)\n';
    const files = { 'main.py': application('slow(1)'), 'other.py': other };
    const result = await fixedFiles(files, 'fix.offload');
    assert.equal(
      result['main.py'],
      application('await to_thread.run_sync(slow, 1)').replace(
        'import requests\n',
        'import requests\nfrom anyio import to_thread\n',
      ),
    );
  });

  test('keeps the name that the file has for it', async () => {
    const imports = 'from starlette.concurrency import run_in_threadpool as in_pool\n';
    assert.equal(
      await fixed(application('slow(1)', { imports }), 'fix.offload'),
      application('await in_pool(slow, 1)', { imports }),
    );
  });
});

test('two calls below share the import that is added to a statement', async () => {
  const main =
    'from fastapi import FastAPI\nfrom store import load\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def read():\n    await load(1)\n';
  const store = `import time

import requests
from fastapi.concurrency import iterate_in_threadpool


async def load(key):
    time.sleep(1)
    return requests.get(key)
`;
  const result = await fixedFiles({ 'main.py': main, 'store.py': store }, 'fix.offload.several below');
  assert.deepEqual(result, {
    'store.py': store
      .replace('iterate_in_threadpool', 'iterate_in_threadpool, run_in_threadpool')
      .replace('time.sleep(1)', 'await run_in_threadpool(time.sleep, 1)')
      .replace('requests.get(key)', 'await run_in_threadpool(requests.get, key)'),
  });
});
