import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProgramFolder, shop } from './built-program.ts';

let folder: ProgramFolder;
let program: ReturnType<ProgramFolder['start']>;
let output = '';
let ended: Promise<number | null>;

beforeEach(async () => {
  folder = new ProgramFolder(shop);
  output = '';
  program = folder.start('watch', '--no-cache');
  program.stdout.on('data', (data) => {
    output += data;
  });
  program.stderr.on('data', (data) => {
    output += data;
  });
  ended = new Promise((resolve) => program.on('exit', resolve));
  await said(/1 finding\. Waiting/);
  // Watching begins after the first answer.
  await sleep(500);
});
afterEach(() => {
  program.kill('SIGKILL');
  folder.remove();
});

const seconds = 15;

/** Waits until something has been said, and forgets what came before. */
async function said(expected: RegExp): Promise<void> {
  for (let tenths = 0; tenths < seconds * 10; tenths++) {
    const match = expected.exec(output);
    if (match) {
      output = output.slice(match.index + match[0].length);
      return;
    }
    await sleep(100);
  }
  assert.match(output, expected);
}

const main = shop['app/main.py'] ?? '';

test('what is new and what is gone is shown, and Ctrl+C ends it with 0', async () => {
  folder.write('app/main.py', main.replace('    return', '    # moved\n    return'));
  await said(/\d\d:\d\d:\d\d {2}1 finding\. Waiting/);
  folder.write('app/service.py', (shop['app/service.py'] ?? '').replace('        time.sleep(1)\n', ''));
  await said(/Gone\n {2}app\/main\.py:12:12: warning blocking-call: .*\n\n.* {2}0 findings, 1 gone\. Waiting/);
  folder.write('app/service.py', shop['app/service.py'] ?? '');
  await said(/New\n\napp\/main\.py:12:12: warning blocking-call: [\s\S]* {2}1 finding, 1 new\. Waiting/);
  assert.ok(!output.includes('\u001b'));
  program.kill('SIGINT');
  assert.equal(await ended, 0);
});

test('files in new folders are seen, and folders that are deleted', async () => {
  folder.write('deep/er/main.py', main.replace('list_orders', 'other'));
  await said(/New\n\ndeep\/er\/main\.py:11:12: [\s\S]*2 findings, 1 new\. Waiting/);
  rmSync(path.join(folder.root, 'deep'), { recursive: true });
  await said(/Gone\n {2}deep\/er\/main\.py:.*\n\n.*1 finding, 1 gone\. Waiting/);
  rmSync(path.join(folder.root, 'app'), { recursive: true });
  await said(/0 findings, 1 gone\. Waiting/);
  folder.write('app/main.py', main);
  folder.write('app/service.py', shop['app/service.py'] ?? '');
  await said(/1 finding, 1 new\. Waiting/);
});

test('a file that becomes unreadable counts as gone, and other files are passed over', async () => {
  folder.write('notes.txt', 'x');
  folder.write('.hidden/main.py', main);
  folder.write('app/service.py', Uint8Array.of(0, 1, 2));
  await said(/Gone\n[\s\S]*0 findings, 1 gone\. Waiting/);
  assert.ok(!output.includes('hidden'));
});

test('a notebook is read again, and while it cannot be read that is said', async () => {
  const cells = (code: string) =>
    JSON.stringify({ nbformat: 4, metadata: {}, cells: [{ cell_type: 'code', source: code, outputs: [] }] });
  folder.write('orders.ipynb', cells('import asyncio\nasync def f(): ...\nasyncio.run(f())'));
  await said(/New\n\norders\.ipynb:cell 1:3:1: error nested-event-loop[\s\S]* {2}2 findings, 1 new\. Waiting/);
  folder.write('orders.ipynb', cells('import asyncio\nasync def f(): ...\nawait f()'));
  await said(/Gone\n {2}orders\.ipynb:cell 1:3:1: .*\n\n.* {2}1 finding, 1 gone\. Waiting/);
  folder.write('orders.ipynb', '<<<<<<< HEAD\n{"cells": [');
  await said(/1 finding\. Waiting.*\norders\.ipynb: not analysed: it is not a notebook \(no valid JSON\)\n/);
  folder.write('orders.ipynb', cells('import asyncio\nasync def f(): ...\nasyncio.run(f())'));
  await said(/New\n\norders\.ipynb:cell 1:3:1: /);
});
