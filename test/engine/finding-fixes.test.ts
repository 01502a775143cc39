import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyEdits } from '../../server/engine/fixes/apply-edits.ts';
import { lineStartsOf } from '../../server/engine/line-index.ts';
import { formatMessage } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';
import { fixed, fixesOf, offered } from './fixed-text.ts';

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

  test('comes after the counterpart that does the same', async () => {
    const fixes = await fixesOf(`${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n`);
    assert.deepEqual(
      [...fixes.values()].map((fix) => [fix.title, fix.preferred]),
      [
        ['fix.async-sleep', true],
        ['fix.make-def', false],
        ['fix.offload', false],
        ['fix.suppress', false],
      ],
    );
  });

  const notOffered: Readonly<Record<string, readonly [obstacle: string, text: string]>> = {
    'the function awaits': [
      'awaits',
      `${head}async def other(): ...\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n    await other()\n`,
    ],
    'the function is a websocket': [
      'role',
      `${head}@app.websocket("/ws")\nasync def talk(websocket):\n    time.sleep(1)\n`,
    ],
    'the function is middleware': [
      'role',
      `${head}@app.middleware("http")\nasync def count(request, call_next):\n    time.sleep(1)\n`,
    ],
    'the project calls the function': [
      'called',
      `${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n\nasync def other():\n    await read()\n`,
    ],
    'the function makes a task': [
      'coroutine',
      `import asyncio\n${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n    asyncio.create_task(asyncio.sleep(1))\n`,
    ],
    'a function that it calls makes a task': [
      'loop',
      `import asyncio\n${head}def soon():\n    asyncio.create_task(asyncio.sleep(1))\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n    soon()\n`,
    ],
    'a thread would only set its own copy of a context variable': [
      'loop',
      `import contextvars\n${head}user = contextvars.ContextVar("user")\n\nasync def sign_in():\n    time.sleep(1)\n    user.set("x")\n\n@app.get("/", dependencies=[Depends(sign_in)])\ndef read(): ...\n`,
    ],
    'it uses an object of asyncio': [
      'loop',
      `import asyncio\n${head}done = asyncio.Event()\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n    done.set()\n`,
    ],
    'a decorator of the project awaits it': [
      'decorator',
      `import functools\n${head}def guard(f):\n    @functools.wraps(f)\n    async def wrapper(*a, **k):\n        return await f(*a, **k)\n    return wrapper\n\n@app.get("/")\n@guard\nasync def read():\n    time.sleep(1)\n`,
    ],
    'a decorator is unknown': [
      'decorator',
      `from somewhere import guard\n${head}@app.get("/")\n@guard\nasync def read():\n    time.sleep(1)\n`,
    ],
    'an exception handler asks for the current exception': [
      'loop',
      `import sys\n${head}@app.exception_handler(ValueError)\nasync def fail(request, error):\n    time.sleep(1)\n    return sys.exc_info()\n`,
    ],
    'a comprehension awaits': [
      'awaits',
      `${head}@app.get("/")\nasync def read():\n    time.sleep(1)\n    return [x async for x in y]\n`,
    ],
  };
  for (const [when, [obstacle, text]] of Object.entries(notOffered)) {
    test(`is not offered when ${when}, and the hover says so`, async () => {
      assert.ok(!(await offered(text)).includes('fix.make-def'));
      const analysis = await analysisOf({ 'main.py': text });
      const finding = analysis.findings('main.py').find(({ rule }) => rule === 'blocking-call');
      const facts = analysis
        .project()
        .modules.get('main.py')
        ?.functions.find((node) => node.facts.qualifiedName === finding?.function)?.facts;
      const line = text.slice(0, facts?.nameSpan.start).split('\n').length - 1;
      const subject = analysis.hover('main.py', { line, character: 8 });
      assert.ok(subject?.kind === 'callable' && subject.obstacle);
      assert.equal(subject.obstacle.key, `obstacle.${obstacle}`);
      for (const language of ['en', 'es'] as const) {
        assert.doesNotMatch(formatMessage(language, subject.obstacle.key, subject.obstacle.params), /[{}]|undefined/);
      }
    });
  }
});

describe('make-async-def', () => {
  test('turns the function with the await into a coroutine function', async () => {
    const text = `import asyncio\n${head}@app.get("/")\ndef read():\n    await asyncio.sleep(1)\n`;
    assert.equal(await fixed(text, 'fix.make-async-def'), text.replace('def read', 'async def read'));
  });

  test('awaits the calls of the project, in all files', async () => {
    const main = (call: string) => `from waiting import wait\n\n\nasync def other():\n    return ${call}.keys()\n`;
    const waiting = (keyword: string, call: string) =>
      `import asyncio\n\n\n${keyword} wait():\n    await asyncio.sleep(1)\n    return {}\n\n\nasync def twice():\n    ${call}\n    return [${call} for _ in range(2)]\n`;
    const files = { 'waiting.py': waiting('def', 'wait()'), 'main.py': main('wait()') };
    const analysis = await analysisOf(files);
    const [finding] = analysis.findings('waiting.py');
    const [fix] = finding ? analysis.fixes(finding) : [];
    assert.equal(fix?.title, 'fix.make-async-def.callers');
    assert.equal(fix.params.calls, '3');
    const results = Object.entries(files).map(([name, text]) =>
      applyEdits(text, lineStartsOf(text), fix.edits.get(name) ?? []),
    );
    assert.deepEqual(results, [waiting('async def', 'await wait()'), main('(await wait())')]);
  });

  const called: Readonly<Record<string, string>> = {
    'in a def': 'def other():\n    wait()\n',
    'in a lambda': 'async def other():\n    return lambda: wait()\n',
    'in a generator expression': 'async def other():\n    return (wait() for _ in range(2))\n',
    'by somebody who is given it': 'async def other():\n    wait()\n    return map(wait, [])\n',
    'in a method whose object is unknown':
      'class Later:\n    def wait(self):\n        await asyncio.sleep(1)\n\nasync def other(later):\n    later.wait()\n',
  };
  for (const [where, text] of Object.entries(called)) {
    test(`is not offered where it is called ${where}`, async () => {
      const wait = text.startsWith('class') ? '' : 'def wait():\n    await asyncio.sleep(1)\n\n';
      assert.deepEqual(await offered(`import asyncio\n\n${wait}${text}`), []);
    });
  }
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
