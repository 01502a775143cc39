import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { analysisOf } from '../engine-host.ts';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const snippets: Readonly<Record<string, Snippet>> = JSON.parse(
  readFileSync(new URL('../../snippets/fastapi.json', import.meta.url), 'utf8'),
);

const around = `import asyncio
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

app = FastAPI()


def get_session():
    yield Session()

`;

describe('snippets', () => {
  for (const [name, { prefix, description, body }] of Object.entries(snippets)) {
    test(`${name}: what is inserted is Python without findings`, async () => {
      assert.match(prefix, /^loopwise-[a-z-]+$/);
      assert.match(description, / · /, 'is described in both languages');
      const inserted = body.map((line) => line.replace(/\$\{\d+:([^}]*)\}|\$\d/g, '$1'));
      const isStatement = !/^(@|def|async def)/.test(inserted[0] ?? '');
      const lines = isStatement
        ? ['@app.get("/x")', 'async def x():', ...inserted.map((line) => `    ${line}`)]
        : inserted;
      const analysis = await analysisOf({ 'main.py': `${around}\n${lines.join('\n')}\n` });
      assert.deepEqual(analysis.syntaxErrors('main.py'), []);
      assert.deepEqual(analysis.allFindings(), []);
      assert.ok(isStatement || inserted.length > 1);
    });
  }
});
