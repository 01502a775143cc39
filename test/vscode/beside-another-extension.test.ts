import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { pageAddress } from '../../.ci/vscode-server.mjs';
import { type EditorHost, projectRoot, startEditor } from './editor.ts';

const bundle = path.join(projectRoot, 'out', 'test', 'beside', 'index.cjs');
const other = path.join(projectRoot, 'test', 'fixtures', 'other-python-extension');

describe('beside an extension that answers call hierarchies for Python', { timeout: 300_000 }, () => {
  let editor: EditorHost;
  before(async () => {
    await build({
      entryPoints: [path.join(projectRoot, 'test', 'vscode', 'beside-another-suite.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      logLevel: 'warning',
    });
    editor = await startEditor({}, [other]);
  });
  after(() => editor.close());

  test('its call hierarchy stays, and ours is a command', async () => {
    const page = await editor.browser.newPage();
    const lines: string[] = [];
    const ended = Promise.withResolvers<number>();
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      lines.push(args.map(String).join(' '));
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => ended.resolve(code));
    await page.goto(pageAddress({ address: editor.address, folder: editor.folder, suite: bundle }));
    assert.equal(await ended.promise, 0, lines.filter((line) => line.includes('beside')).join('\n'));
    assert.ok(lines.some((line) => line.includes('beside ok')));
  });
});
