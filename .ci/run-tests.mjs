// Runs the test files under test/ (or those named on the command line) and ends with one line that counts them.
import { globSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const named = process.argv.slice(2);
const files = (named.length > 0 ? named : globSync('test/**/*.test.ts', { cwd: root })).sort();

let passed = 0;
let failed = 0;
// One file after the other: tests that watch an event loop or an editor must not compete for two cores.
const tests = run({ files: files.map((file) => path.resolve(root, file)), concurrency: false });
tests.on('test:pass', ({ details }) => {
  if (details.type !== 'suite') passed++;
});
tests.on('test:fail', ({ details }) => {
  if (details.type !== 'suite') failed++;
});
tests.compose(spec).pipe(process.stdout, { end: false });
tests.on('end', () => {
  // After the reporter's own summary.
  setImmediate(() => {
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  });
});
