import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainHover } from '../../server/lsp/plain-hover.ts';

test('a hover as plain text has no marks, keeps its steps and its code, and the address of what is on the web', () => {
  const markdown = [
    'FastAPI runs `read` on the **event loop**. It *blocks* in `time.sleep`.',
    '1. [`read (main.py:9)`](file:///p/main.py#L9) calls `` f("`") ``\n2. [`f (main.py:3)`](file:///p/main.py#L3) blocks',
    '---',
    '🔴 **A title** — a sentence more.',
    '```python\nasync def read():\n\n    return 1\n```',
    '- one\n- two',
    '[FastAPI: Concurrency](https://fastapi.tiangolo.com/async/)',
  ].join('\n\n');
  assert.equal(
    plainHover(markdown),
    [
      'FastAPI runs read on the event loop. It blocks in time.sleep.',
      '1. read (main.py:9) calls f("`")\n2. f (main.py:3) blocks',
      '🔴 A title — a sentence more.',
      '    async def read():\n\n        return 1',
      '- one\n- two',
      'FastAPI: Concurrency <https://fastapi.tiangolo.com/async/>',
    ].join('\n\n'),
  );
});
