import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { pageAddress } from '../../.ci/vscode-server.mjs';
import { capture, type EditorHost, memoryFiles, projectRoot, runCommand, startEditor } from './editor.ts';

const slow = `import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/slow")
async def slow():
    time.sleep(5)
`;

describe('a folder on a disk and one in memory, side by side, under Node', { timeout: 200_000 }, () => {
  const temporary = mkdtempSync(path.join(tmpdir(), 'loopwise-virtual-'));
  let editor: EditorHost;
  let page: Page;

  before(async () => {
    const memory = path.join(temporary, 'memory-workspace');
    cpSync(path.join(projectRoot, 'test', 'fixtures', 'memory-workspace'), memory, { recursive: true });
    writeFileSync(path.join(memory, 'files.json'), memoryFiles({ 'cloud.py': slow }, { 'rain.py': slow }));
    editor = await startEditor([memory]);
    const workspace = path.join(temporary, 'both.code-workspace');
    const folders = [{ path: editor.folder }, { uri: 'vscode-vfs://memory/project', name: 'clouds' }];
    writeFileSync(workspace, JSON.stringify({ folders }));
    page = await editor.browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.setDefaultTimeout(30_000);
    await page.goto(pageAddress({ address: editor.address, folder: workspace }));
  });
  after(async () => {
    await editor.close();
    rmSync(temporary, { recursive: true, force: true });
  });

  /** Waits until all files of both folders have so many findings. */
  async function problems(errors: number, warnings: number): Promise<void> {
    await page.locator(`[id="status.problems"] [aria-label="Errors: ${errors}, Warnings: ${warnings}"]`).waitFor();
  }

  test('both are read, and what happens in the memory is followed', async () => {
    await problems(1, 3);
    await runCommand(page, 'Memory: Write the next file');
    await problems(1, 4);
    await runCommand(page, 'Memory: Delete the last file');
    await problems(1, 3);
  });

  test('a file of the memory has its squiggle', async () => {
    const file = page.getByRole('treeitem', { name: 'cloud.py' }).first();
    if (!(await file.isVisible())) await page.getByRole('treeitem', { name: 'clouds' }).first().click();
    await file.dblclick();
    await page.locator('.squiggly-warning').first().waitFor();
    await capture(page, 'virtual-folder');
  });
});
