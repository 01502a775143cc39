import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fixed } from './fixed-text.ts';

const rest = `app = fastapi.FastAPI()


@app.get("/")
async def read():
    CALL
`;
const call = 'time.sleep(1)';
const offloaded = 'await run_in_threadpool(time.sleep, 1)';

/** Imports of a file before and after `from fastapi.concurrency import run_in_threadpool` has been added. */
const cases: Readonly<Record<string, readonly [string, string]>> = {
  'among those of its section, by the alphabet': [
    'import time\n\nimport fastapi\nimport zope\nfrom a import b\nfrom starlette import x\n\nfrom .own import c\n\n',
    'import time\n\nimport fastapi\nimport zope\nfrom a import b\nfrom fastapi.concurrency import run_in_threadpool\nfrom starlette import x\n\nfrom .own import c\n\n',
  ],
  'where `import` and `from` are sorted together': [
    'import time\n\nfrom a import b\nimport fastapi\nimport zope\n\n',
    'import time\n\nfrom a import b\nimport fastapi\nfrom fastapi.concurrency import run_in_threadpool\nimport zope\n\n',
  ],
  'as one more name of the same module': [
    'import time\nimport fastapi\nfrom fastapi.concurrency import contextmanager_in_threadpool, run_until_first_complete\n\n',
    'import time\nimport fastapi\nfrom fastapi.concurrency import (\n    contextmanager_in_threadpool,\n    run_in_threadpool,\n    run_until_first_complete,\n)\n\n',
  ],
  'as one more name on a short line': [
    'import time\nimport fastapi\nfrom fastapi.concurrency import iterate_in_threadpool  # loops\n\n',
    'import time\nimport fastapi\nfrom fastapi.concurrency import iterate_in_threadpool, run_in_threadpool  # loops\n\n',
  ],
  'as one more line of a list in parentheses': [
    'import time\nimport fastapi\nfrom fastapi.concurrency import (\n    iterate_in_threadpool,  # loops\n    zip_in_threadpool,\n)\n\n',
    'import time\nimport fastapi\nfrom fastapi.concurrency import (\n    iterate_in_threadpool,  # loops\n    run_in_threadpool,\n    zip_in_threadpool,\n)\n\n',
  ],
  'as the first line of a list in parentheses': [
    'import time\nimport fastapi\nfrom fastapi.concurrency import (\n    zip_in_threadpool,\n)\n\n',
    'import time\nimport fastapi\nfrom fastapi.concurrency import (\n    run_in_threadpool,\n    zip_in_threadpool,\n)\n\n',
  ],
  'as a section of its own': [
    '"""Doc."""\nfrom __future__ import annotations\n\nimport time, fastapi\n\nfrom .own import c\n\n',
    '"""Doc."""\nfrom __future__ import annotations\n\nimport time, fastapi\n\nfrom fastapi.concurrency import run_in_threadpool\n\nfrom .own import c\n\n',
  ],
  'not at all where it is there': [
    'import time\nimport fastapi\nfrom fastapi.concurrency import run_in_threadpool\n\n',
    'import time\nimport fastapi\nfrom fastapi.concurrency import run_in_threadpool\n\n',
  ],
};

describe('an import that a fix needs is added', () => {
  for (const [name, [before, after]] of Object.entries(cases)) {
    test(name, async () => {
      const text = before + rest.replace('CALL', call);
      assert.equal(await fixed(text, 'fix.offload'), after + rest.replace('CALL', offloaded));
    });
  }

  test('after the only statement that must stay first', async () => {
    const text = `from __future__ import annotations\n\n\nasync def save():\n    open("a").read()\n\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\napp.add_api_route("/", save)\n`;
    const result = await fixed(text, 'fix.offload');
    assert.ok(result.startsWith('from __future__ import annotations\n\nfrom fastapi.concurrency import run'), result);
  });

  test('below the plain imports of its section', async () => {
    const text = `import time\n\nimport fastapi\n\n${rest.replace('CALL', call)}`;
    const result = await fixed(text, 'fix.offload', { offload: 'anyio.to_thread.run_sync' });
    assert.ok(result.startsWith('import time\n\nimport fastapi\nfrom anyio import to_thread\n\n'), result);
  });
});
