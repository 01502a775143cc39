import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { analysisOf } from '../engine-host.ts';

const route = `import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def read():
    time.sleep(1)
`;

const lineOf = (files: Record<string, string>) =>
  analysisOf(files).then((analysis) => analysis.findings('main.py').map((finding) => finding.range));

describe('text that is not as usual', () => {
  for (const [name, convert] of [
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['old Mac line ends', (text: string) => text.replaceAll('\n', '\r')],
    ['tabs', (text: string) => text.replaceAll('    ', '\t')],
    ['no line end at the end', (text: string) => text.trimEnd()],
    ['a form feed', (text: string) => text.replace('\n\n@app', '\n\f\n@app')],
  ] as const) {
    test(`${name}: the finding is where it was`, async () => {
      const [range] = await lineOf({ 'main.py': convert(route) });
      assert.equal(range?.start.line, 8);
      assert.equal(range?.start.character, name === 'tabs' ? 1 : 4);
    });
  }

  test('characters outside the basic plane count as two, as in LSP', async () => {
    const [range] = await lineOf({ 'main.py': route.replace('    time.sleep', '    "🍔"; time.sleep') });
    assert.deepEqual(range?.start, { line: 8, character: 10 });
  });

  test('empty, blank and comment-only files', async () => {
    const analysis = await analysisOf({
      'empty.py': '',
      'blank.py': '\n\n',
      'comment.py': '# nothing',
      'main.py': route,
    });
    assert.deepEqual(
      analysis.allFindings().map((finding) => finding.path),
      ['main.py'],
    );
  });
});

describe('code that is being typed', () => {
  test('every prefix of a file gives an answer and no finding outside the text', async () => {
    const text = `${route}\n\nclass A(B[int]):\n    x: dict[str, int] = {"a": 1}\n\n    async def f(self, *args, **kw) -> "C":\n        async with a as b, c:\n            return [await d async for d in e if f"{g!r:>{h}}"]\n\n\nmatch x:\n    case {"k": [1, *rest]} if rest:\n        lambda y=1, /, *z: (yield)\n`;
    const analysis = await analysisOf({});
    for (let end = 0; end <= text.length; end++) {
      analysis.update('main.py', text.slice(0, end));
      for (const { range } of analysis.findings('main.py')) assert.ok(range.end.line < text.split('\n').length);
      analysis.hover('main.py', { line: 8, character: 9 });
      const found = analysis.routeAt('main.py', { line: 8, character: 9 });
      if (found) analysis.mendedRoute(found);
    }
    assert.equal(analysis.findings('main.py').length, 1);
  });

  test('incremental parsing ends where a fresh parse begins', async () => {
    const analysis = await analysisOf({ 'main.py': route });
    let text = route;
    let seed = 7;
    const random = (limit: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % limit;
    };
    const pieces = [
      '\n',
      '    ',
      'async ',
      'await ',
      'time.sleep(1)',
      '(',
      ')',
      '"""',
      ':',
      '@app.get("/x")\n',
      'é🍔',
      '\r\n',
    ];
    for (let turn = 0; turn < 150; turn++) {
      const at = random(text.length + 1);
      text = text.slice(0, at) + (pieces[random(pieces.length)] ?? '') + text.slice(at + random(4));
      analysis.update('main.py', text);
      const fresh = await analysisOf({ 'main.py': text });
      assert.deepEqual(analysis.findings('main.py'), fresh.findings('main.py'), text);
      assert.deepEqual(analysis.syntaxErrors('main.py'), fresh.syntaxErrors('main.py'), text);
    }
  });

  test('a broken file leaves the findings of the others alone', async () => {
    const analysis = await analysisOf({ 'main.py': route, 'broken.py': 'def (:\n  await ][' });
    assert.ok(analysis.syntaxErrors('broken.py').length > 0);
    assert.equal(analysis.findings('main.py').length, 1);
    assert.deepEqual(analysis.findings('broken.py'), []);
  });

  test('a file that is removed takes its part of the chain with it', async () => {
    const analysis = await analysisOf({
      'main.py': route.replace('import time', 'import helper').replace('time.sleep(1)', 'helper.wait()'),
      'helper.py': 'import time\n\n\ndef wait():\n    time.sleep(1)\n',
    });
    assert.equal(analysis.findings('main.py').length, 1);
    analysis.remove('helper.py');
    assert.deepEqual(analysis.findings('main.py'), []);
  });
});

describe('unusual sizes and shapes', () => {
  test('50,000 lines', async () => {
    const filler = Array.from({ length: 12_500 }, (_, n) => `def f${n}(a):\n    b = a + ${n}\n    return b\n`).join(
      '\n',
    );
    const analysis = await analysisOf({ 'main.py': `${filler}\n${route}` });
    assert.equal(analysis.findings('main.py')[0]?.range.start.line, 50_008);
  });

  test('deep nesting of every kind', async () => {
    const deep = 3000;
    const texts = [
      `x = ${'('.repeat(deep)}1${')'.repeat(deep)}`,
      `x = ${'['.repeat(deep)}`,
      `x = ${'a('.repeat(deep)}${')'.repeat(deep)}`,
      `x = a${'.b()'.repeat(deep)}`,
      `x = ${'lambda: '.repeat(deep)}1`,
      `x = ${'not '.repeat(deep)}1`,
      `x = 1${' + 1'.repeat(deep)}`,
      Array.from({ length: 200 }, (_, n) => `${' '.repeat(n)}if x:`).join('\n'),
      `x: ${'list['.repeat(deep)}int${']'.repeat(deep)} = 1`,
    ];
    for (const text of texts) {
      const analysis = await analysisOf({ 'main.py': route, 'deep.py': `${text}\n` });
      assert.equal(analysis.findings('main.py').length, 1);
      analysis.findings('deep.py');
    }
  });

  test('cycles: imports, classes, calls, aliases, dependencies', async () => {
    const analysis = await analysisOf({
      'a.py': 'from b import *\nfrom b import x\n\n\nclass A(B):\n    pass\n',
      'b.py': 'from a import *\nfrom a import x\n\n\nclass B(A):\n    pass\n\n\ny = z\nz = y\n',
      'main.py':
        'from fastapi import Depends, FastAPI\nfrom a import A, x\n\napp = FastAPI()\n\n\ndef one(v=Depends(lambda: two)):\n    return two()\n\n\ndef two(v=Depends(one)):\n    return one()\n\n\n@app.get("/")\nasync def read(v=Depends(two)):\n    A().x.y()\n    one()\n    return x\n',
    });
    assert.deepEqual(analysis.allFindings(), []);
  });

  test('proxies of themselves and of their bases', async () => {
    const analysis = await analysisOf({
      'main.py': `from fastapi import FastAPI

app = FastAPI()


class Base:
    pass


class Proxy(Base):
    def __init__(self):
        self.other = Proxy()

    def __getattr__(self, name):
        if name == "a":
            return getattr(self.other, name)
        return getattr(super(Proxy, self), name)


@app.get("/")
async def read():
    Proxy().a()
    Proxy().b.c()
`,
    });
    assert.deepEqual(analysis.allFindings(), []);
  });

  test('random bytes as text', async () => {
    let seed = 1;
    const analysis = await analysisOf({ 'main.py': route });
    for (let turn = 0; turn < 40; turn++) {
      let text = '';
      for (let n = 0; n < 500; n++) {
        seed = (seed * 1103515245 + 12345) % 2 ** 31;
        text += String.fromCharCode(seed % (turn % 2 ? 128 : 65536));
      }
      analysis.update('noise.py', text);
      analysis.findings('noise.py');
    }
    assert.equal(analysis.findings('main.py').length, 1);
  });
});

test('the engine imports nothing of Node, LSP, VS Code or the layers above it', () => {
  const folder = fileURLToPath(new URL('../../server/engine', import.meta.url));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const source = readFileSync(path.join(folder, name), 'utf8');
    for (const [, imported = ''] of source.matchAll(/from '([^']+)'/g)) {
      // Both run in a browser as they do in Node.
      if (imported === 'web-tree-sitter' || imported === 'smol-toml') continue;
      assert.match(imported, /^\./, `${name} imports ${imported}`);
      const target = path.relative(path.dirname(folder), path.resolve(folder, path.dirname(name), imported));
      assert.match(target, /^(engine|knowledge)/, `${name} imports ${imported}`);
    }
  }
});
