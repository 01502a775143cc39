import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { checkConfiguration } from '../../server/config/check-configuration.ts';
import { configurationJsonSchema } from '../../server/config/json-schema.ts';

const published = JSON.parse(
  readFileSync(new URL('../../server/config/loopwise.schema.json', import.meta.url), 'utf8'),
);

test('the published JSON Schema is that of the configuration (npm run json-schema)', () => {
  assert.deepEqual(published, JSON.parse(JSON.stringify(configurationJsonSchema())));
});

test('the JSON Schema allows what we allow, and nothing else', () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(published);
  const right: readonly unknown[] = [
    {},
    { preset: 'learning' },
    { include: [], exclude: ['a', '**/b'], 'respect-gitignore': false, 'source-roots': ['src'] },
    { offload: 'auto', python: '.venv', language: 'es' },
    { rules: { 'blocking-call': 'off', 'needless-thread': 'hint' } },
    { knowledge: { blocking: ['a.b', { name: 'a.*', category: 'http' }, { name: 'ä.ö' }] } },
    { knowledge: { 'non-blocking': ['a.**'], offloading: ['a.b', { name: 'a.c', callable: 0, runs: 'process' }] } },
  ];
  const wrong: readonly unknown[] = [
    [],
    'strict',
    { perset: 'strict' },
    { preset: 'Strict' },
    { include: 'a' },
    { exclude: [1] },
    { 'respect-gitignore': 1 },
    { language: 'fr' },
    { rules: { 'no-rule': 'off' } },
    { rules: { 'blocking-call': 'warn' } },
    { knowledge: { blocking: ['a'] } },
    { knowledge: { blocking: ['a .b'] } },
    { knowledge: { blocking: [{ category: 'http' }] } },
    { knowledge: { blocking: [{ name: 'a.b', category: 'ftp' }] } },
    { knowledge: { 'non-blocking': [{ name: 'a.b' }] } },
    { knowledge: { offloading: [{ name: 'a.b', callable: -1 }] } },
    { knowledge: { offloading: [{ name: 'a.b', callable: 0.5 }] } },
    { knowledge: { offloading: [{ name: 'a.b', extra: 1 }] } },
    { knowledge: { more: [] } },
  ];
  for (const value of right) {
    assert.deepEqual(checkConfiguration(value).mistakes, [], JSON.stringify(value));
    assert.ok(validate(value), `${JSON.stringify(value)}: ${JSON.stringify(validate.errors)}`);
  }
  for (const value of wrong) {
    assert.notDeepEqual(checkConfiguration(value).mistakes, [], JSON.stringify(value));
    assert.ok(!validate(value), JSON.stringify(value));
  }
});
