import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { formatMessage } from '../../server/messages/format-message.ts';
import { capture, projectRoot, runCommand, startWebEditor, type WebEditorHost, webviewWith } from './editor.ts';

/** A notebook of two cells. */
const notebook = JSON.stringify({
  cells: [
    ['import time\n', 'from fastapi import FastAPI\n', 'app = FastAPI()'],
    ['@app.get("/")\n', 'async def read():\n', '    time.sleep(1)'],
  ].map((source) => ({ cell_type: 'code', source })),
  nbformat: 4,
});

/** A helper with a mistake whose fix reaches into the file that calls it. */
const added = {
  'shop/toppings.py': 'import asyncio\n\n\ndef cut_onions():\n    await asyncio.sleep(1)\n    return "onions"\n',
  'shop/extras.py': `from fastapi import APIRouter

from shop.toppings import cut_onions

router = APIRouter()


@router.get("/extras")
async def extras():
    return cut_onions()
`,
  'menu.ipynb': notebook,
};
const slow = `import time

from fastapi import APIRouter

router = APIRouter()


@router.get("/slow")
async def slow():
    time.sleep(5)
`;
const later = { 'shop/slow.py': slow, 'shop/slower.py': slow };

/** A part of the title of the card `decision`. */
const decision = { en: 'async def or def', es: 'async def o def' };
// An extension that is served from an address has its commands in English; those of the Marketplace are translated.
const titles = JSON.parse(readFileSync(path.join(projectRoot, 'package.nls.json'), 'utf8'));
const spanish = JSON.parse(readFileSync(path.join(projectRoot, 'client', 'l10n', 'bundle.l10n.es.json'), 'utf8'));
const search = 'Search in titles and text';

for (const language of ['en', 'es'] as const) {
  describe(`the extension without a server, on files in memory (${language})`, { timeout: 400_000 }, () => {
    const say = (key: string, params: Readonly<Record<string, string>> = {}) =>
      formatMessage(language, key, params).replaceAll('`', '');
    let editor: WebEditorHost;
    let page: Page;
    const errors: string[] = [];

    before(async () => {
      editor = await startWebEditor({ language, added, later });
      page = await editor.browser.newPage({ viewport: { width: 1600, height: 950 } });
      page.setDefaultTimeout(20_000);
      page.on('console', (message) => {
        if (message.type() === 'error' && /loopwise/i.test(message.text())) errors.push(message.text());
      });
      await page.goto(editor.address);
      await page.getByRole('treeitem', { name: 'main.py' }).first().dblclick();
      await page.locator('.squiggly-warning').first().waitFor();
    });
    after(() => editor.close());

    async function goTo(file: string, line: number, column: number): Promise<void> {
      await page.keyboard.press('Control+1');
      if (!(await page.getByRole('tab', { name: file, selected: true }).isVisible())) await openFile(file);
      await page.keyboard.press('Control+G');
      await page.locator('.quick-input-widget').waitFor();
      await page.keyboard.type(`${line}:${column}`);
      await page.keyboard.press('Enter');
      await page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, Col ${column}$`) }).waitFor();
    }

    async function openFile(file: string): Promise<void> {
      const entry = (name: string) => page.locator('.explorer-folders-view').getByRole('treeitem', { name }).first();
      if (!(await entry(file).isVisible())) await entry('shop').click();
      await entry(file).dblclick();
      await page.getByRole('tab', { name: file, selected: true }).waitFor();
    }

    async function openFixMenu(entry: string): Promise<Locator> {
      const menu = page.locator('.action-widget');
      for (let turn = 0; turn < 10; turn++) {
        await page.keyboard.press('Control+.');
        const isOpen = await menu
          .getByText(entry)
          .first()
          .waitFor({ timeout: 5_000 })
          .then(
            () => true,
            () => false,
          );
        if (isOpen) return menu;
        await page.keyboard.press('Escape');
      }
      throw new Error(`the menu of fixes never had "${entry}"`);
    }

    /** Waits until all files together, opened or not, have so many findings. */
    async function problems(errors: number, warnings: number): Promise<void> {
      await page.locator(`[id="status.problems"] [aria-label="Errors: ${errors}, Warnings: ${warnings}"]`).waitFor();
    }

    test('all files are read, not only the open one, in a workspace that nobody trusts', async () => {
      await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
      await problems(2, 2);
      await capture(page, `web-squiggles-${language}`);
    });

    test('the hover explains, with a path through other files', async () => {
      await openFile('orders.py');
      const hover = page.locator('.monaco-hover-content');
      const step = hover.getByText('OrderService.fetch').first();
      // VS Code takes a hover away when anything below it is drawn anew.
      for (let turn = 1; turn <= 5 && !(await step.isVisible()); turn++) {
        await page.mouse.move(0, 0);
        await page.locator('.view-line', { hasText: 'async def list_orders' }).getByText('list_orders').hover();
        await step.waitFor({ timeout: 5_000 }).catch(() => undefined);
      }
      await step.waitFor();
      await hover
        .getByRole('link', { name: say('card.open') })
        .first()
        .waitFor();
      await capture(page, `web-hover-${language}`);
      await page.keyboard.press('Escape');
    });

    test('a fix reaches into a file that is not open', async () => {
      await goTo('toppings.py', 5, 6);
      const title = say('fix.make-async-def.callers', { function: 'cut_onions', calls: '' }).split('(')[0] as string;
      const menu = await openFixMenu(title);
      await capture(page, `web-fix-${language}`);
      await menu.getByText(title).first().click();
      // An edit of several files is shown before it is made.
      for (const file of ['extras.py', 'toppings.py']) {
        const box = page.locator('.edit-checkbox');
        await page.locator('.monaco-list-row', { hasText: file, has: box }).locator(box).click();
      }
      await capture(page, `web-review-${language}`);
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.locator('.view-line', { hasText: /async\s+def\s+cut_onions/ }).waitFor();
      await openFile('extras.py');
      await page.locator('.view-line', { hasText: /return\s+await\s+cut_onions\(\)/ }).waitFor();
      await problems(1, 2);
    });

    test('what is typed is followed', async () => {
      await goTo('main.py', 19, 1);
      await page.keyboard.insertText('    time.sleep(2)\n');
      await problems(1, 3);
      await goTo('main.py', 19, 1);
      await page.keyboard.press('Control+Shift+K');
      await problems(1, 2);
    });

    test('a file that somebody else writes or deletes in the memory is noticed', async () => {
      await runCommand(page, 'Memory: Write the next file');
      await problems(1, 3);
      await runCommand(page, 'Memory: Delete the last file');
      await problems(1, 2);
    });

    test('the server starts again, and follows what happens', async () => {
      const started = () => editor.asked.filter((file) => file === 'dist/browser-server.js').length;
      assert.equal(started(), 1);
      await runCommand(page, titles['command.restart']);
      await runCommand(page, 'Memory: Write the next file');
      await problems(1, 3);
      assert.equal(started(), 2);
    });

    test('a card opens beside the code, with its picture', async () => {
      const title = decision[language];
      for (let turn = 1; ; turn++) {
        await runCommand(page, titles['command.browseConcepts']);
        await page.getByPlaceholder(language === 'en' ? search : spanish[search]).waitFor();
        await page.keyboard.type(title);
        await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
        await page.keyboard.press('Enter');
        const frame = await webviewWith(page, new RegExp(title), 15_000).catch((error: unknown) => {
          if (turn === 4) throw error;
        });
        if (!frame) continue;
        await frame.locator('svg').first().waitFor();
        break;
      }
      await capture(page, `web-card-${language}`);
    });

    test('the lens opens the restaurant with its route', async () => {
      const lens = page.locator('.codelens-decoration', { hasText: say('lens.restaurant.freezes') }).first();
      for (let turn = 1; ; turn++) {
        await lens.click();
        const frame = await webviewWith(page, say('burgers.title'), 8_000).catch((error: unknown) => {
          if (turn === 5) throw error;
        });
        if (!frame) continue;
        await frame.getByRole('heading', { name: 'GET /grill' }).waitFor();
        await frame.locator('[data-serving="as it is"] [data-figure="total"]').waitFor();
        break;
      }
      await capture(page, `web-restaurant-${language}`);
    });

    test('the cells of a notebook have their findings while it is open', async () => {
      await page.locator('.explorer-folders-view').getByRole('treeitem', { name: 'menu.ipynb' }).first().dblclick();
      // Where code runs in the page, notebooks are asked about.
      await page.locator('.monaco-dialog-box .monaco-button:not(.secondary)').first().click();
      await page.locator('.notebookOverlay .squiggly-warning').waitFor();
      await capture(page, `web-notebook-${language}`);
    });

    test('nothing of it failed', () => assert.deepEqual(errors, []));
  });
}
