import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientSettings } from '../../server/lsp/client-settings.ts';

test('what a client answers goes before what it sends, also when it answers that nothing is set', () => {
  const settings = new ClientSettings({ settings: { language: 'es' } });
  settings.push({ loopwise: { preset: 'strict' } });
  assert.deepEqual(settings.merge(undefined), { language: 'es', preset: 'strict' });
  assert.deepEqual(settings.merge(null), { language: 'es', preset: 'strict' });
  assert.deepEqual(settings.merge({ loopwise: { hover: 'off' } }), { language: 'es', hover: 'off' });
  assert.deepEqual(settings.merge({}), { language: 'es' });
});
