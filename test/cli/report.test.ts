import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));
const root = mkdtempSync(path.join(tmpdir(), 'loopwise-report-'));

function report(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'report', ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

function write(body: string): void {
  writeFileSync(
    path.join(root, 'main.py'),
    `import time\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/a")\nasync def a():\n    ${body}\n`,
  );
}

before(() => write('time.sleep(1)'));
after(() => rmSync(root, { recursive: true, force: true }));

describe('loopwise report', () => {
  test('writes a page, and JSON that the next one is compared with', async () => {
    const first = await report('--json', '--output', 'first.json', '--python', 'none');
    assert.deepEqual([first.code, first.stdout, first.stderr], [0, '', '']);
    write('return 1');
    const second = await report('--html', '--against', 'first.json', '--title', 'Shop', '--python', 'none');
    assert.equal(second.code, 0);
    assert.match(second.stdout, /^<!doctype html>\n<html lang="en">.*<h1>How Shop serves its requests<\/h1>/s);
    assert.match(second.stdout, /1 fewer than on/);
    assert.match(second.stdout, /No longer freeze it: 1/);
    const json = JSON.parse((await report('--json', '--against', 'first.json', '--python', 'none')).stdout);
    assert.equal(json.history.length, 1);
    assert.equal(json.totals.frozen, 0);
    assert.equal(JSON.parse(readFileSync(path.join(root, 'first.json'), 'utf8')).totals.frozen, 1);
  });

  test('says what is wrong with what it is given', async () => {
    writeFileSync(path.join(root, 'check.json'), '{"version":1,"findings":[]}');
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['--html', '--json'], /^loopwise report: .*--html.*--json/],
      [['--language', 'fr'], /--language.*fr/],
      [['--nope'], /--nope/],
      [['nowhere'], /^loopwise report: nowhere: no such file or folder\n$/],
      [['--against', 'none.json'], /^loopwise report: --against none\.json: .*ENOENT/],
      [['--against', 'check.json'], /--against check\.json: not a report of `loopwise report --json`: kind/],
      [['--output', path.join('no', 'folder.html')], /no.folder\.html: it cannot be written \(ENOENT\)/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await report(...args, '--python', 'none');
      assert.equal(code, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, message);
    }
  });
});
