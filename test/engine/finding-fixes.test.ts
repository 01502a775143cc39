import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Analysis } from '../../server/engine/analysis.ts';
import type { Fix, TextEdit } from '../../server/engine/finding.ts';
import { formatMessage } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';

/** Applies edits that were made for one state of a text. */
function applied(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split(/(?<=\n)/);
  const offset = (line: number, character: number) => lines.slice(0, line).join('').length + character;
  return edits
    .map(({ range, newText }, order) => ({
      start: offset(range.start.line, range.start.character),
      end: offset(range.end.line, range.end.character),
      newText,
      order,
    }))
    .sort((a, b) => b.start - a.start || b.order - a.order)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.newText + result.slice(edit.end), text);
}

/** Fixes of the first finding of `main.py`, by title key. */
function fixesOfFirst(analysis: Analysis): Map<string, Fix> {
  const finding = analysis.findings('main.py')[0];
  assert.ok(finding, 'there is a finding');
  return new Map(analysis.fixes(finding).map((fix) => [fix.title, fix]));
}

async function fixed(text: string, title: string): Promise<string> {
  const analysis = await analysisOf({ 'main.py': text });
  const before = analysis.findings('main.py').length;
  const fixes = fixesOfFirst(analysis);
  const fix = fixes.get(title);
  assert.ok(fix, `${title} is offered, not only ${[...fixes.keys()].join(', ')}`);
  const result = applied(text, fix.edits.get('main.py') ?? []);
  analysis.update('main.py', result);
  assert.deepEqual(analysis.syntaxErrors('main.py'), []);
  assert.ok(analysis.findings('main.py').length < before, `the finding is gone from\n${result}`);
  return result;
}

async function offered(text: string): Promise<string[]> {
  return [...fixesOfFirst(await analysisOf({ 'main.py': text })).keys()];
}

const head = `import time

from fastapi import BackgroundTasks, Depends, FastAPI

app = FastAPI()


`;

describe('make-def', () => {
  test('takes the async away and keeps the rest of the header', async () => {
    const result = await fixed(
      `${head}@app.get("/")\nasync   def read(a: int = 1) -> int:  # why\n    time.sleep(1)\n`,
      'fix.make-def',
    );
    assert.equal(result, `${head}@app.get("/")\ndef read(a: int = 1) -> int:  # why\n    time.sleep(1)\n`);
  });

  test('is the preferred fix of a path operation without awaits', async () => {
    const fixes = fixesOfFirst(
      await analysisOf({ 'main.py': `${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n` }),
    );
    assert.deepEqual(
      [...fixes.values()].map((fix) => [fix.title, fix.preferred]),
      [
        ['fix.make-def', true],
        ['fix.offload', false],
        ['fix.suppress', false],
      ],
    );
  });

  const notOffered: Readonly<Record<string, string>> = {
    'the function awaits': `${head}async def other(): ...\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n    await other()\n`,
    'the function is a websocket': `${head}@app.websocket("/ws")\nasync def talk(websocket):\n    time.sleep(1)\n`,
    'the function is middleware': `${head}@app.middleware("http")\nasync def count(request, call_next):\n    time.sleep(1)\n`,
    'the project calls the function': `${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n\nasync def other():\n    await read()\n`,
    'the function makes a task': `import asyncio\n${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n    asyncio.create_task(asyncio.sleep(1))\n`,
    'a function that it calls makes a task': `import asyncio\n${head}def soon():\n    asyncio.create_task(asyncio.sleep(1))\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n    soon()\n`,
    'a thread would only set its own copy of a context variable': `import contextvars\n${head}user = contextvars.ContextVar("user")\n\nasync def sign_in():\n    time.sleep(1)\n    user.set("x")\n\n@app.get("/", dependencies=[Depends(sign_in)])\ndef read(): ...\n`,
    'it uses an object of asyncio': `import asyncio\n${head}done = asyncio.Event()\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n    done.set()\n`,
    'a decorator of the project awaits it': `import functools\n${head}def guard(f):\n    @functools.wraps(f)\n    async def wrapper(*a, **k):\n        return await f(*a, **k)\n    return wrapper\n\n@app.get("/")\n@guard\nasync def read():\n    time.sleep(1)\n`,
    'a decorator is unknown': `from somewhere import guard\n${head}@app.get("/")\n@guard\nasync def read():\n    time.sleep(1)\n`,
    'an exception handler asks for the current exception': `import sys\n${head}@app.exception_handler(ValueError)\nasync def fail(request, error):\n    time.sleep(1)\n    return sys.exc_info()\n`,
    'a comprehension awaits': `${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n    return [x async for x in y]\n`,
  };
  for (const [when, text] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      assert.ok(!(await offered(text)).includes('fix.make-def'));
    });
  }
});

describe('offload', () => {
  const imports = `import time

from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


`;

  test('hands the function and its arguments to a thread and adds the import', async () => {
    const body = (call: string) => `@app.get("/")\nasync def read():\n    return ${call}\n`;
    const helper = 'def slow(a, *, b):\n    time.sleep(a)\n    return b\n\n\n';
    assert.equal(
      await fixed(`${head}${helper}${body('slow(1, b=2)')}`, 'fix.offload'),
      `${imports}${helper}${body('await run_in_threadpool(slow, 1, b=2)')}`,
    );
  });

  test('puts the await in parentheses where the result is used at once', async () => {
    const text = (call: string, line = '') =>
      `import requests\nfrom fastapi import FastAPI\n${line}\napp = FastAPI()\n\n\n@app.get("/")\nasync def read():\n    return ${call}.json()\n`;
    assert.equal(
      await fixed(text('requests.get("https://example.com")'), 'fix.offload'),
      text(
        '(await run_in_threadpool(requests.get, "https://example.com"))',
        'from fastapi.concurrency import run_in_threadpool\n',
      ),
    );
  });

  test('uses the name that the file has for run_in_threadpool', async () => {
    const text = `import time\nfrom fastapi import FastAPI\nfrom starlette.concurrency import run_in_threadpool as in_thread\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n`;
    const result = await fixed(text, 'fix.offload');
    assert.equal(result, text.replace('time.sleep(1)', 'await in_thread(time.sleep, 1)'));
  });

  test('keeps arguments over many lines, tabs and CRLF', async () => {
    const text =
      'import time\r\nfrom fastapi import FastAPI\r\n\r\napp = FastAPI()\r\n\r\n\r\ndef slow(a, b):\r\n\ttime.sleep(a)\r\n\r\n\r\n@app.get("/")\r\nasync def read():\r\n\tslow(\r\n\t\t1,\r\n\t\t2,\r\n\t)\r\n';
    assert.equal(
      await fixed(text, 'fix.offload'),
      text
        .replace('slow(\r\n\t\t1', 'await run_in_threadpool(slow,\r\n\t\t1')
        .replace(
          'from fastapi import FastAPI\r\n',
          'from fastapi import FastAPI\r\nfrom fastapi.concurrency import run_in_threadpool\r\n',
        ),
    );
  });

  test('puts the import after a doc string and future imports', async () => {
    const text = `"""Doc."""\nfrom __future__ import annotations\n\nimport time, fastapi\n\napp = fastapi.FastAPI()\n\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n`;
    const result = await fixed(text, 'fix.offload');
    assert.ok(
      result.startsWith(
        '"""Doc."""\nfrom __future__ import annotations\n\nimport time, fastapi\nfrom fastapi.concurrency',
      ),
      result,
    );
  });

  test('puts the import after the only statement that must stay first', async () => {
    const text = `from __future__ import annotations\n\n\nasync def save():\n    open("a").read()\n\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\napp.add_api_route("/", save)\n`;
    const result = await fixed(text, 'fix.offload');
    assert.ok(result.startsWith('from __future__ import annotations\nfrom fastapi.concurrency import run'), result);
  });

  test('is not offered where the file uses the name for something else', async () => {
    const text = `${head}def run_in_threadpool(f):\n    return f\n\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n`;
    assert.ok(!(await offered(text)).includes('fix.offload'));
  });

  test('is not offered for a generator, which only blocks when it is iterated', async () => {
    const text = `${head}def rows():\n    time.sleep(1)\n    yield 1\n\n\n@app.get("/")\nasync def read():\n    for row in rows():\n        print(row)\n`;
    assert.ok(!(await offered(text)).includes('fix.offload'));
  });

  test('is not offered for a library call whose result blocks when it is iterated', async () => {
    const text = `import requests\n${head}@app.get("/")\nasync def read():\n    response = requests.Response()\n    return list(response.iter_lines())\n`;
    assert.ok(!(await offered(text)).includes('fix.offload'));
  });

  test('is not offered for a function that makes a task', async () => {
    const text = `import asyncio\n${head}async def send():\n    time.sleep(1)\n\n\ndef soon():\n    asyncio.create_task(send())\n\n\n@app.get("/")\nasync def read():\n    soon()\n`;
    assert.ok(!(await offered(text)).includes('fix.offload'));
  });

  test('is not offered for an awaited coroutine', async () => {
    const text = `${head}async def slow():\n    time.sleep(1)\n\n\n@app.get("/")\nasync def read():\n    await slow()\n`;
    assert.ok(!(await offered(text)).includes('fix.offload'));
  });
});

describe('make-async-def', () => {
  test('turns the function with the await into a coroutine function', async () => {
    const text = `import asyncio\n${head}@app.get("/")\ndef read():\n    await asyncio.sleep(1)\n`;
    assert.equal(await fixed(text, 'fix.make-async-def'), text.replace('def read', 'async def read'));
  });

  test('is not offered where the project calls the function as a plain one', async () => {
    const text = `import asyncio\n\ndef wait():\n    await asyncio.sleep(1)\n\ndef other():\n    wait()\n`;
    assert.deepEqual(await offered(text), ['fix.suppress']);
  });
});

describe('add-await', () => {
  const coroutine = 'async def save():\n    return {}\n\n\n';

  test('awaits a dropped coroutine', async () => {
    const text = `${coroutine}async def main():\n    save()\n`;
    assert.equal(await fixed(text, 'fix.add-await'), `${coroutine}async def main():\n    await save()\n`);
  });

  test('puts parentheses where the result is used at once', async () => {
    const text = `${coroutine}async def main():\n    return save().keys()\n`;
    assert.equal(
      await fixed(text, 'fix.add-await'),
      `${coroutine}async def main():\n    return (await save()).keys()\n`,
    );
  });

  test('is not offered in a def', async () => {
    assert.deepEqual(await offered(`${coroutine}def main():\n    save()\n`), ['fix.suppress']);
  });
});

describe('suppress', () => {
  test('adds the comment at the end of the line, after what is there', async () => {
    const text = `${head}@app.get("/")\nasync def read():\n    time.sleep(1)  # wait\n`;
    assert.equal(
      await fixed(text, 'fix.suppress'),
      text.replace('# wait', '# wait  # loopwise: ignore[blocking-call]'),
    );
  });

  test('is not offered on a line that is continued', async () => {
    const text = `${head}@app.get("/")\nasync def read():\n    time.sleep(1) + \\\n        1\n`;
    assert.ok(!(await offered(text)).includes('fix.suppress'));
  });
});

test('a finding of an earlier state has no fixes', async () => {
  const text = `${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n`;
  const analysis = await analysisOf({ 'main.py': text });
  const finding = analysis.findings('main.py')[0];
  assert.ok(finding);
  analysis.update('main.py', `\n${text}`);
  assert.deepEqual(analysis.fixes(finding), []);
});

test('every title has its parameters in both languages', async () => {
  const text = `import asyncio\n${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n    asyncio.sleep(1)\n`;
  const analysis = await analysisOf({ 'main.py': text });
  for (const finding of analysis.findings('main.py')) {
    for (const fix of analysis.fixes(finding)) {
      for (const language of ['en', 'es'] as const) {
        assert.doesNotMatch(formatMessage(language, fix.title, fix.params), /[{}]/);
      }
    }
  }
});
