import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ensureEmacs } from '../../.ci/other-editors.mjs';
import { inEmacs } from './emacs.ts';
import { hasEnded, pathWithServer } from './installed-server.ts';
import { readmeSnippets } from './readme-snippet.ts';

const main = `from fastapi import FastAPI

from app.service import all_orders
from app.kitchen import pause

app = FastAPI()


@app.get("/orders")
async def list_orders():
    return "🍔", all_orders()


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

let scratch: string;
let folder: string;
let environment: Record<string, string>;
const [init = ''] = readmeSnippets('Emacs', 'elisp');

function write(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

const run = <T>(steps: string, ownInit = init): Promise<T> => inEmacs<T>({ init: ownInit, folder, steps, environment });

describe('in Emacs, whose Eglot shows neither Markdown nor related information', () => {
  before(() => {
    ensureEmacs();
    scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwise emacs ñ-')));
    environment = { PATH: pathWithServer(path.join(scratch, 'bin')) };
  });
  beforeEach(() => {
    folder = path.join(scratch, 'project [1]~');
    rmSync(folder, { recursive: true, force: true });
    write('app/main.py', main);
    write('app/service.py', service);
    write('app/kitchen.py', kitchen);
    // Eglot takes the git repository for the project.
    execFileSync('git', ['init', '--quiet', folder]);
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  test("README's lines show a finding with its steps, a hover as plain text, and apply a fix", async () => {
    const seen = await run<{
      found: string[];
      hover: string;
      offered: string[];
      text: string;
      left: string[];
      watches: number;
      pid: number;
      messages: string;
    }>(
      `(n-open "app/main.py")
       (let* ((found (n-wait-for-diagnostics 1))
              (hover (progn (n-go 10 "list_orders") (n-hover)))
              (offered (progn (n-go 11 "all_orders") (n-choose "run_in_threadpool")))
              (left (n-wait-for-diagnostics 0)))
         (list :found found :hover hover :offered offered :left left
               :text (buffer-substring-no-properties (point-min) (point-max))
               :watches (hash-table-count (eglot--file-watches (eglot-current-server)))
               :pid (n-server-pid) :messages (n-messages)))`,
    );
    const [finding = ''] = seen.found;
    assert.match(finding, /^11 loopwise \[blocking-call\]: 'all_orders\(\)' ends in 'time\.sleep'/);
    assert.deepEqual(finding.split('\n').slice(1), [
      '1. list_orders (main.py:11) calls all_orders()',
      '2. all_orders (service.py:5) blocks in time.sleep(…)',
    ]);
    assert.match(seen.hover, /^The path operation list_orders runs on the event loop/);
    assert.doesNotMatch(seen.hover, /[`[\]]|\*\*|file:|command:/);
    assert.deepEqual(seen.offered, [
      'Make list_orders a def, so that FastAPI runs it in a thread',
      'Run all_orders() in a thread with await run_in_threadpool(…)',
      'Ignore blocking-call on this line',
    ]);
    assert.match(seen.text, /return "🍔", await run_in_threadpool\(all_orders\)\n/);
    assert.match(seen.text, /^from fastapi\.concurrency import run_in_threadpool$/m);
    assert.deepEqual(seen.left, []);
    assert.ok(seen.watches > 0);
    assert.doesNotMatch(seen.messages, /warning|error/i);
    assert.ok(await hasEnded(seen.pid));
  });

  test('a fix changes several files, also such as are not open', async () => {
    const seen = await run<{ kitchen: string; main: string }>(
      `(setq eglot-confirm-server-initiated-edits nil)
       (n-open "app/kitchen.py")
       (n-wait-for-diagnostics 1)
       (n-go 5 "await")
       (cl-letf (((symbol-function 'y-or-n-p) #'always)) (n-choose "async def"))
       (n-wait-for-diagnostics 0)
       (list :kitchen (buffer-string) :main (with-current-buffer (find-file-noselect "main.py") (buffer-string)))`,
    );
    assert.match(seen.kitchen, /^async def pause\(\):$/m);
    assert.match(seen.main, /^ {4}await pause\(\)$/m);
  });

  test('settings of a project come with .dir-locals.el, and a server that was stopped is started again', async () => {
    write('.dir-locals.el', `((nil . ((eglot-workspace-configuration . ((:loopwise . (:language "es")))))))\n`);
    const seen = await run<{ first: string[]; again: string[]; pids: number[] }>(
      `(setq enable-local-variables :all)
       (n-open "app/main.py")
       (n-wait "Spanish" (lambda () (string-search "bucle de eventos" (format "%s" (n-diagnostics)))))
       (let ((first (n-wait-for-diagnostics 1)) (pid (n-server-pid)))
         (eglot-shutdown (eglot-current-server))
         (n-wait "its end" (lambda () (not (eglot-current-server))))
         (apply #'eglot (eglot--guess-contact))
         (n-wait "Spanish" (lambda () (string-search "bucle de eventos" (format "%s" (n-diagnostics)))))
         (list :first first :again (n-wait-for-diagnostics 1) :pids (vector pid (n-server-pid))))`,
    );
    assert.deepEqual(seen.again, seen.first);
    assert.notEqual(seen.pids[0], seen.pids[1]);
    assert.deepEqual(await Promise.all(seen.pids.map(hasEnded)), [true, true]);
  });
});
