import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ProgramFolder } from './built-program.ts';

/** The text of a notebook of format 4, written as Jupyter writes it. */
function notebook(cells: readonly (readonly ['code' | 'markdown', string])[], language = 'python'): string {
  const written = cells.map(([type, source]) => ({
    cell_type: type,
    ...(type === 'code' ? { execution_count: null } : {}),
    metadata: {},
    ...(type === 'code' ? { outputs: [] } : {}),
    source: source.split(/(?<=\n)/),
  }));
  const content = {
    cells: written,
    metadata: { kernelspec: { language, name: language } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(content, undefined, 1)}\n`;
}

const orders = notebook([
  ['markdown', '# Órdenes'],
  [
    'code',
    '!pip install fastapi \\\n  requests\nimport asyncio\nimport time\n\nfrom fastapi import FastAPI\nfrom service import load\n\napp = FastAPI()',
  ],
  ['code', '%%bash\nls (\n'],
  ['code', '@app.get("/orders")\nasync def read_orders():\n    time.sleep(1)\n    return load()\n'],
  ['code', 'async def total():\n    await asyncio.sleep(1)\n    return "ñ"\n\nasyncio.run(total())'],
  ['code', 'await total()\nkept = asyncio.create_task(total())\nasyncio.create_task(total())'],
  ['code', 'def half(:\n    ((('],
  ['code', '@app.get("/nothing")'],
  ['code', 'x = 1'],
]);
const service = 'import requests\n\n\ndef load():\n    return requests.get("https://example.org").text\n';

describe('notebooks on the command line', () => {
  let folder: ProgramFolder;
  before(() => {
    folder = new ProgramFolder({ 'orders.ipynb': orders, 'service.py': service });
  });
  after(() => folder.remove());

  test('the cells are one module, and every place is in its cell', () => {
    const { stdout, stderr, code } = folder.run('check');
    assert.equal(stderr, '');
    assert.equal(code, 1);
    assert.match(stdout, /^orders\.ipynb:cell 4:3:5: warning blocking-call \[\*\]: `time\.sleep\(…\)`/m);
    assert.match(stdout, /^orders\.ipynb:cell 4:4:12: warning blocking-call: `load\(\)` ends in `requests\.get`/m);
    assert.match(stdout, /^orders\.ipynb:cell 5:5:1: error nested-event-loop \[\*\]: `asyncio\.run\(…\)` raises/m);
    assert.match(
      stdout,
      /^1 \| @app\.get\("\/orders"\)\n2 \| async def read_orders\(\):\n3 \| {5}time\.sleep\(1\)\n {2}\| {5}\^{13}$/m,
    );
    assert.match(stdout, /^3 findings in 2 files/m);
  });

  test('in Spanish they are cells too', () => {
    assert.match(folder.run('check', '--language', 'es').stdout, /^orders\.ipynb:celda 4:3:5: /m);
  });

  test('JSON names the cell, and counts its lines from 0', () => {
    const { findings } = JSON.parse(folder.run('check', '--format', 'json').stdout);
    assert.deepEqual(
      findings.map(({ cell, range }: { cell: number; range: { start: unknown } }) => [cell, range.start]),
      [
        [4, { line: 2, character: 4 }],
        [4, { line: 3, character: 11 }],
        [5, { line: 4, character: 0 }],
      ],
    );
    assert.deepEqual(
      findings[1].chain.map(({ path, cell, line }: { path: string; cell?: number; line: number }) => [
        path,
        cell,
        line,
      ]),
      [
        ['orders.ipynb', 4, 3],
        ['service.py', undefined, 4],
      ],
    );
  });

  test('annotations, SARIF and changed lines are those of the file', () => {
    const line = orders.split('\n').findIndex((text) => text.includes('time.sleep(1)')) + 1;
    const annotated = folder.run('check', '--format', 'github').stdout;
    assert.ok(annotated.includes(`,file=orders.ipynb,line=${line},endLine=${line}::`), annotated);
    const sarif = JSON.parse(folder.run('check', '--format', 'sarif').stdout);
    const [result] = sarif.runs[0].results;
    assert.deepEqual(result.locations[0].physicalLocation.region, { startLine: line, endLine: line });
    assert.equal(result.fixes, undefined);

    const changed = new ProgramFolder({ 'orders.ipynb': orders, 'service.py': service });
    try {
      changed.git('init', '--quiet');
      changed.git('add', '.');
      changed.git('commit', '--quiet', '--message', 'one');
      assert.match(changed.run('check', '--changed=HEAD').stdout, /^0 findings/);
      changed.write('orders.ipynb', orders.replace('    time.sleep(1)', '    time.sleep(2)'));
      assert.match(changed.run('check', '--changed=HEAD').stdout, /^2 findings/m);
      assert.match(changed.run('check', '--changed=HEAD').stdout, /cell 4:3:5/);
    } finally {
      changed.remove();
    }
  });

  test('a fix changes the code of its cell and nothing else of the file', () => {
    const fixed = new ProgramFolder({ 'orders.ipynb': orders, 'service.py': service });
    try {
      const { stdout: patch } = fixed.run('fix', '--diff');
      fixed.write('wanted.diff', patch);
      fixed.git('init', '--quiet');
      fixed.git('apply', '--check', 'wanted.diff');
      assert.equal(fixed.run('fix', '--apply').code, 0);
      const expected = orders
        .replace('    time.sleep(1)', '    await asyncio.sleep(1)')
        .replace('asyncio.run(total())', 'await total()');
      assert.equal(fixed.read('orders.ipynb'), expected);
      assert.match(fixed.run('check').stdout, /^1 finding in 2 files/m);
    } finally {
      fixed.remove();
    }
  });

  test('a cell may be one string, and its spelling stays where it is not changed', () => {
    const text = `{"cells": [{"cell_type": "code", "source": "import time\\nfrom fastapi import FastAPI\\napp = FastAPI()"},
 {"cell_type": "code", "source": ["@app.get('/\\u00e9')\\n", "async def f():\\n", "    time.sleep(1)"]}], "nbformat": 4}`;
    const odd = new ProgramFolder({ 'odd.ipynb': text });
    try {
      assert.equal(odd.run('fix', '--apply').code, 0);
      const imported = text.replace('import time\\n', 'import asyncio\\nimport time\\n');
      assert.equal(odd.read('odd.ipynb'), imported.replace('    time.sleep(1)', '    await asyncio.sleep(1)'));
    } finally {
      odd.remove();
    }
  });

  test('text from another program stands for the notebook', () => {
    const { stdout } = folder.runWithInput(
      orders.replace('time.sleep(1)', 'time.sleep(3)'),
      'check',
      '--stdin-filename',
      'orders.ipynb',
    );
    assert.match(stdout, /orders\.ipynb:cell 4:3:5/);
    assert.match(stdout, /time\.sleep\(3\)/);
    const broken = folder.runWithInput('{"cells": [', 'check', '--stdin-filename', 'orders.ipynb');
    assert.equal(broken.stderr, 'orders.ipynb: not analysed: it is not a notebook (no valid JSON)\n');
    assert.match(broken.stdout, /^0 findings/, 'what is on the disk is not what was asked for');
    assert.equal(broken.code, 2);
  });

  for (const [name, content, reason] of [
    ['no JSON', '{"cells": [', 'it is not a notebook (no valid JSON)'],
    ['another format', '{"worksheets": [], "nbformat": 3}', 'it is a notebook of format 3, and only format 4 is read'],
    ['no notebook', '[1, 2]', 'it is a notebook of format ?, and only format 4 is read'],
  ] as const)
    test(`${name} is said with the reason`, () => {
      const broken = new ProgramFolder({ 'broken.ipynb': content, 'main.py': 'x = 1\n' });
      try {
        const all = broken.run('check');
        assert.equal(all.stderr, `broken.ipynb: not analysed: ${reason}\n`);
        assert.equal(all.code, 0);
        assert.equal(broken.run('check', 'broken.ipynb').code, 2);
      } finally {
        broken.remove();
      }
    });

  test('cells of another language, and notebooks that are left out, have no findings', () => {
    const others = new ProgramFolder({
      'r.ipynb': notebook([['code', 'asyncio.run(f())']], 'R'),
      'left/out.ipynb': orders,
      'loopwise.toml': 'exclude = ["left"]\n',
    });
    try {
      const { stdout, code } = others.run('check');
      assert.match(stdout, /^0 findings in 1 file /);
      assert.equal(code, 0);
    } finally {
      others.remove();
    }
  });

  test('where loops may be nested, cells start them as they like', () => {
    const nested = new ProgramFolder({
      'nested.ipynb': notebook([
        ['code', 'import asyncio\nimport nest_asyncio\nnest_asyncio.apply()\nasync def f(): ...'],
        ['code', 'asyncio.run(f())'],
      ]),
      'strict.ipynb': notebook([
        ['code', 'import asyncio\nfrom IPython.display import HTML\nasync def f(): ...\nasyncio.run(f())'],
      ]),
    });
    try {
      assert.match(
        nested.run('check', '--format', 'concise').stdout,
        /^strict\.ipynb:cell 1:4:1: .*\n1 finding in 2 files/,
      );
    } finally {
      nested.remove();
    }
  });

  for (const format of ['text', 'json', 'sarif', 'github', 'junit'])
    test(`parts that are linked give the same as ${format}`, () => {
      const timeless = (text: string) => text.replace(/\d+(?= ms)|(?<="milliseconds": )\d+|(?<=time=")[\d.]+/g, '0');
      assert.equal(folder.run('facts', 'orders.ipynb', '-o', 'a.json').code, 0);
      assert.equal(folder.run('facts', 'service.py', '-o', 'b.json').code, 0);
      const linked = folder.run('link', 'b.json', 'a.json', '--format', format);
      assert.equal(timeless(linked.stdout), timeless(folder.run('check', '--format', format).stdout));
      assert.equal(linked.code, 1);
    });

  test('they are nothing that a server serves', () => {
    assert.equal(folder.run('routes').stdout, '');
  });
});
