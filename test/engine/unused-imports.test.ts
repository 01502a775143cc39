import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analysisOf } from '../engine-host.ts';
import { appliedFix } from './fixed-text.ts';

const application = (imports: string, body = '    time.sleep(1)\n', rest = '') =>
  `${imports}\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def read():\n${body}${rest}`;

/** The text above the application after `time.sleep` has become `asyncio.sleep`. */
async function importsAfter(main: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
  const result = await appliedFix({ 'main.py': main, ...others }, 'async-sleep');
  const text = result['main.py'] ?? '';
  return text.slice(0, text.indexOf('app = '));
}

describe('an import that a fix leaves unused', () => {
  test('goes with its line, and the sections stay apart', async () => {
    assert.equal(await importsAfter(application('import time\n')), 'import asyncio\n\nfrom fastapi import FastAPI\n\n');
    assert.equal(
      await importsAfter(application('import json\nimport time\n', '    time.sleep(1)\n    return json.dumps(1)\n')),
      'import asyncio\nimport json\n\nfrom fastapi import FastAPI\n\n',
    );
    assert.equal(
      await importsAfter(application('from time import sleep\n', '    sleep(1)\n')),
      'import asyncio\n\nfrom fastapi import FastAPI\n\n',
    );
    assert.equal(
      await importsAfter(application('import asyncio\n\nimport time\n')),
      'import asyncio\n\nfrom fastapi import FastAPI\n\n',
    );
  });

  test('keeps the line endings', async () => {
    const text = application('import time\n').replaceAll('\n', '\r\n');
    assert.equal(await importsAfter(text), 'import asyncio\r\n\r\nfrom fastapi import FastAPI\r\n\r\n');
  });

  const stays: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>?]>> = {
    'it is used elsewhere': [application('import time\n', undefined, '\n\ndef now():\n    return time.time()\n')],
    'a quoted annotation uses it': [
      application('import time\n', undefined, '\n\ndef now(at: "time.struct_time"): ...\n'),
    ],
    'a comment speaks of it': [application('import time  # noqa: F401\n')],
    'it is imported with others': [application('import time, json\n')],
    'it is exported': [application('import time\n', undefined, '\n\n__all__ = ["app", "time"]\n')],
    'another file imports it from here': [application('import time\n'), { 'other.py': 'from main import time\n' }],
    'another file takes everything from here': [application('import time\n'), { 'other.py': 'from main import *\n' }],
    'another file names it with dots': [
      application('import time\n'),
      { 'test_main.py': 'target = "main.time.sleep"\n' },
    ],
  };
  for (const [reason, [main, others]] of Object.entries(stays)) {
    test(`stays where ${reason}`, async () => {
      assert.match(await importsAfter(main, others), /^import time/m);
    });
  }

  test('goes when the last of several uses is mended, and not before', async () => {
    const main = application('import time\n', '    time.sleep(1)\n    time.sleep(2)\n');
    assert.match(await importsAfter(main), /^import time/m);
    const analysis = await analysisOf({ 'main.py': main });
    const together = analysis.fixesTogether(analysis.allFindings(), ({ kind }) => kind === 'async-sleep');
    assert.equal(together.count, 2);
    const removed = together.edits.get('main.py')?.filter(({ newText }) => newText === '');
    assert.deepEqual(
      removed?.map(({ range }) => range.start.line),
      [0],
    );
  });
});
