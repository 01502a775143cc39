import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { pageAddress } from '../../.ci/vscode-server.mjs';
import { type EditorHost, projectRoot, startEditor } from './editor.ts';

const screenshots = path.join(projectRoot, 'out', 'screenshots');

describe('what a person sees', { timeout: 300_000 }, () => {
  let editor: EditorHost;
  let page: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    editor = await startEditor();
    page = await editor.browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.setDefaultTimeout(60_000);
    await page.goto(pageAddress({ address: editor.address, folder: editor.folder }));
    await page.getByRole('treeitem', { name: 'main.py' }).first().dblclick();
    await page.locator('.squiggly-warning').first().waitFor();
  });
  after(() => editor.close());

  async function capture(name: string): Promise<void> {
    const file = path.join(screenshots, `${name}.png`);
    await page.screenshot({ path: file });
    assert.ok(statSync(file).size > 20_000, `${file} shows something`);
  }

  test('the folder opens in Restricted Mode, and Loopwise works there', async () => {
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await page.locator('[id="status.problems"]').filter({ hasText: /[1-9]/ }).waitFor();
  });

  test('the squiggle stands under the blocking call, and its hover explains it', async () => {
    const call = page.locator('.view-line', { hasText: 'time.sleep' }).getByText('sleep');
    await call.hover();
    const hover = page.locator('.monaco-hover-content');
    await hover.getByText('blocks the event loop').first().waitFor();
    await hover.getByText('every request waits').first().waitFor();
    await hover.getByText('Behind the scenes').or(hover.getByText('I/O')).first().waitFor();
    await hover.getByRole('link', { name: 'blocking-call' }).waitFor();
    await capture('hover');
  });

  test('the fix menu opens with a key and its first entry mends the call', async () => {
    await page.keyboard.press('Escape');
    await page.locator('.view-line', { hasText: 'time.sleep' }).getByText('sleep').click();
    await page.keyboard.press('Control+.');
    const menu = page.locator('.action-widget');
    await menu.getByText('Make grill a def').waitFor();
    await menu.getByText('in a thread with await run_in_threadpool').waitFor();
    await menu.getByText('Ignore blocking-call on this line').waitFor();
    await capture('quick-fix');
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: /^def\s+grill/ }).waitFor();
    await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
    await capture('fixed');
  });

  test('the status of the language shows what Loopwise found', async () => {
    await page.locator('.statusbar-item[id*="languageStatus"], .statusbar-item .codicon-bracket').first().hover();
    await page
      .getByText(/Loopwise: \d+ findings?/)
      .first()
      .waitFor();
    await capture('status');
  });
});
