import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Analysis } from '../../server/engine/analysis.ts';
import type { Fix, TextEdit } from '../../server/engine/finding.ts';
import { analysisOf } from '../engine-host.ts';

const head = `import contextlib

import httpx
from fastapi import Depends, FastAPI

app = FastAPI()


async def load(key: int = 0) -> dict:
    return {"key": key}


async def rows():
    yield 1


@contextlib.asynccontextmanager
async def opened():
    yield 1


`;

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

function fixesOf(analysis: Analysis): readonly Fix[] {
  const finding = analysis.findings('main.py').find(({ rule }) => rule === 'missing-await');
  assert.ok(finding, 'there is a finding');
  return analysis.fixes(finding).filter(({ kind }) => kind !== 'suppress');
}

/** What the only fix of the first finding makes of a function; the finding must be gone. */
async function fixed(body: string, kind: string): Promise<string> {
  const analysis = await analysisOf({ 'main.py': head + body });
  const before = analysis.findings('main.py').length;
  const fixes = fixesOf(analysis);
  assert.deepEqual(
    fixes.map((fix) => fix.kind),
    [kind],
  );
  const result = applied(head + body, fixes[0]?.edits.get('main.py') ?? []);
  analysis.update('main.py', result);
  assert.deepEqual(analysis.syntaxErrors('main.py'), []);
  assert.equal(analysis.findings('main.py').length, before - 1, result);
  return result.slice(head.length);
}

async function notFixed(body: string): Promise<void> {
  assert.deepEqual(fixesOf(await analysisOf({ 'main.py': head + body })), []);
}

describe('add-await', () => {
  const uses: Readonly<Record<string, readonly [string, string]>> = {
    'an attribute': ['return load().keys()', 'return (await load()).keys()'],
    'a subscript': ['return load(1)["key"]', 'return (await load(1))["key"]'],
    'a call': ['return load()()', 'return (await load())()'],
    'an operand': ['return load() | {}', 'return (await load()) | {}'],
    'an f-string': ['return f"{load()}"', 'return f"{(await load())}"'],
    'a condition': ['return 1 if not load() else 2', 'return 1 if not await load() else 2'],
    'a loop': ['return [key for key in load()]', 'return [key for key in await load()]'],
    'a returned dictionary': ['return {"user": load()}', 'return {"user": await load()}'],
    'an unpacked result': ['first, second = load()', 'first, second = await load()'],
    'an argument': ['return len(load())', 'return len(await load())'],
  };
  for (const [what, [before, after]] of Object.entries(uses)) {
    test(`awaits the result of ${what}`, async () => {
      const code = (line: string) => `@app.get("/")\nasync def read():\n    ${line}\n`;
      assert.equal(await fixed(code(before), 'add-await'), code(after));
    });
  }

  test('awaits where the name gets its value, not where it is used', async () => {
    const code = (value: string) => `async def read():\n    user = ${value}\n    return user.keys()\n`;
    assert.equal(await fixed(code('load()'), 'add-await'), code('await load()'));
  });

  test('awaits a property in parentheses', async () => {
    const code = (value: string) =>
      `class User:\n    @property\n    async def owner(self):\n        return {}\n\n\nasync def read():\n    return ${value}.keys()\n`;
    assert.equal(await fixed(code('User().owner'), 'add-await'), code('(await User().owner)'));
  });

  test('is not offered in a generator expression, which it would make asynchronous', async () => {
    await notFixed(
      '@app.get("/")\nasync def read():\n    return [list(len(load(k)) for k in "ab"), (load(k) for k in "ab")]\n',
    );
  });

  test('is not offered where `async with` may need another statement', async () => {
    await notFixed('async def read():\n    async with load() as user:\n        return user\n');
  });
});

describe('add-async', () => {
  const statements: Readonly<Record<string, readonly [string, string]>> = {
    'a `for`': ['for row in rows():\n        print(row)', 'async for row in rows():\n        print(row)'],
    'a `for` with a tuple': [
      'for (a, b), *c in rows():\n        print(a)',
      'async for (a, b), *c in rows():\n        print(a)',
    ],
    'a comprehension': ['return [row for row in rows()]', 'return [row async for row in rows()]'],
    'the last clause of a comprehension': [
      'return {a: row for a in "ab" for row in rows()}',
      'return {a: row for a in "ab" async for row in rows()}',
    ],
    'a `with`': ['with opened() as one:\n        print(one)', 'async with opened() as one:\n        print(one)'],
    'a `with` of a library': [
      'with httpx.AsyncClient(timeout=1) as one:\n        print(one)',
      'async with httpx.AsyncClient(timeout=1) as one:\n        print(one)',
    ],
  };
  for (const [what, [before, after]] of Object.entries(statements)) {
    test(`is written before ${what}`, async () => {
      const code = (line: string) => `async def read():\n    ${line}\n`;
      assert.equal(await fixed(code(before), 'add-async'), code(after));
    });
  }

  const notOffered: Readonly<Record<string, string>> = {
    'the function is a `def`': 'def read():\n    for row in rows():\n        print(row)\n',
    'the `with` enters something else too':
      'async def read():\n    with contextlib.suppress(OSError), opened() as one:\n        print(one)\n',
    'a generator expression would become asynchronous': 'async def read():\n    return list(row for row in rows())\n',
    'the call is in parentheses': 'async def read():\n    with (opened()) as one:\n        print(one)\n',
  };
  for (const [when, code] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      await notFixed(code);
    });
  }
});

describe('await-in-async-def', () => {
  test('makes a path operation that only computes an `async def`', async () => {
    const code = (keyword: string, value: string) =>
      `@app.get("/")\n${keyword} read(key: int):\n    user = ${value}\n    return {"user": str(user["key"])}\n`;
    assert.equal(await fixed(code('def', 'load(key)'), 'await-in-async-def'), code('async def', 'await load(key)'));
  });

  const notOffered: Readonly<Record<string, string>> = {
    'something in it blocks': 'import time\n@app.get("/")\ndef read():\n    time.sleep(1)\n    return load()["key"]\n',
    'something that it calls blocks':
      'import time\ndef slow():\n    time.sleep(1)\n@app.get("/")\ndef read():\n    slow()\n    return load()["key"]\n',
    'it calls what nobody knows':
      'import somewhere\n@app.get("/")\ndef read():\n    somewhere.fetch()\n    return load()["key"]\n',
    'it runs a loop of its own':
      'import asyncio\n@app.get("/")\ndef read():\n    asyncio.run(load())\n    return load()["key"]\n',
    'the project calls it': '@app.get("/")\ndef read():\n    return load()["key"]\ndef other():\n    return read()\n',
    'FastAPI does not call it': 'def read():\n    return load()["key"]\n',
    'it is a generator': 'def read():\n    yield load()["key"]\n@app.get("/")\ndef use(x=Depends(read)): ...\n',
    'a decorator is unknown':
      'from somewhere import guard\n@app.get("/")\n@guard\ndef read():\n    return load()["key"]\n',
  };
  for (const [when, code] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      await notFixed(code);
    });
  }
});
