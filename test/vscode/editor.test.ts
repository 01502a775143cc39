import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type EditorHost, startEditor } from './editor.ts';
import { runSuite } from './run-suite.ts';

describe('in a real VS Code', { timeout: 300_000 }, () => {
  let editor: EditorHost;
  before(async () => {
    editor = await startEditor();
  });
  after(() => editor.close());

  test('the suite in the extension host passes', async () => {
    const isOurs = (line: string) => line.includes('editor ');
    const { code, lines } = await runSuite(editor, 'editor-suite', (line) => isOurs(line) && console.log(line));
    const ours = lines.filter(isOurs);
    assert.equal(code, 0, ours.join('\n'));
    assert.ok(ours.filter((line) => line.includes('editor ok - ')).length >= 12, ours.join('\n'));
  });
});
