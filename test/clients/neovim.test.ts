import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ensureNeovim } from '../../.ci/other-editors.mjs';
import { hasEnded, pathWithServer } from './installed-server.ts';
import { inNeovim } from './neovim.ts';
import { readmeSnippets } from './readme-snippet.ts';

const main = `from fastapi import FastAPI

from app.service import all_orders
from app.kitchen import pause

app = FastAPI()


@app.get("/orders")
async def list_orders():
    return all_orders()


@app.get("/pause")
async def take_a_break():
    pause()
`;
const service = `import time


def all_orders():
    time.sleep(1)
    return []
`;
const kitchen = `import asyncio


def pause():
    await asyncio.sleep(1)
`;
const blocked = `n.wait_for_codes('app/main.py', { 'blocking-call@10' })`;

let scratch: string;
let folder: string;
let environment: Record<string, string>;
const [newForm = '', oldForm = ''] = readmeSnippets('Neovim', 'lua');

function write(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

const run = <T>(steps: string, init = oldForm): Promise<T> => inNeovim<T>({ init, folder, steps, environment });

describe('in Neovim', () => {
  before(() => {
    ensureNeovim();
    scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwise neovim ñ-')));
    environment = { PATH: pathWithServer(path.join(scratch, 'bin')) };
  });
  beforeEach(() => {
    folder = path.join(scratch, 'project [1]');
    rmSync(folder, { recursive: true, force: true });
    write('pyproject.toml', '[project]\nname = "shop"\nversion = "1"\n');
    write('app/main.py', main);
    write('app/service.py', service);
    write('app/kitchen.py', kitchen);
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  for (const [name, init] of [
    ['from 0.11 on', newForm],
    ['from 0.8 on', oldForm],
  ]) {
    test(`README's lines for versions ${name} show findings of open and other files, hovers, and apply a fix`, async () => {
      const seen = await run<{
        codes: string[][];
        message: string;
        hover: string[];
        offered: string[];
        lines: string[];
        pid: number;
        messages: string;
      }>(
        `n.edit('app/main.py')
         ${blocked}
         n.wait_for_codes('app/kitchen.py', { 'await-outside-async@4' })
         local codes = { n.codes('app/main.py'), n.codes('app/kitchen.py'), n.codes('app/service.py') }
         local message = n.message('app/main.py')
         n.go(9, 12)
         local hover = n.hover()
         n.go(10, 14)
         local offered = n.choose('Make list_orders a def')
         n.wait_for_codes('app/main.py', {})
         return {
           codes = codes, message = message, hover = hover, offered = offered, lines = n.lines('app/main.py'),
           pid = n.client().rpc.pid, messages = vim.fn.execute('messages'),
         }`,
        init,
      );
      assert.match(seen.message, /^'all_orders\(\)' ends in 'time\.sleep', which blocks the event loop/);
      assert.match(seen.hover[0] ?? '', /`list_orders`.* runs \*\*on the event loop\*\*/);
      assert.ok(seen.hover.some((line) => /^1\. .*`list_orders \(main\.py:11\)`.* calls `all_orders\(\)`$/.test(line)));
      assert.ok(seen.hover.some((line) => /^2\. .*`all_orders \(service\.py:5\)`/.test(line)));
      assert.doesNotMatch(seen.hover.join('\n'), /command:/);
      assert.deepEqual(seen.offered, [
        'Make list_orders a def, so that FastAPI runs it in a thread',
        'Run all_orders() in a thread with await run_in_threadpool(…)',
        'Ignore blocking-call on this line',
      ]);
      assert.equal(seen.lines.join('\n'), main.trimEnd().replace('async def list_orders', 'def list_orders'));
      assert.equal(seen.messages, '');
      assert.ok(await hasEnded(seen.pid));
    });
  }

  test('a fix changes several files, also such as are not open', async () => {
    const seen = await run<{ kitchen: string[]; main: string[]; isModified: boolean }>(
      `n.edit('app/kitchen.py')
       n.wait_for_codes('app/kitchen.py', { 'await-outside-async@4' })
       n.go(4, 6)
       n.choose('async def')
       n.wait_for_codes('app/kitchen.py', {})
       return {
         kitchen = n.lines('app/kitchen.py'), main = n.lines('app/main.py'),
         isModified = vim.bo[n.buffer('app/main.py')].modified,
       }`,
    );
    assert.equal(seen.kitchen[3], 'async def pause():');
    assert.equal(seen.main[15], '    await pause()');
    assert.equal(seen.isModified, true);
  });

  test('an import that a fix adds comes with the call', async () => {
    const lines = await run<string[]>(
      `n.edit('app/main.py')
       ${blocked}
       n.go(10, 14)
       n.choose('run_in_threadpool')
       n.wait_for_codes('app/main.py', {})
       return n.lines('app/main.py')`,
    );
    assert.ok(lines.includes('from fastapi.concurrency import run_in_threadpool'));
    assert.ok(lines.includes('    return await run_in_threadpool(all_orders)'));
  });

  test('unsaved edits count at once, and places are right behind wide characters, tabs and in DOS files', async () => {
    write('app/main.py', main.replaceAll('\n', '\r\n'));
    const seen = await run<{ before: string; line: string; format: string; columns: number[]; call: string }>(
      `n.edit('app/main.py')
       ${blocked}
       vim.api.nvim_buf_set_lines(0, 10, 11, true, { "    return '🍔ñ𝄞', all_orders()" })
       vim.api.nvim_buf_set_lines(0, 0, 0, true, { '# 🍔' })
       n.wait_for_codes('app/main.py', { 'blocking-call@11' })
       local found = n.wait('the place', function()
         local first = vim.diagnostic.get(0)[1]
         return first and first.col > 11 and first
       end)
       local line = vim.api.nvim_buf_get_lines(0, 11, 12, true)[1]
       n.go(11, found.col)
       n.choose('run_in_threadpool')
       n.wait_for_codes('app/main.py', {})
       return {
         before = line, call = line:sub(found.col + 1, found.end_col), format = vim.bo.fileformat,
         line = n.wait('the line', function()
           return vim.tbl_filter(function(text) return text:find('🍔ñ') end, n.lines('app/main.py'))[1]
         end),
       }`,
    );
    assert.equal(seen.call, 'all_orders()');
    assert.equal(seen.line, "    return '🍔ñ𝄞', await run_in_threadpool(all_orders)");
    assert.equal(seen.format, 'dos');
  });

  test('what another program writes is seen when a file is saved', async () => {
    await run(
      `n.edit('app/main.py')
       ${blocked}
       vim.fn.writefile({ 'def all_orders():', '    return []' }, 'app/service.py')
       vim.cmd('write')
       n.wait_for_codes('app/main.py', {})`,
    );
  });

  test('speaks Spanish by the settings, or by the language of the machine', async () => {
    const message = `n.edit('app/main.py')\n${blocked}\nreturn n.message('app/main.py')`;
    const spanish = newForm.replace("preset = 'recommended'", "language = 'es'");
    assert.notEqual(spanish, newForm);
    const inSpanish = `n.edit('app/main.py')
      return n.wait('Spanish', function()
        local message = n.message('app/main.py')
        return message:find('bucle de eventos') and message
      end)`;
    assert.match(await run<string>(inSpanish, spanish), /bloquea el bucle de eventos/);
    assert.match(await run<string>(message, oldForm.replace("preset = 'recommended'", "language = 'es'")), /bucle de/);
    environment.LC_ALL = 'es_ES.UTF-8';
    assert.match(await run<string>(message), /bucle de eventos/);
    delete environment.LC_ALL;
  });

  test('a server that was stopped is started again and finds the same', async () => {
    const pids = await run<number[]>(
      `n.edit('app/main.py')
       ${blocked}
       local first = n.client()
       vim.lsp.stop_client(first.id)
       n.wait('its end', function() return first.is_stopped() end)
       n.wait_for_codes('app/main.py', {})
       vim.cmd('edit')
       ${blocked}
       return { first.rpc.pid, n.client().rpc.pid }`,
    );
    assert.notEqual(pids[0], pids[1]);
    assert.deepEqual(await Promise.all(pids.map(hasEnded)), [true, true]);
  });

  test('a file outside of a project is looked at by itself', async () => {
    rmSync(path.join(folder, 'pyproject.toml'));
    write('alone.py', main.replace('all_orders()', 'open("x")'));
    const seen = await run<{ codes: string[]; root: string }>(
      `n.edit('alone.py')
       n.wait_for_codes('alone.py', { 'blocking-call@10' })
       return { codes = n.codes('app/main.py'), root = n.client().config.root_dir or 'none' }`,
    );
    assert.deepEqual(seen, { codes: [], root: 'none' });
  });

  test('the server ends with a Neovim that is killed', async () => {
    write('pid', '');
    const killed = run(
      `n.edit('app/main.py')
       ${blocked}
       vim.fn.writefile({ tostring(n.client().rpc.pid) }, 'pid')
       vim.loop.kill(vim.loop.getpid(), 'sigkill')
       vim.wait(10000)`,
    );
    await assert.rejects(killed, /gave no answer/);
    const pid = Number(readFileSync(path.join(folder, 'pid'), 'utf8'));
    assert.ok(pid > 0);
    assert.ok(await hasEnded(pid));
  });
});
