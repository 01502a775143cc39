import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NotebookFile } from '../../server/host/notebook-file.ts';

function read(text: string): NotebookFile {
  const file = NotebookFile.read(text);
  assert.ok(file instanceof NotebookFile);
  return file;
}

/** A notebook with one cell, whose source is written like this. */
function withSource(source: string): string {
  return `{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": ${source}, "outputs": ["\\u00e9"]}]}`;
}

describe('other code in a notebook', () => {
  for (const [name, before, change, after] of [
    ['line ends of Windows', '["a\\r\\n", "b\\r\\n", "c"]', ['b', 'x\ny'], '["a\\r\\n", "x\\r\\n", "y\\r\\n", "c"]'],
    ['them in one string', '"a\\r\\nb\\r\\nc"', ['b', 'x'], '"a\\r\\nx\\r\\nc"'],
    ['line ends of several kinds', '"a\\nb\\r\\nc"', ['a', 'x'], '"x\\nb\\r\\nc"'],
    ['no spaces between the lines', '["a\\n","b\\n","c"]', ['b', 'x'], '["a\\n","x\\n","c"]'],
    ['a line of its own for each', '[\n  "a\\n",\n  "b"\n ]', ['b', 'x'], '[\n  "a\\n",\n  "x"\n ]'],
    ['escapes for all that is not ASCII', '["a\\n", "é\\n", "😀b"]', ['b', 'x'], '["a\\n", "é\\n", "😀x"]'],
    ['the spelling of other lines', '["\\u0061\\n", "b"]', ['b', 'x'], '["\\u0061\\n", "x"]'],
  ] as const)
    test(`keeps ${name}`, () => {
      const escaped = (text: string) =>
        name.startsWith('escapes')
          ? text.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : text;
      const file = read(withSource(escaped(before)));
      const text = file.module.cells[0]?.source.replace(/\r\n?/g, '\n') ?? '';
      assert.equal(file.withSources([text]), file.text, 'nothing where nothing changes');
      assert.equal(file.withSources([text.replace(change[0], change[1])]), withSource(escaped(after)));
    });

  test('is put where Python and JavaScript read it, though a name comes twice', () => {
    const text =
      '{"cells": [], "nbformat": 3, "nbformat": 4, "cells": [{"cell_type": "code", "source": "", "source": "a"}]}';
    const file = read(text);
    assert.deepEqual(
      file.module.cells.map(({ source }) => source),
      ['a'],
    );
    assert.equal(file.withSources(['b']), text.replace('"a"', '"b"'));
  });
});
