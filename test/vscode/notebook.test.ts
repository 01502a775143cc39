import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type EditorHost, startEditor } from './editor.ts';
import { runSuite } from './run-suite.ts';

describe('notebooks in a real VS Code', { timeout: 300_000 }, () => {
  let editor: EditorHost;
  before(async () => {
    editor = await startEditor();
  });
  after(() => editor.close());

  test('findings, hover and fixes of cells', async () => {
    const { code, lines } = await runSuite(
      editor,
      'notebook-suite',
      (line) => line.includes('beside ') && console.log(line),
    );
    assert.equal(code, 0, lines.join('\n'));
  });
});
