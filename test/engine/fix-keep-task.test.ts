import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { appliedFix, offeredFixes } from './fixed-text.ts';

const imports = 'import asyncio\n\nfrom fastapi import FastAPI\n';
const set = '\nbackground_tasks: set[asyncio.Task] = set()\n';
const work = '\napp = FastAPI()\n\n\nasync def work(): ...\n\n\n';
const keep = (indent: string, task = 'task', name = 'background_tasks') =>
  `${indent}${name}.add(${task})\n${indent}${task}.add_done_callback(${name}.discard)\n`;

async function fixed(text: string): Promise<string> {
  return (await appliedFix({ 'main.py': text }, 'keep-task'))['main.py'] ?? '';
}

async function offered(text: string): Promise<readonly string[]> {
  return offeredFixes({ 'main.py': text });
}

describe('keep-task', () => {
  test('names the task and keeps it in a new set below the imports', async () => {
    const body = (statement: string) => `async def begin():\n    ${statement}\n`;
    assert.equal(
      await fixed(`${imports}${work}${body('asyncio.create_task(work())  # soon')}`),
      `${imports}${set}${work}${body('task = asyncio.create_task(work())  # soon')}${keep('    ')}`,
    );
  });

  test('keeps the name that the task has', async () => {
    const text = `${imports}${work}async def begin():\n    sending: asyncio.Task = asyncio.create_task(work())\n    return 1\n`;
    assert.equal(
      await fixed(text),
      text.replace(imports, imports + set).replace('    return 1\n', `${keep('    ', 'sending')}    return 1\n`),
    );
  });

  test('replaces the name that says nothing', async () => {
    const text = `${imports}${work}async def begin():\n    _ = asyncio.create_task(work())\n`;
    assert.equal(
      await fixed(text),
      `${text.replace(imports, imports + set).replace('_ = ', 'task = ')}${keep('    ')}`,
    );
  });

  test('adds the callback of the statement to the named task', async () => {
    const text = `${imports}${work}async def begin():\n    asyncio.create_task(work()).add_done_callback(print)\n    return 1\n`;
    assert.equal(
      await fixed(text),
      `${imports}${set}${work}async def begin():
    task = asyncio.create_task(work())
    background_tasks.add(task)
    task.add_done_callback(print)
    task.add_done_callback(background_tasks.discard)
    return 1
`,
    );
  });

  test('uses the set that the file has for tasks', async () => {
    const declared = `${imports}\nrunning: set[asyncio.Task[None]] = set()\n${work}async def begin():\n    asyncio.create_task(work())\n`;
    assert.equal(
      await fixed(declared),
      `${declared.replace('    asyncio.create', '    task = asyncio.create')}${keep('    ', 'task', 'running')}`,
    );
    const used = `${imports}\njobs = set()\n${work}async def begin():\n    asyncio.create_task(work())\n\n\nasync def other():\n    job = asyncio.create_task(work())\n    jobs.add(job)\n    job.add_done_callback(jobs.discard)\n`;
    assert.match(await fixed(used), /\n {4}task = asyncio\.create_task\(work\(\)\)\n {4}jobs\.add\(task\)\n/);
  });

  test('does not use a set of that name which means something else in the function', async () => {
    const text = `${imports}\njobs: set[asyncio.Task] = set()\n${work}async def begin(jobs):\n    asyncio.create_task(work())\n`;
    assert.match(await fixed(text), /\n {4}background_tasks\.add\(task\)\n/);
  });

  test('takes names that are free', async () => {
    const text = `${imports}${work}async def begin(task, background_tasks):\n    asyncio.create_task(work())\n`;
    const result = await fixed(text);
    assert.match(result, /\nrunning_tasks: set\[asyncio\.Task\] = set\(\)\n/);
    assert.match(
      result,
      /\n {4}background_task = asyncio\.create_task\(work\(\)\)\n {4}running_tasks\.add\(background_task\)\n/,
    );
  });

  test('imports asyncio where the file only has a member of it', async () => {
    const text = `from asyncio import create_task\n\nfrom fastapi import FastAPI\n${work}async def begin():\n    create_task(work())\n`;
    const result = await fixed(text);
    assert.ok(
      result.startsWith(
        `import asyncio\nfrom asyncio import create_task\n\nfrom fastapi import FastAPI\n${set}${work}`,
      ),
      result,
    );
  });

  test('puts the import of a standard module before those of other packages', async () => {
    const text = `from fastapi import FastAPI\n${work}async def begin():\n    import asyncio\n\n    asyncio.create_task(work())\n`;
    const result = await fixed(text);
    assert.ok(result.startsWith(`import asyncio\n\nfrom fastapi import FastAPI\n${set}${work}`), result);
  });

  test('keeps tabs, CRLF, calls over many lines and a last line without an end', async () => {
    const text =
      'import asyncio\r\n\r\n\r\nasync def work(): ...\r\n\r\n\r\nasync def begin():\r\n\tif work:\r\n\t\tasyncio.create_task(\r\n\t\t\twork(),\r\n\t\t)';
    assert.equal(
      await fixed(text),
      `${text
        .replace('import asyncio\r\n', 'import asyncio\r\n\r\nbackground_tasks: set[asyncio.Task] = set()\r\n')
        .replace(
          'asyncio.create_task(',
          'task = asyncio.create_task(',
        )}\r\n\t\tbackground_tasks.add(task)\r\n\t\ttask.add_done_callback(background_tasks.discard)\r\n`,
    );
  });

  test('is safe to apply', async () => {
    const text = `${imports}${work}async def begin():\n    asyncio.create_task(work())\n`;
    assert.deepEqual(await offered(text), ['keep-task (safe)', 'suppress']);
  });

  const notOffered: Readonly<Record<string, string>> = {
    'the statement shares its line': `${imports}${work}async def begin():\n    if app: asyncio.create_task(work())\n`,
    'another statement follows on the line': `${imports}${work}async def begin():\n    asyncio.create_task(work()); print()\n`,
    'the task is one of two values': `${imports}${work}async def begin():\n    app and asyncio.create_task(work())\n`,
    'a lambda makes it': `${imports}${work}def begin(loop: asyncio.AbstractEventLoop):\n    loop.call_soon(lambda: asyncio.create_task(work()))\n`,
    'the loop makes it': `${imports}${work}def begin(loop: asyncio.AbstractEventLoop):\n    loop.call_soon_threadsafe(asyncio.create_task, work())\n`,
    'the file has no imports at its top': `async def work(): ...\n\n\nasync def begin():\n    import asyncio\n\n    asyncio.create_task(work())\n`,
    'asyncio is something else in the file': `from asyncio import create_task\n\nasyncio = 1\n\n\nasync def work(): ...\n\n\nasync def begin():\n    create_task(work())\n`,
    'it would stand above the set': `import asyncio\n\nasyncio.get_event_loop().create_task(asyncio.sleep(1))\n\nimport os\n`,
    'a class body makes it': `${imports}${work}class Begin:\n    asyncio.get_event_loop().create_task(work())\n`,
  };
  for (const [when, text] of Object.entries(notOffered)) {
    test(`is not offered when ${when}`, async () => {
      assert.deepEqual(await offered(text), ['suppress']);
    });
  }
});
