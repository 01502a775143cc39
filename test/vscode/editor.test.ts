import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { pageAddress } from '../../.ci/vscode-server.mjs';
import { type EditorHost, projectRoot, startEditor } from './editor.ts';

const bundle = path.join(projectRoot, 'out', 'test', 'suite', 'index.cjs');

describe('in a real VS Code', { timeout: 300_000 }, () => {
  let editor: EditorHost;
  before(async () => {
    await build({
      entryPoints: [path.join(projectRoot, 'test', 'vscode', 'editor-suite.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      logLevel: 'warning',
    });
    editor = await startEditor();
  });
  after(() => editor.close());

  test('the suite in the extension host passes', async () => {
    const page = await editor.browser.newPage();
    const lines: string[] = [];
    const ended = Promise.withResolvers<number>();
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const line = args.map(String).join(' ');
      if (!line.includes('editor ')) return;
      lines.push(line);
      console.log(line);
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => ended.resolve(code));
    await page.goto(pageAddress({ address: editor.address, folder: editor.folder, suite: bundle }));
    const code = await ended.promise;
    assert.equal(code, 0, lines.join('\n'));
    assert.ok(lines.filter((line) => line.includes('editor ok - ')).length >= 12, lines.join('\n'));
  });
});
