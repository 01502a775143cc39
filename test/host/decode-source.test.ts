import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeSource, sizeLimit } from '../../server/host/decode-source.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test('UTF-8 is the default', () => {
  assert.deepEqual(decodeSource(bytes('x = "é🍔"')), { text: 'x = "é🍔"' });
});

test('a byte order mark is no part of the text', () => {
  assert.deepEqual(decodeSource(bytes('\uFEFFx = 1')), { text: 'x = 1' });
});

test('a coding line on the first or second line counts, as in PEP 263', () => {
  for (const head of ['# -*- coding: latin-1 -*-\n', '#!/usr/bin/python\n# vim: set fileencoding=iso-8859-1 :\n']) {
    assert.deepEqual(decodeSource(latin1(`${head}x = "é"`)), { text: `${head}x = "é"` });
  }
});

test('a coding line on the third line, or in code, does not count', () => {
  assert.deepEqual(decodeSource(latin1('\n\n# coding: latin-1\nx = "é"')), {
    reason: 'reason.decode',
    params: { encoding: 'utf-8' },
  });
  assert.deepEqual(decodeSource(latin1('coding = "latin-1"\nx = "é"')), {
    reason: 'reason.decode',
    params: { encoding: 'utf-8' },
  });
});

test('an unknown encoding is named', () => {
  assert.deepEqual(decodeSource(bytes('# coding: klingon\n')), {
    reason: 'reason.encoding',
    params: { encoding: 'klingon' },
  });
});

test('a binary file and a huge one are refused', () => {
  assert.deepEqual(decodeSource(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0)), { reason: 'reason.binary', params: {} });
  assert.deepEqual(decodeSource(new Uint8Array(sizeLimit * 2 ** 20 + 1)), {
    reason: 'reason.too-large',
    params: { limit: String(sizeLimit) },
  });
});
