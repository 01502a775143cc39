import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { contributedTools } from '../../server/agents/contributed-tools.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

test('the manifest has the tools as they are (npm run agent-tools writes them)', () => {
  assert.deepEqual(read('package.json').contributes.languageModelTools, contributedTools());
});

test('people see a name and a description of each tool in their language', () => {
  for (const file of ['package.nls.json', 'package.nls.es.json']) {
    const labels = read(file);
    for (const { displayName, userDescription } of contributedTools()) {
      for (const key of [displayName, userDescription]) assert.ok(labels[String(key).slice(1, -1)], `${file}: ${key}`);
    }
  }
});
