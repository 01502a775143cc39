import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { ProgramFolder, shop } from './built-program.ts';

let folder: ProgramFolder;
beforeEach(() => {
  folder = new ProgramFolder(shop);
});
afterEach(() => folder.remove());

const main = shop['app/main.py'] ?? '';
const check = (...args: string[]) => folder.run('check', '--baseline', 'known.json', ...args);

test('what is written is not reported any more, and what is new is', () => {
  const written = check('--write-baseline');
  assert.deepEqual([written.code, written.stderr], [0, 'known.json: 1 finding written.\n']);
  assert.deepEqual(JSON.parse(folder.read('known.json')), {
    version: 1,
    findings: [
      { path: 'app/main.py', rule: 'blocking-call', function: 'list_orders', line: 'return service.all()', count: 1 },
    ],
  });
  const known = check();
  assert.equal(known.code, 0);
  assert.match(known.stdout, /^0 findings/);
  assert.equal(known.stderr, '1 known finding of known.json is not shown.\n');
  folder.write('app/main.py', `${main}\n\n@app.get("/more")\nasync def more():\n    return service.all()\n`);
  const { code, stdout } = check('--format', 'json');
  assert.equal(code, 1);
  assert.deepEqual(
    JSON.parse(stdout).findings.map((finding: { function: string }) => finding.function),
    ['more'],
  );
});

test('known findings may move, and a second one like a known one is new', () => {
  check('--write-baseline');
  folder.write('app/main.py', `# moved\n\n${main.replace('    return', '    if app:\n        return')}`);
  assert.equal(check().code, 0);
  folder.write('app/main.py', main.replace('    return', '    if app:\n        return service.all()\n    return'));
  const { stdout } = check('--format', 'concise');
  assert.match(stdout, /^app\/main\.py:13:12: .*\n1 finding/);
});

test('what is mended is counted, in the files that were checked only', () => {
  folder.write('other/main.py', `${main.replace('app.service', 'other.service')}`);
  folder.write('other/service.py', shop['app/service.py'] ?? '');
  assert.match(check('--write-baseline').stderr, /2 findings written/);
  folder.write('app/main.py', main.replace('async def', 'def'));
  const gone = '1 entry of known.json is mended and can be removed: run again with --write-baseline.\n';
  assert.equal(check().stderr, `1 known finding of known.json is not shown.\n${gone}`);
  assert.equal(check('app/main.py').stderr, gone);
  assert.equal(check('other/main.py').stderr, '1 known finding of known.json is not shown.\n');
  // What is not checked stays in the file.
  assert.match(check('app/main.py', '--write-baseline').stderr, /1 finding written/);
  assert.equal(JSON.parse(folder.read('known.json')).findings[0].path, 'other/main.py');
  folder.write('other/main.py', '');
  assert.match(check().stderr, /^1 entry of known\.json is mended/);
  check('--write-baseline');
  assert.deepEqual(JSON.parse(folder.read('known.json')), { version: 1, findings: [] });
});

test('a file of the baseline that is gone is mended', () => {
  check('--write-baseline');
  folder.write('app/main.py', '');
  assert.match(check().stderr, /1 entry of known\.json is mended/);
});

test('paths are relative to the file, wherever the program runs', () => {
  check('--write-baseline');
  assert.equal(folder.runIn('app', {}, 'check', '..', '--baseline', '../known.json').code, 0);
});

for (const [content, expected] of [
  [undefined, 'known.json: no such file; --write-baseline makes it'],
  ['{', 'known.json: this is no baseline of Loopwise: it is not valid JSON'],
  ['null', 'known.json: this is no baseline of Loopwise: it has no "version": 1 with a list "findings"'],
  ['{"version":2,"findings":[]}', 'known.json: this is no baseline of Loopwise: it has no "version": 1'],
  ['{"version":1,"findings":[null]}', 'known.json: this is no baseline of Loopwise: entry 1 lacks one of path, rule'],
] as const) {
  test(`a baseline of ${content ?? 'nothing'} ends with 2 and says why`, () => {
    if (content !== undefined) folder.write('known.json', content);
    const { code, stdout, stderr } = check();
    assert.deepEqual([code, stdout], [2, '']);
    assert.ok(stderr.startsWith(`loopwise check: ${expected}`), stderr);
  });
}

test('a baseline that cannot be written ends with 2', () => {
  const { code, stderr } = folder.run('check', '--baseline', 'missing/known.json', '--write-baseline');
  assert.equal(code, 2);
  assert.match(stderr, /^loopwise check: missing\/known\.json: it cannot be written \(ENOENT\)/);
});

test('--write-baseline needs to know the file', () => {
  const { code, stderr } = folder.run('check', '--write-baseline');
  assert.equal(code, 2);
  assert.match(stderr, /--write-baseline needs --baseline FILE/);
});
