import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { pageAddress } from '../../.ci/vscode-server.mjs';
import { capture, type EditorHost, startEditor } from './editor.ts';

describe('what a person sees', { timeout: 300_000 }, () => {
  let editor: EditorHost;
  let page: Page;

  before(async () => {
    editor = await startEditor();
    page = await editor.browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.setDefaultTimeout(60_000);
    await page.goto(pageAddress({ address: editor.address, folder: editor.folder }));
    await page.getByRole('treeitem', { name: 'main.py' }).first().dblclick();
    await page.locator('.squiggly-warning').first().waitFor();
  });
  after(() => editor.close());

  async function cursorIsAt(line: number, column: number): Promise<void> {
    await page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, Col ${column}$`) }).waitFor();
  }

  /** Opens a file and puts the cursor in it, with the keyboard. */
  async function goTo(file: string, line: number, column: number): Promise<void> {
    await page.keyboard.press('Control+P');
    await page.keyboard.type(file);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: file }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: file, selected: true }).waitFor();
    await page.locator('.monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+G');
    await page
      .locator('.quick-input-widget')
      .getByText(/line number/i)
      .first()
      .waitFor();
    await page.keyboard.type(`${line}:${column}`);
    await page.keyboard.press('Enter');
    await cursorIsAt(line, column);
  }

  /** Opens the menu of fixes at the cursor until it has an entry: VS Code closes it when anything changes meanwhile. */
  async function openFixMenu(entry: string): Promise<Locator> {
    const menu = page.locator('.action-widget');
    for (let turn = 0; turn < 10; turn++) {
      await page.keyboard.press('Control+.');
      const isThere = menu.getByText(entry).waitFor({ timeout: 5_000 });
      const isOpen = await isThere.then(
        () => true,
        () => false,
      );
      if (isOpen) return menu;
      await page.keyboard.press('Escape');
    }
    throw new Error(`the menu of fixes never had "${entry}"`);
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
    await hover.getByText('knowing how to wait').first().waitFor();
    await hover.getByRole('link', { name: 'blocking-call' }).waitFor();
    await capture(page, 'hover');
  });

  test('the fix menu opens with a key and its first entry mends the call', async () => {
    await page.keyboard.press('Escape');
    // A click could hit the hover that is just going.
    await goTo('main.py', 13, 10);
    const menu = await openFixMenu('Await asyncio.sleep(…) instead');
    await menu.getByText('Make grill a def').waitFor();
    await menu.getByText('in a thread with await run_in_threadpool').waitFor();
    await menu.getByText('Ignore blocking-call on this line', { exact: true }).waitFor();
    await capture(page, 'quick-fix');
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: /await\s+asyncio\.sleep\(1\)/ }).waitFor();
    await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
    await capture(page, 'fixed');
  });

  test('the blocking path is read with the keyboard alone: light bulb, list, code', async () => {
    await goTo('orders.py', 11, 14);
    await page.locator('.squiggly-warning').first().waitFor();
    await page.locator('.lightBulbWidget.codicon-lightbulb-autofix').waitFor({ state: 'attached' });
    const menu = await openFixMenu('Show blocking path');
    await capture(page, 'quick-fix-path');
    // The focus goes round from the first entry to the last one, the restaurant; the path stands above it.
    await page.keyboard.press('ArrowUp');
    await menu.locator('.monaco-list-row.focused', { hasText: 'Show in the burger restaurant' }).waitFor();
    await page.keyboard.press('ArrowUp');
    await menu.locator('.monaco-list-row.focused', { hasText: 'Show blocking path' }).waitFor();
    await page.keyboard.press('Enter');
    const list = page.locator('.quick-input-widget');
    await list.getByText('list_orders (orders.py:11)').waitFor();
    await list.getByText('OrderService.fetch (service.py:9)').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('.view-line', { hasText: 'self.fetch()' }).waitFor();
    await capture(page, 'blocking-path');
    await page.keyboard.press('Escape');
    await cursorIsAt(11, 14);
    await page.getByRole('tab', { name: 'service.py' }).waitFor({ state: 'detached' });
  });

  test('the hover shows the path as steps, and its link opens the list', async () => {
    await page.locator('.view-line', { hasText: 'async def list_orders' }).getByText('list_orders').hover();
    const hover = page.locator('.monaco-hover-content');
    await hover.getByText('OrderService.all').first().waitFor();
    await capture(page, 'hover-path');
    await hover.getByRole('link', { name: 'Show blocking path' }).first().click();
    await page.locator('.quick-input-widget').getByText('list_orders (orders.py:11)').waitFor();
    await page.locator('.statusbar-item', { hasText: 'selected' }).waitFor();
    await page.keyboard.press('Escape');
    await cursorIsAt(11, 14);
  });

  test('a command shows who reaches a call, up to the path operations', async () => {
    await goTo('service.py', 9, 27);
    await page.keyboard.press('F1');
    await page.keyboard.type('Show who reaches');
    await page.getByRole('option', { name: 'Loopwise: Show who reaches this call' }).waitFor();
    await page.keyboard.press('Enter');
    const tree = page.locator('.pane-body').getByRole('tree');
    for (const name of ['OrderService.fetch', 'OrderService.all']) {
      const caller = tree.locator('.monaco-list-row', { hasText: name });
      await caller.locator('.monaco-tl-twistie').click();
    }
    await tree.getByRole('treeitem', { name: /list_orders.*GET \/orders · event loop/ }).waitFor();
    await capture(page, 'callers');
  });

  test('the command says so where nothing blocks', async () => {
    await goTo('service.py', 12, 6);
    await page.keyboard.press('F1');
    await page.keyboard.type('Show blocking path');
    await page.getByRole('option', { name: 'Loopwise: Show blocking path' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is known to block here.').first().waitFor();
  });

  test('the status of the language shows what Loopwise found', async () => {
    await page.locator('.statusbar-item[id*="languageStatus"], .statusbar-item .codicon-bracket').first().hover();
    await page
      .getByText(/Loopwise: \d+ findings?/)
      .first()
      .waitFor();
    await capture(page, 'status');
  });
});
