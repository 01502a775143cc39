import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMessage } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';

async function messageOf(line: string): Promise<string> {
  const text = `import time\nfrom fastapi import FastAPI\napp = FastAPI()\n\n@app.get("/")\nasync def read():\n    ${line}\n`;
  const found = (await analysisOf({ 'main.py': text })).allFindings();
  const finding = found.find(({ rule }) => rule === 'unused-suppression');
  assert.ok(finding);
  return formatMessage('en', finding.message, finding.params);
}

test('an unused suppression is named, and the nearest rule where there is one', async () => {
  const expected: Readonly<Record<string, string>> = {
    'return 1  # loopwise: ignore': 'This comment silences nothing here. Remove it.',
    'return 1  # loopwise: ignore[blocking-call]':
      'This comment silences nothing here: nothing is found for `blocking-call`. Remove it.',
    'time.sleep(1)  # loopwise: ignore[blocking-call, missing-await]':
      'Nothing is found here for `missing-await`. Remove that from the comment.',
    'time.sleep(1)  # loopwise: ignore[blocking_calls]':
      '`blocking_calls` is not a rule of Loopwise, so this comment does not silence it. Did you mean `blocking-call`?',
    'time.sleep(1)  # loopwise: ignore[E501]':
      '`E501` is not a rule of Loopwise, so this comment does not silence it. Remove it.',
  };
  for (const [line, message] of Object.entries(expected)) assert.equal(await messageOf(line), message, line);
});

test('what is switched off counts as silenced', async () => {
  const text =
    'import time\nfrom fastapi import FastAPI\napp = FastAPI()\n\n@app.get("/")\nasync def read():\n    time.sleep(1)  # loopwise: ignore[blocking-call]\n';
  const analysis = await analysisOf({ 'main.py': text }, { severity: { 'blocking-call': 'off' } });
  assert.deepEqual(analysis.allFindings(), []);
});
