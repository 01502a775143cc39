import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Analysis, defaultSettings } from '../../server/engine/analysis.ts';
import type { TextEdit } from '../../server/engine/finding.ts';
import { codeOfCell } from '../../server/engine/notebook-cell-code.ts';
import { NotebookModule } from '../../server/engine/notebook-module.ts';
import { formatMessage } from '../../server/messages/format-message.ts';
import { analysisOf, testSyntax } from '../engine-host.ts';

function notebook(...sources: readonly string[]): NotebookModule {
  return new NotebookModule(sources.map((source, index) => ({ number: index + 1, source })));
}

/** The cell as Python, with the mark of replaced text taken out. */
function pythonOf(source: string): string {
  const { code } = codeOfCell(source);
  const lines = source.split(/\r\n|\r|\n/);
  assert.deepEqual(
    code.map((line) => line.length),
    lines.map((line) => line.length),
    'every character keeps its place',
  );
  return code.map((line) => line.replace(/(^|\s)([0_])#.*/, '$1$2#')).join('\n');
}

describe('a cell as Python', () => {
  for (const [name, source, expected] of [
    ['Python stays', 'x = [1,\n  2]\ny = "a # b"', 'x = [1,\n  2]\ny = "a # b"'],
    ['shell commands', '!pip install fastapi\nx = 1', '0#\nx = 1'],
    ['a command over several lines', '!pip install a \\\n  b \\\n  c\nx = 1', '0#\n0#\n0#\nx = 1'],
    ['a command in a block', 'if x:\n    !ls\nelse:\n    %cd a', 'if x:\n    0#\nelse:\n    0#'],
    ['what is assigned', 'files = !ls\na, b.c = %who_ls', 'files = _#\na, b.c = _#'],
    ['questions', 'load?\n?load\nx.load??\n%cd?\nz = a if b else c', '0#\n0#\n0#\n0#\nz = a if b else c'],
    ['magics that run Python', '%time x = f()\n%timeit -n 3 f()', 'if 1: x = f()\nif 1:        f()'],
    ['but no compound statement', '%time for x in y: f()', '0#'],
    ['a modulo that begins a line', 'x = (a\n% b)\ny = a \\\n% b', 'x = (a\n% b)\ny = a \\\n% b'],
    ['strings over several lines', 'x = """\n!ls\n%cd\n"""\n!ls', 'x = """\n!ls\n%cd\n"""\n0#'],
    ['quotes in quotes', `x = 'it"s' + "(" + r'\\' + '''a'b'''\n!ls`, `x = 'it"s' + "(" + r'\\' + '''a'b'''\n0#`],
    ['brackets in comments', 'x = 1  # (\n!ls', 'x = 1  # (\n0#'],
    ['cells that run as Python', '%%time\nx = f()', '0#\nx = f()'],
    ['magics before Python', '%sql SELECT 1\nx = 1', '0#\nx = 1'],
    ['line ends of Windows', '!ls\r\nx = 1\r\n', '0#\nx = 1\n'],
    ['nothing', '', ''],
  ] as const)
    test(name, () => assert.equal(pythonOf(source), expected));

  for (const [name, source] of [
    ['cells of other programs', '%%bash\nls (\n'],
    ['also behind blank lines', '\n%%writefile main.py\nimport time'],
    ['and where they are indented', '  %%bash\n  ls'],
    ['cells in the other languages of Databricks', '%sql\nSELECT * FROM orders'],
    ['also with text behind them', '%md # Orders\nAll of them.'],
    ['a bracket that nothing closes', 'f(1,\nx = 2'],
    ['a bracket that nothing opens', 'f(1))\nx = 2'],
    ['a string that nothing ends', 'x = """a\n'],
    ['a string that its line does not end', 'x = "a\ny = 1'],
    ['a backslash at the end', 'x = 1 + \\'],
  ] as const)
    test(`${name}: nothing of the cell`, () => assert.equal(codeOfCell(source).code.join('').trim(), ''));
});

describe('the module of a notebook', () => {
  test('has every line of the cells, and says where it is', () => {
    const module = notebook('a = 1\nb = 2', '', 'c = 3\n');
    assert.equal(module.text, '# %%\na = 1\nb = 2\n# %%\n\n# %%\nc = 3\n\n');
    const places = module.text.split('\n').map((_, line) => module.lineOf(line));
    assert.deepEqual(
      places.map((place) => (place ? `${place.cell}:${place.line}` : '-')),
      ['-', '0:0', '0:1', '-', '1:0', '-', '2:0', '2:1', '-'],
    );
    assert.deepEqual(
      [0, 1, 2].map((cell) => module.firstLineOf(cell)),
      [1, 4, 6],
    );
  });

  test('tells cells apart where they have such lines themselves', () => {
    const module = notebook('# %%\na = 1', '# %%%', 'b = 2');
    assert.deepEqual(module.sourcesOf(module.text), ['# %%\na = 1', '# %%%', 'b = 2']);
  });

  test('makes a block of a cell that is indented as a whole', () => {
    const module = notebook('\n  x = 1\n  y = 2', '  # note\nx = 1', 'z = 3', '  # note\n  x = 1');
    assert.equal(
      module.text,
      'if 1: # %%\n\n  x = 1\n  y = 2\n# %%\n  # note\nx = 1\n# %%\nz = 3\nif 1: # %%\n  # note\n  x = 1\n',
    );
    assert.deepEqual(
      module.sourcesOf(module.text),
      module.cells.map(({ source }) => source),
    );
  });

  test('is what its cells say again, whatever they say', () => {
    const sources = [
      '  x = 1',
      '!ls\nx = 1\n!ls\n%cd a',
      '%%bash\nls',
      'f(',
      '',
      '\n\n',
      'x = !a\n%time f()',
      '!\n!a\n?',
    ];
    assert.deepEqual(notebook(...sources).sourcesOf(notebook(...sources).text), sources);
  });

  test('of the same text may have other cells', async () => {
    const analysis = await analysisOf({});
    const at = { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } };
    for (const number of [1, 3]) {
      analysis.updateNotebook('a.ipynb', new NotebookModule([{ number, source: 'a = 1' }]));
      assert.equal(analysis.writtenRange('a.ipynb', at).cell, number);
    }
  });

  const edit = (from: readonly [number, number], to: readonly [number, number], newText: string): TextEdit => ({
    range: { start: { line: from[0], character: from[1] }, end: { line: to[0], character: to[1] } },
    newText,
  });
  const shown = ({ editOf }: { editOf: ReturnType<NotebookModule['editOf']> }) => {
    if (!editOf) return undefined;
    const { start, end } = editOf.edit.range;
    return `${editOf.cell} ${start.line}:${start.character}-${end.line}:${end.character} ${editOf.edit.newText}`;
  };

  for (const [name, made, expected] of [
    ['in a cell', edit([1, 0], [1, 5], 'z'), '0 0:0-0:5 z'],
    ['a line behind the last one of a cell', edit([3, 0], [3, 0], 'import x\n'), '0 1:5-1:5 \nimport x'],
    ['behind the last cell', edit([8, 0], [8, 0], 'x\n'), '2 1:0-1:0 \nx'],
    ['the last line of a cell', edit([2, 0], [3, 0], ''), '0 1:0-1:5 '],
    ['the last line of a cell by another', edit([2, 0], [3, 0], 'y\n'), '0 1:0-1:5 y'],
    ['over two cells', edit([1, 0], [4, 0], ''), undefined],
    ['before the first cell', edit([0, 0], [0, 0], 'import x\n'), undefined],
    ['a separator', edit([3, 0], [3, 4], ''), undefined],
    ['a magic', edit([6, 0], [6, 1], ''), undefined],
    ['before a magic', edit([6, 0], [6, 0], 'x\n'), undefined],
    ['behind it', edit([7, 0], [7, 0], 'x'), '2 1:0-1:0 x'],
  ] as const)
    test(`an edit ${name} ${expected === undefined ? 'is none of a cell' : 'is one of the cell'}`, () => {
      const module = notebook('a = 1\nb = 2', '', '!ls\n');
      assert.equal(shown({ editOf: module.editOf(made) }), expected);
    });
});

/** The lines of what is found in each cell. */
async function linesIn(...sources: readonly string[]): Promise<readonly string[]> {
  const analysis = new Analysis(await testSyntax(), defaultSettings);
  analysis.updateNotebook('cells.ipynb', notebook(...sources));
  const lines = sources.map(() => [] as string[]);
  for (const { path, range } of analysis.allFindings()) {
    const { cell = 0, range: inCell } = analysis.writtenRange(path, range);
    lines[cell - 1]?.push(String(inCell.start.line));
  }
  return lines.map((list) => list.join(' '));
}

describe('cells that Python refuses', () => {
  const app = 'import time\nfrom fastapi import FastAPI\napp = FastAPI()';
  const route = '@app.get("/x")\nasync def read_x():\n    time.sleep(1)';
  const other = '@app.get("/z")\nasync def read_z():\n    time.sleep(1)';

  for (const [name, broken] of [
    ['a decorator above nothing', '@app.get("/y")'],
    ['a loop without its colon', 'for i in range(3)\n    time.sleep(1)'],
    ['an assignment of nothing', 'x = '],
    ['a lambda of nothing', 'lambda:'],
    ['a class without a body', 'class A:'],
    ['a function without a body', 'async def f():'],
    ['a `try` without an end', 'try:\n    x = 1'],
    ['an `else` without an `if`', 'else:\n    x = 1'],
    ['SQL', 'SELECT * FROM orders WHERE price = 1'],
    ['prose', 'Now we look at the result, and then\nat all of it'],
  ] as const)
    test(`${name}: the cells around it are what they are`, async () => {
      assert.deepEqual(await linesIn(app, route, broken, other, broken), ['', '2', '', '2', '']);
    });

  test('a function below the decorator of another cell is no path operation', async () => {
    assert.deepEqual(await linesIn(app, '@app.get("/y")', 'async def read_y():\n    time.sleep(1)'), ['', '', '']);
  });

  test('an indented cell is not in the function above it', async () => {
    const load = 'import asyncio\nasync def load(): ...';
    assert.deepEqual(await linesIn(load, 'def main():\n    x = 1', '    asyncio.run(load())'), ['', '', '0']);
  });

  test('a mistake leaves the rest of its cell as it is', async () => {
    assert.deepEqual(await linesIn(app, `x = = 1\n${route}`, other), ['', '3', '2']);
  });

  test('edits that come one after the other leave what the cells say', async () => {
    const analysis = new Analysis(await testSyntax(), defaultSettings);
    const count = (...sources: readonly string[]) => {
      analysis.updateNotebook('cells.ipynb', notebook(...sources));
      return analysis.allFindings().map(({ range }) => analysis.writtenRange('cells.ipynb', range).cell);
    };
    for (let length = 0; length <= route.length; length++) count(app, route.slice(0, length), other);
    assert.deepEqual(count(app, route, other), [2, 3]);
    assert.deepEqual(count(app, '@app.get("/y")', other), [3]);
    assert.deepEqual(count(app, '@app.get("/y")\n', other), [3]);
    assert.deepEqual(count(app, '@app.get("/y")\nasync def f():\n    time.sleep(1)', other), [2, 3]);
  });

  test('the same code under other numbers is under these numbers', async () => {
    const analysis = new Analysis(await testSyntax(), defaultSettings);
    const take = (number: number) =>
      analysis.updateNotebook('cells.ipynb', new NotebookModule([{ number, source: `${app}\n${route}` }]));
    take(1);
    take(4);
    const [finding] = analysis.allFindings();
    assert.equal(finding && analysis.writtenRange('cells.ipynb', finding.range).cell, 4);
  });
});

test('Python refuses a cell where another file would be refused', async () => {
  const analysis = new Analysis(await testSyntax(), defaultSettings);
  analysis.updateNotebook(
    'cells.ipynb',
    notebook('def f():\n    await g()', '    await g()', 'class A:\n    x = await g()'),
  );
  analysis.update('main.py', 'def f():\n    await g()\n');
  const said = analysis
    .allFindings()
    .map(({ message, params }) => [
      /the (cell|file)/.exec(formatMessage('en', message, params))?.[1],
      /(la celda|el archivo)/.exec(formatMessage('es', message, params))?.[1],
    ]);
  assert.deepEqual(said, [
    ['cell', 'la celda'],
    ['cell', 'la celda'],
    ['file', 'el archivo'],
  ]);
});

test('a cell may start a loop where a module that it imports lets loops be nested', async () => {
  const analysis = new Analysis(await testSyntax(), defaultSettings);
  const start = 'import asyncio\nasync def f(): ...\nasyncio.run(f())';
  analysis.updateNotebook('a.ipynb', notebook(`from tools import setup\n${start}`));
  analysis.updateNotebook('b.ipynb', notebook(`from tools.setup import allow\n${start}`));
  analysis.updateNotebook('c.ipynb', notebook(`import tools\n${start}`));
  analysis.update('tools/__init__.py', '');
  analysis.update('tools/setup.py', 'from . import loops\nallow = loops.allow\n');
  analysis.update('tools/loops.py', 'def allow():\n    import nest_asyncio\n    nest_asyncio.apply()\n');
  assert.deepEqual(
    analysis.allFindings().map(({ path }) => path),
    ['c.ipynb'],
  );
});

test('in the body of a class no fix awaits', async () => {
  const analysis = new Analysis(await testSyntax(), defaultSettings);
  const load = 'import asyncio\nasync def load(): ...\nasync def items():\n    yield 1';
  const body = 'class A:\n    x = asyncio.run(load())\n    load()\n    for x in items():\n        pass';
  analysis.updateNotebook('cells.ipynb', notebook(load, body));
  analysis.update('main.py', `${load}\nasync def f():\n    ${body.replaceAll('\n', '\n    ')}\n`);
  const found = analysis.allFindings();
  assert.deepEqual(
    found.map(({ rule }) => rule),
    ['cells.ipynb', 'main.py'].flatMap(() => ['nested-event-loop', 'missing-await', 'missing-await']),
  );
  const kinds = found.flatMap((finding) => analysis.fixes(finding).map(({ kind }) => kind));
  assert.deepEqual([...new Set(kinds)], ['suppress']);
  for (const { message, params } of found)
    assert.doesNotMatch(formatMessage('en', message, params), /Write `await`|run it with/);
});
