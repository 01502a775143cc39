import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { en } from '../../server/messages/en.ts';
import { es } from '../../server/messages/es.ts';
import { formatMessage } from '../../server/messages/format-message.ts';

const parametersOf = (text: string) => [...new Set([...text.matchAll(/\{!?(\w+)/g)].map((match) => match[1]))].sort();

test('both languages have the same sentences with the same parameters', () => {
  assert.deepEqual(Object.keys(es), Object.keys(en));
  for (const [key, text] of Object.entries(en)) {
    assert.deepEqual(parametersOf(es[key as keyof typeof es]), parametersOf(text), key);
  }
});

test('an optional part is there only with its parameter', () => {
  const params = { call: 'f()', function: 'read', role: 'path operation', blocker: 'f', advice: 'thread' };
  assert.match(formatMessage('en', 'blocking-call.direct', params), /`read` runs on the loop/);
  const declared = formatMessage('en', 'blocking-call.direct', { ...params, async: 'async def' });
  assert.match(declared, /`read` is `async def` and runs on the loop/);
});

test('an advice is a sentence with the same parameters', () => {
  const params = { call: 'f()', function: 'read', role: 'path operation', replacement: 'g', advice: 'await or def' };
  assert.match(
    formatMessage('en', 'blocking-call.direct', params),
    /done\. Await `g` instead, make the function `def`/,
  );
  assert.match(formatMessage('es', 'blocking-call.direct', params), /termine\. Usa `g` con `await`, declara la/);
});

test('every role has a name in both languages', () => {
  for (const role of ['dependency', 'background task', 'exception handler']) {
    const message = formatMessage('es', 'blocking-call.direct', { call: 'f()', function: 'g', role, advice: 'thread' });
    assert.doesNotMatch(message, new RegExp(`\\b${role}\\b`));
  }
});

test('the extension has every label in both languages', () => {
  const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
  assert.deepEqual(Object.keys(read('package.nls.es.json')), Object.keys(read('package.nls.json')));
  const used = new Set<string>();
  const client = new URL('../../client/', import.meta.url);
  for (const file of readdirSync(client).filter((name) => name.endsWith('.ts'))) {
    const source = readFileSync(new URL(file, client), 'utf8');
    for (const match of source.matchAll(/l10n\.t\(\s*'([^']+)'/g)) used.add(match[1] ?? '');
  }
  assert.ok(used.size > 0);
  assert.deepEqual(Object.keys(read('client/l10n/bundle.l10n.es.json')).sort(), [...used].sort());
});
