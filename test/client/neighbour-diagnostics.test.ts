import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import type { Diagnostic, Range } from 'vscode';
import { withoutRepeated } from '../../client/neighbour-diagnostics.ts';
import { analysisOf } from '../engine-host.ts';

const fixtures = fileURLToPath(new URL('../fixtures/rules', import.meta.url));

interface Reported {
  readonly source: string;
  readonly code: string;
  readonly range: Range;
}

function at(line: number, source: string, code: Diagnostic['code']): Reported {
  return { source, code, range: { start: { line } } } as Reported;
}

/** What Ruff itself reports in a text. */
function ruffOf(text: string, preview: boolean): readonly Reported[] {
  const ruff = new Workspace({ preview, lint: { select: ['ASYNC', 'RUF006', 'PLE1142'] } }, PositionEncoding.Utf16);
  const found: readonly { code: string; start_location: { row: number } }[] = ruff.check(text);
  ruff.free();
  return found.map(({ code, start_location }) => at(start_location.row - 1, 'Ruff', code));
}

test('what Ruff says of the fixtures is not said again, and what only we see stays', async () => {
  let repeated = 0;
  let left = 0;
  for (const file of globSync('{blocking-call,lost-task,await-outside-async}/*/main.py', { cwd: fixtures })) {
    const text = readFileSync(path.join(fixtures, file), 'utf8');
    const findings = (await analysisOf({ 'main.py': text })).findings('main.py');
    const ours = findings.map(({ range, rule }) => at(range.start.line, 'loopwise', rule));
    for (const preview of [false, true]) {
      const ruffs = ruffOf(text, preview);
      const shown = withoutRepeated(ours, ruffs);
      for (const { range, code } of ours.filter((one) => !shown.includes(one))) {
        repeated++;
        const same = ruffs.filter((other) => other.range.start.line === range.start.line);
        assert.ok(same.length > 0, `${file}:${range.start.line + 1} ${code}`);
      }
      left += shown.length;
    }
  }
  assert.ok(repeated > 200, `${repeated}`);
  assert.ok(left > 2 * repeated, `${left}`);
});

test('only the same thing in the same line counts as said', () => {
  const blocking = at(4, 'loopwise', { value: 'blocking-call', target: undefined as never });
  const cases: readonly (readonly [Reported, boolean])[] = [
    [at(4, 'Ruff', { value: 'ASYNC251', target: undefined as never }), true],
    [at(4, 'Ruff', 'blocking-sleep-in-async-function'), true],
    [at(4, 'sonarqube', 'python:S7488'), true],
    [at(5, 'Ruff', 'ASYNC251'), false],
    [at(4, 'Ruff', 'ASYNC110'), false],
    [at(4, 'Ruff', 'RUF006'), false],
    [at(4, 'Pylance', 'reportUnusedCoroutine'), false],
    [at(4, 'somebody', 'ASYNC251'), false],
  ];
  for (const [other, isSaid] of cases)
    assert.equal(withoutRepeated([blocking], [other]).length, isSaid ? 0 : 1, JSON.stringify(other));
  const lost = at(4, 'loopwise', 'missing-await');
  assert.deepEqual(withoutRepeated([lost], [at(4, 'Pylance', 'reportUnusedCoroutine')]), []);
  assert.deepEqual(withoutRepeated([lost], [at(4, 'Mypy', 'unused-coroutine')]), []);
});
