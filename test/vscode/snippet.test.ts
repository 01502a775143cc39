import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pageAddress } from '../../.ci/vscode-server.mjs';
import { readSnippets } from '../snippets/snippet-cases.ts';
import { type EditorHost, projectRoot, startEditor } from './editor.ts';
import { runSuite } from './run-suite.ts';

describe('snippets in a real VS Code', { timeout: 300_000 }, () => {
  let editor: EditorHost;
  before(async () => {
    editor = await startEditor();
  });
  after(() => editor.close());

  test('every snippet is offered, inserted and without findings', async () => {
    const isOurs = (line: string) => line.includes('snippet ');
    const { code, lines } = await runSuite(editor, 'snippet-suite', (line) => isOurs(line) && console.log(line));
    const ours = lines.filter(isOurs);
    assert.equal(code, 0, ours.join('\n'));
    const passed = ours.filter((line) => line.includes('snippet ok - '));
    assert.equal(passed.length, 3 * readSnippets(projectRoot).length, ours.join('\n'));
  });

  test('a few letters of a topic behind lw find its snippet, and its list is chosen from with the keyboard', async () => {
    writeFileSync(path.join(editor.folder, 'typed.py'), '');
    const page = await editor.browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.setDefaultTimeout(60_000);
    await page.goto(pageAddress({ address: editor.address, folder: editor.folder }));
    await page.getByRole('treeitem').first().waitFor();
    await page.keyboard.press('Control+P');
    await page.keyboard.type('typed.py');
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'typed.py' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.monaco-editor.focused').waitFor();
    const suggestions = page.locator('.suggest-widget');
    const focused = suggestions.locator('.monaco-list-row.focused');
    const clear = async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Delete');
    };
    // A list that opens before the snippets of the language are read has words alone, as for a person who is as fast.
    const typeAndFind = async (letters: string, prefix: string) => {
      for (let turn = 0; turn < 10; turn++) {
        await page.keyboard.type(letters);
        const isFound = focused.filter({ hasText: prefix }).waitFor({ timeout: 6_000 });
        if (
          await isFound.then(
            () => true,
            () => false,
          )
        )
          return;
        await clear();
      }
      throw new Error(`"${letters}" never found ${prefix}`);
    };
    for (const snippet of readSnippets(projectRoot)) {
      await typeAndFind(`lw${snippet.prefix.slice('loopwise-'.length).replaceAll('-', '')}`, snippet.prefix);
      await clear();
    }
    await typeAndFind('lwsock', 'loopwise-websocket');
    await page.keyboard.press('Enter');
    await focused.filter({ hasText: 'app' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.locator('.view-line', { hasText: /@router\.websocket/ }).waitFor();
    await page.close();
  });
});
