import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Analysis, defaultSettings } from '../../server/engine/analysis.ts';
import { NotebookModule } from '../../server/engine/notebook-module.ts';
import { testSyntax } from '../engine-host.ts';

interface CellResult {
  readonly error: string | null;
  readonly printed: string;
}

/** What Jupyter's kernel makes of cells, one after the other. */
function ran(cells: readonly string[]): readonly CellResult[] {
  const script = fileURLToPath(new URL('notebook_kernel.py', import.meta.url));
  const { stdout, stderr } = spawnSync('/usr/bin/python3', [script], {
    input: JSON.stringify(cells),
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

/** The rules that find something in each cell. */
async function found(cells: readonly string[]): Promise<readonly string[]> {
  const analysis = new Analysis(await testSyntax(), defaultSettings);
  const notebook = new NotebookModule(cells.map((source, index) => ({ number: index + 1, source })));
  analysis.updateNotebook('cells.ipynb', notebook);
  const rules = cells.map(() => [] as string[]);
  for (const { rule, range } of analysis.allFindings()) rules[(notebook.rangeIn(range).cell ?? 0) - 1]?.push(rule);
  return rules.map((list) => list.join(' '));
}

describe('what is said of cells is true in Jupyter', () => {
  const loops = [
    'import asyncio\nasync def load():\n    await asyncio.sleep(0)\n    return 1\ndef main():\n    return asyncio.run(load())',
    'asyncio.run(load())',
    'main()',
    'asyncio.get_event_loop().run_until_complete(load())',
    'x = await load()\nprint(x)',
    'async with asyncio.timeout_at(None) if hasattr(asyncio, "timeout_at") else asyncio.Lock():\n    pass',
    'tasks = [asyncio.create_task(load())]\nprint(await tasks[0])',
    'import threading\nthread = threading.Thread(target=main)\nthread.start()\nthread.join()',
    'try:\n    main()\nexcept RuntimeError:\n    print("loop")',
    'try:\n    get_ipython()\n    await load()\nexcept NameError:\n    asyncio.run(load())',
    'import sys\nif "ipykernel" in sys.modules:\n    await load()\nelse:\n    asyncio.run(load())',
    'if asyncio.get_running_loop().is_running():\n    await load()\nelse:\n    asyncio.run(load())',
    'if __name__ == "__main__":\n    asyncio.run(load())',
    'if __name__ == "__main__": main()',
    '%timeit -n 1 -r 1 main()',
    '  # indented\n  main()',
    'import uvicorn\nuvicorn.run(lambda: None, log_config=None)',
    'uvicorn.Server(uvicorn.Config(lambda: None, log_config=None)).run()',
    'async def nested():\n    return main()',
    'await nested()',
  ];

  test('a new loop fails where one is reported, and nowhere else', async () => {
    const results = ran(loops);
    const findings = await found(loops);
    const fails = results.map(({ error }) => /RuntimeError: .*(running|already)/.test(error ?? ''));
    assert.deepEqual(
      loops.map((cell, index) => [cell, findings[index]?.includes('nested-event-loop')]),
      // The last two are one: the finding stands where the function is, and the error comes when it is awaited.
      loops.map((cell, index) => [
        cell,
        cell === 'await nested()' ? false : fails[index] || cell.startsWith('async def nested'),
      ]),
    );
    assert.deepEqual(
      results.map(({ error }, index) => (fails[index] ? null : error)),
      loops.map(() => null),
    );
  });

  const lost = [
    'import asyncio\nimport gc\nimport warnings\nwarnings.simplefilter("always")\nasync def load():\n    await asyncio.sleep(0)\n    return 1',
    'load()\nx = 1',
    'await load()\nx = 1',
    'print(load())\nx = 1',
    'asyncio.create_task(load())\nx = 1',
    '%time x = await load()',
    '_ = [await load() for _ in range(2)]',
  ];

  test('a coroutine is lost where that is reported, and nowhere else', async () => {
    const results = ran(
      lost.map((cell, index) => (index === 0 || cell.startsWith('%') ? cell : `${cell}\ngc.collect()`)),
    );
    const findings = await found(lost);
    assert.deepEqual(
      lost.map((cell, index) => [cell, findings[index]]),
      lost.map((cell, index) => [cell, /never awaited/.test(results[index]?.printed ?? '') ? 'missing-await' : '']),
    );
    assert.ok(findings.includes('missing-await'));
  });

  const redefined = [
    'import asyncio\nimport gc\nimport threading\nimport warnings\nwarnings.simplefilter("always")\ndef load():\n    return 1\ndef add():\n    return load() + 1',
    'load()\nadd()\nx = 1',
    'async def load():\n    return 2\nasync def add():\n    return await load() + 1\ndef main():\n    return asyncio.run(add())',
    'load()\nx = 1',
    'await add()\nthread = threading.Thread(target=main)\nthread.start()\nthread.join()',
    'async def main():\n    return await add()',
    'await main()',
    'def load():\n    return 3\nasync def add():\n    return load() + 1',
    'load()\nawait add()',
    'def count():\n    return 1',
    'await count()',
    'def main():\n    return asyncio.run(add())',
    'main()',
    'async def load():\n    return 4',
    'await load()',
  ];

  test('what later cells define anew is called from there on', async () => {
    const results = ran(redefined.map((cell) => `${cell}\nimport gc\ngc.collect()`));
    const findings = await found(redefined);
    assert.deepEqual(
      redefined.map((cell, index) => [cell, findings[index]]),
      redefined.map((cell, index) => {
        const { error, printed } = results[index] ?? { error: 'none', printed: '' };
        if (/never awaited/.test(printed) && error === null) return [cell, 'missing-await'];
        if (/TypeError: .*await/.test(error ?? '')) return [cell, 'await-not-awaitable'];
        return [cell, /RuntimeError: .*running/.test(error ?? '') ? 'nested-event-loop' : (error ?? '')];
      }),
    );
    assert.deepEqual(findings.filter(Boolean), ['missing-await', 'await-not-awaitable', 'nested-event-loop']);
  });

  test('after the fix of each, all cells run', async () => {
    const cells = [...loops.slice(0, 2), lost[1] ?? ''];
    const analysis = new Analysis(await testSyntax(), defaultSettings);
    const notebook = new NotebookModule(cells.map((source, index) => ({ number: index + 1, source })));
    analysis.updateNotebook('cells.ipynb', notebook);
    const { edits, count } = analysis.fixesTogether(analysis.allFindings(), ({ isSafe }) => isSafe);
    assert.equal(count, 2);
    for (const [path, list] of edits) analysis.edit(path, list);
    assert.deepEqual(analysis.allFindings(), []);
    const mended = analysis.notebook('cells.ipynb')?.cells.map(({ source }) => source) ?? [];
    assert.deepEqual(mended.slice(1), ['await load()', 'await load()\nx = 1']);
    assert.deepEqual(
      ran(mended).map(({ error }) => error),
      [null, null, null],
    );
  });
});
