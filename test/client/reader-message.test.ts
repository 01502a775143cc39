import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readerMessageFrom, readerStateFrom } from '../../client/reader-message.ts';

test('messages of the page are taken as they are', () => {
  for (const message of [
    { type: 'open', id: 'async-await' },
    { type: 'back' },
    { type: 'browse' },
    { type: 'language', language: 'es' },
    { type: 'read', isRead: false },
    { type: 'insert', example: 0 },
    { type: 'scratch', example: 3 },
  ])
    assert.deepEqual(readerMessageFrom(message), message);
});

test('anything else is no message', () => {
  for (const given of [
    undefined,
    null,
    'open',
    {},
    { type: 'run', command: 'x' },
    { type: 'open' },
    { type: 'open', id: '../secret' },
    { type: 'open', id: 'a'.repeat(61) },
    { type: 'language', language: 'fr' },
    { type: 'read', isRead: 'yes' },
    { type: 'insert', example: -1 },
    { type: 'insert', example: 0.5 },
    { type: 'scratch', example: '0' },
  ])
    assert.equal(readerMessageFrom(given), undefined, JSON.stringify(given));
});

test('the state of a page comes back only as it was kept', () => {
  assert.deepEqual(readerStateFrom({ id: 'duel', language: 'es' }), { id: 'duel', language: 'es' });
  assert.deepEqual(readerStateFrom({ id: 'duel', language: 7 }), { id: 'duel', language: undefined });
  for (const given of [undefined, null, {}, { id: 'A B' }, 'duel']) assert.equal(readerStateFrom(given), undefined);
});
