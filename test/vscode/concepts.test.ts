import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Frame, Page } from 'playwright-core';
import { pageAddress } from '../../.ci/vscode-server.mjs';
import {
  capture,
  type EditorHost,
  runCommand,
  setTheme,
  startEditor,
  type Theme,
  themes,
  webviewWith,
  writeSettings,
} from './editor.ts';

/** Labels of the extension and of the cards in one language. */
interface Labels {
  readonly browse: string;
  readonly search: string;
  readonly fundamental: string;
  readonly openCard: string;
  readonly hover: RegExp;
  readonly next: string;
  readonly otherLanguage: string;
  readonly read: string;
  readonly insert: string;
  readonly walkthrough: string;
  readonly firstStep: string;
  readonly openSample: string;
  /** Of the cards `decision`, `duel` and `concurrent-burgers`: a part of the title. */
  readonly decision: string;
  readonly duel: RegExp;
  readonly table: string;
}

const labels: Readonly<Record<'en' | 'es', Labels>> = {
  en: {
    browse: 'Browse concepts',
    search: 'Search in titles and text',
    fundamental: 'Fundamental',
    openCard: 'Open the card',
    hover: /runs on the event loop/,
    next: 'Next card',
    otherLanguage: 'Español',
    read: 'I have read it',
    insert: 'Insert example 1 at the cursor',
    walkthrough: 'Learn when to write async def',
    firstStep: 'Open the sample project',
    openSample: 'Open the sample project',
    decision: 'async def or def',
    duel: /line by line/,
    table: 'Table',
  },
  es: {
    browse: 'Explorar los conceptos',
    search: 'Busca en títulos y textos',
    fundamental: 'Fundamental',
    openCard: 'Abrir la tarjeta',
    hover: /se ejecuta en el bucle de eventos/,
    next: 'Tarjeta siguiente',
    otherLanguage: 'English',
    read: 'Leída',
    insert: 'Insertar el ejemplo 1 en el cursor',
    walkthrough: 'Aprende cuándo escribir async def',
    firstStep: 'Abre el proyecto de ejemplo',
    openSample: 'Abrir el proyecto de ejemplo',
    decision: 'async def o def',
    duel: /línea a línea|frente a/,
    table: 'Tabla',
  },
};

/** Roles that a person operates; each needs a name. */
const unnamedControl = /^\s*- (button|link|checkbox|textbox|combobox|treeitem|option|tab)\s*(\[[^\]]*\])?:?\s*$/m;

for (const language of ['en', 'es'] as const) {
  describe(`concept cards in the editor (${language})`, { timeout: 300_000 }, () => {
    const say = labels[language];
    let editor: EditorHost;
    let page: Page;

    before(async () => {
      editor = await startEditor([], false, language);
      page = await editor.browser.newPage({ viewport: { width: 1400, height: 900 } });
      page.setDefaultTimeout(60_000);
      await page.goto(pageAddress({ address: editor.address, folder: editor.folder }));
      await page.getByRole('treeitem', { name: 'main.py' }).first().dblclick();
      await page.locator('.squiggly-warning').first().waitFor();
    });
    after(() => editor.close());

    const useTheme = (theme: Theme) => setTheme(editor, page, theme);

    /** The page of the reader, when it shows a card with such a title. */
    const reader = (title: string | RegExp, patience?: number) => webviewWith(page, title, patience);

    async function search(query: string): Promise<void> {
      await runCommand(page, say.browse);
      await page.getByPlaceholder(say.search).waitFor();
      await page.keyboard.type(query);
    }

    /** Opens a card over the search, again when something took the focus from the list meanwhile. */
    async function openCard(query: string, title: string | RegExp): Promise<Frame> {
      for (let turn = 1; ; turn++) {
        await search(query);
        await page.waitForTimeout(1000);
        await page.keyboard.press('Enter');
        const frame = await reader(title, 15_000).catch((error: unknown) => {
          if (turn === 4) throw error;
        });
        if (frame) return focused(frame);
        await page.keyboard.press('Escape');
      }
    }

    /** Presses a button of the reader with the keyboard. */
    async function press(frame: Frame, name: string | RegExp): Promise<void> {
      await (await focused(frame)).getByRole('button', { name }).first().focus();
      await page.keyboard.press('Enter');
    }

    /** The page of the reader when it has the focus, which comes late and would close whatever is opened meanwhile. */
    async function focused(frame: Frame): Promise<Frame> {
      for (let turn = 0; turn < 100; turn++) {
        if (await frame.evaluate('document.hasFocus()').catch(() => false)) break;
        await page.waitForTimeout(100);
      }
      return frame;
    }

    test('the hover on a blocked path operation has this code, the card in one sentence, and what to do', async () => {
      for (const [name, theme] of Object.entries(themes)) {
        await useTheme(theme);
        await page.locator('.view-line', { hasText: 'async def grill' }).getByText('grill').hover();
        const hover = page.locator('.monaco-hover-content');
        await hover.getByText(say.hover).first().waitFor();
        await hover.getByRole('link', { name: say.openCard }).first().waitFor();
        const box = await hover.first().boundingBox();
        assert.ok(box && box.height < 420, 'short enough to be read without scrolling');
        await capture(page, `concept-hover-${name}-${language}`);
        await page.keyboard.press('Escape');
        await page.mouse.move(5, 880);
      }
      await useTheme(themes.light);
    });

    test('the browser lists the course by importance, and finds words of the text', async () => {
      await runCommand(page, say.browse);
      const list = page.locator('.quick-input-list');
      await list.getByText(say.fundamental).first().waitFor();
      await list.getByText(say.decision).first().waitFor();
      await capture(page, `concept-browser-${language}`);
      const told = await page.locator('.quick-input-widget').ariaSnapshot();
      assert.doesNotMatch(told, unnamedControl);
      await page.keyboard.type('ProcessPoolExecutor');
      await list
        .getByText(/ProcessPoolExecutor/)
        .first()
        .waitFor();
      await page.keyboard.press('Escape');
    });

    test('a card is opened, read and left with the keyboard alone', async () => {
      const frame = await openCard(say.decision, say.decision);
      await capture(page, `concept-card-${language}`);
      const told = await frame.locator('body').ariaSnapshot();
      assert.doesNotMatch(told, unnamedControl);
      assert.match(told, /- heading ".*" \[level=1\]/);
      assert.ok(told.includes(`checkbox "${say.read}" [checked]`), told);
      assert.match(told, /- table/);
      assert.match(told, /- img "/);
      await press(frame, new RegExp(`^${say.next}`));
      await press(await reader(/when|cuándo/i), say.otherLanguage);
      const translated = await reader(language === 'en' ? /Cuándo/ : /When/);
      assert.equal(await translated.evaluate('document.documentElement.lang'), language === 'en' ? 'es' : 'en');
      await press(translated, language === 'en' ? 'English' : 'Español');
      const again = await focused(await reader(language === 'en' ? /When/ : /Cuándo/));
      await again.locator('h1').focus();
      await page.keyboard.press('Alt+ArrowLeft');
      await reader(say.decision);
    });

    test('an example is put at the cursor', async () => {
      await page.keyboard.press('Control+1');
      await page.locator('.monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+End');
      const frame = await reader(say.decision);
      await frame.getByRole('button', { name: say.insert }).click();
      await page.locator('.monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+End');
      await page.locator('.view-lines').first().getByText('FastAPI').first().waitFor();
      await page.keyboard.press('Control+Z');
    });

    test('a card with its table and a story with its pictures, in light, dark and high contrast', async () => {
      for (const [name, theme] of Object.entries(themes)) {
        await useTheme(theme);
        const duel = await openCard('psycopg2 asyncpg', say.duel);
        await duel.getByRole('region', { name: say.table }).first().scrollIntoViewIfNeeded();
        await capture(page, `concept-table-${name}-${language}`);
        const story = await openCard(
          language === 'en' ? 'concurrent burgers' : 'hamburguesas concurrentes',
          /burger|hamburguesa/i,
        );
        const picture = story.locator('.picture').nth(2);
        await picture.scrollIntoViewIfNeeded();
        assert.ok(((await picture.getAttribute('aria-label')) ?? '').length > 40);
        assert.ok((await picture.locator('svg').count()) === 1, 'the picture is there');
        await capture(page, `concept-story-${name}-${language}`);
      }
      await useTheme(themes.light);
    });

    test('the view has the cards by importance and where in the workspace each matters', async () => {
      await page.getByRole('tab', { name: 'Loopwise' }).first().click();
      const tree = page.locator('.pane-body').getByRole('tree');
      const card = tree.getByRole('treeitem', { name: new RegExp(`^${say.decision}, ${say.fundamental}, `) });
      await card.waitFor();
      await card.locator('.monaco-tl-twistie').click();
      const place = tree.getByRole('treeitem', { name: /grill.*main\.py:12/ }).first();
      await place.waitFor();
      const told = await tree.ariaSnapshot();
      assert.doesNotMatch(told, unnamedControl);
      await capture(page, `concept-tree-${language}`);
      await place.click();
      await page.locator('.statusbar-item', { hasText: /Ln 12/ }).waitFor();
    });

    test('the reader comes back after a reload of the window', async () => {
      await openCard(say.decision, say.decision);
      // VS Code in a browser keeps the state of its window every five seconds.
      await page.waitForTimeout(8000);
      await page.reload();
      await reader(say.decision);
    });

    test('the walkthrough leads through five steps', async () => {
      await runCommand(page, 'Welcome: Open Walkthrough');
      await page.keyboard.type(say.walkthrough);
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: say.walkthrough }).waitFor();
      await page.keyboard.press('Enter');
      const walkthrough = page.locator('.gettingStartedContainer');
      await walkthrough.getByText(say.firstStep).first().waitFor();
      assert.equal(await walkthrough.locator('.getting-started-step').count(), 5);
      await page.waitForTimeout(1000);
      await capture(page, `walkthrough-${language}`);
    });

    test('the sample project opens in a window of its own', async () => {
      const popup = page.waitForEvent('popup');
      await runCommand(page, `Loopwise: ${say.openSample}`);
      const window = await popup;
      await window.getByRole('treeitem', { name: 'app' }).first().waitFor();
      assert.match(window.url(), /loopwise-sample/);
      await window.close();
    });

    test('one card a day comes at the start, if that is wanted, and leaves the focus alone', async () => {
      writeSettings(editor, { 'loopwise.dailyCard': true });
      const daily = await editor.browser.newPage({ viewport: { width: 1400, height: 900 } });
      daily.setDefaultTimeout(60_000);
      await daily.goto(pageAddress({ address: editor.address, folder: editor.folder }));
      await daily.getByRole('treeitem', { name: 'main.py' }).first().dblclick();
      await daily
        .getByRole('tab', { name: /🔴|🟡|🔵/ })
        .first()
        .waitFor();
      await daily.close();
    });
  });
}
