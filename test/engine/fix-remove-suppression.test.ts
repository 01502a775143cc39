import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyEdits } from '../../server/engine/fixes/apply-edits.ts';
import { lineStartsOf } from '../../server/engine/line-index.ts';
import { analysisOf } from '../engine-host.ts';

const head = 'import time\nfrom fastapi import FastAPI\napp = FastAPI()\n\n@app.get("/")\nasync def read():';

/** The text after the fix, its safety, and the rules of what is still found. */
async function fixed(text: string): Promise<{ text: string; isSafe: boolean; left: string[] }> {
  const analysis = await analysisOf({ 'main.py': text });
  const finding = analysis.findings('main.py').find(({ rule }) => rule === 'unused-suppression');
  assert.ok(finding, text);
  const fix = analysis.fixes(finding)[0];
  assert.equal(fix?.kind, 'remove-suppression');
  const result = applyEdits(text, lineStartsOf(text), fix.edits.get('main.py') ?? []);
  analysis.update('main.py', result);
  assert.deepEqual(analysis.syntaxErrors('main.py'), []);
  return { text: result, isSafe: fix.isSafe, left: analysis.findings('main.py').map(({ rule }) => rule) };
}

describe('remove-suppression', () => {
  const lines: readonly (readonly [string, string, string])[] = [
    ['takes the comment and the space before it', 'return 1  # loopwise: ignore[blocking-call]', 'return 1'],
    ['takes one without brackets', 'return 1 # loopwise: ignore', 'return 1'],
    ['takes the reason too', 'return 1  # loopwise: ignore[blocking-call]: RAM disk, see #7  ', 'return 1'],
    [
      'keeps a comment before it',
      'return 1  # noqa: E501  # loopwise: ignore[blocking-call]',
      'return 1  # noqa: E501',
    ],
    ['keeps a comment behind it', 'return 1  # loopwise: ignore[blocking-call] why  # noqa', 'return 1  # noqa'],
    [
      'keeps the rules that are needed, and the reason',
      'time.sleep(1)  # loopwise: ignore[missing-await, blocking-call] short',
      'time.sleep(1)  # loopwise: ignore[blocking-call] short',
    ],
    [
      'keeps the first rule',
      'time.sleep(1)  # loopwise: ignore[blocking-call,missing-await]',
      'time.sleep(1)  # loopwise: ignore[blocking-call]',
    ],
  ];
  for (const [what, before, after] of lines) {
    test(what, async () => {
      const result = await fixed(`${head}\n    ${before}\n`);
      assert.equal(result.text, `${head}\n    ${after}\n`);
      assert.equal(result.isSafe, true);
      assert.ok(!result.left.includes('unused-suppression'));
    });
  }

  test('takes a line that holds nothing else', async () => {
    const text = `${head}\r\n    # loopwise: ignore[blocking-call]\r\n    return 1\r\n`;
    assert.equal((await fixed(text)).text, `${head}\r\n    return 1\r\n`);
    assert.equal(
      (await fixed(`# loopwise: ignore-file[blocking-call]\n${head}\n    return 1\n`)).text.split('\n')[0],
      'import time',
    );
  });

  test('takes it from the line of a `def`', async () => {
    const result = await fixed(`${head}  # loopwise: ignore[blocking-call]\n    return 1\n`);
    assert.equal(result.text, `${head}\n    return 1\n`);
  });

  test('is not to be applied unread where a name is misspelt', async () => {
    const result = await fixed(`${head}\n    time.sleep(1)  # loopwise: ignore[blocking]\n`);
    assert.equal(result.text, `${head}\n    time.sleep(1)\n`);
    assert.equal(result.isSafe, false);
    assert.deepEqual(result.left, ['blocking-call']);
  });
});
