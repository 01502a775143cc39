import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { AxeResults, NodeResult } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { pageAddress } from '../../.ci/vscode-server.mjs';
import { formatMessage } from '../../server/messages/format-message.ts';
import { capture, type EditorHost, runCommand, setTheme, startEditor, themes, webviewWith } from './editor.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const language of ['en', 'es'] as const) {
  describe(`the burger restaurant in the editor (${language})`, { timeout: 400_000 }, () => {
    const say = (key: string, params: Readonly<Record<string, string>> = {}) =>
      formatMessage(language, key, params).replaceAll('`', '');
    let editor: EditorHost;
    let page: Page;

    before(async () => {
      editor = await startEditor([], false, language);
      page = await editor.browser.newPage({ viewport: { width: 1700, height: 1000 } });
      page.setDefaultTimeout(60_000);
      await page.goto(pageAddress({ address: editor.address, folder: editor.folder }));
      await page.getByRole('treeitem', { name: 'main.py' }).first().dblclick();
      await page.locator('.squiggly-warning').first().waitFor();
    });
    after(() => editor.close());

    const restaurant = () => webviewWith(page, say('burgers.title'));

    /** Puts the cursor on a line of `main.py`, counted from 1. */
    async function goToLine(line: number): Promise<void> {
      await page.keyboard.press('Control+1');
      await page.locator('.monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+G');
      await page.locator('.quick-input-widget').waitFor();
      await page.keyboard.type(`${line}:8`);
      await page.keyboard.press('Enter');
      await page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, `) }).waitFor();
    }

    /** A figure of the table, as it is written. */
    async function figure(frame: Frame, serving: string, name: string): Promise<string> {
      return (await frame.locator(`[data-serving="${serving}"] [data-figure="${name}"]`).textContent()) ?? '';
    }

    /** Waits until a figure is another one. */
    async function changed(frame: Frame, serving: string, name: string, before: string): Promise<string> {
      for (let turn = 0; turn < 150; turn++) {
        const now = await figure(frame, serving, name).catch(() => before);
        if (now !== before && now !== '') return now;
        await page.waitForTimeout(100);
      }
      throw new Error(`${name} of "${serving}" is still ${before}`);
    }

    async function violations(frame: Frame): Promise<string[]> {
      await frame.evaluate(axeSource);
      const results = await frame.evaluate<AxeResults>('axe.run(document)');
      const told = ({ html, failureSummary }: NodeResult) => `${html.slice(0, 160)} ${failureSummary}`;
      return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(told).join(' | ')}`);
    }

    test('the lens above a path operation opens it', async () => {
      // Lenses are drawn anew when an analysis ends, and a click on one that goes away is lost.
      const opened = async (): Promise<Frame> => {
        for (let turn = 1; ; turn++) {
          await page
            .locator('.codelens-decoration', { hasText: say('lens.restaurant.freezes') })
            .first()
            .click();
          const frame = await webviewWith(page, say('burgers.title'), 8000).catch((error: unknown) => {
            if (turn === 5) throw error;
          });
          if (frame) return frame;
        }
      };
      const frame = await opened();
      await frame.getByRole('heading', { name: 'GET /grill' }).waitFor();
      await frame.locator('[data-serving="8 workers"] [data-figure="total"]').waitFor();
      const seconds = (text: string) => Number.parseFloat(text.replace(',', '.'));
      assert.ok(seconds(await figure(frame, 'as it is', 'total')) >= 50, 'fifty seconds for fifty customers');
      assert.ok(seconds(await figure(frame, 'truly async', 'total')) < 2, 'one second for all of them');
      assert.equal(await figure(frame, 'as it is', 'stalls'), '50');
    });

    test('a finding leads to its route, before the fix and after it', async () => {
      await goToLine(13);
      const menu = page.locator('.action-widget').first();
      for (let turn = 0; turn < 10 && !(await menu.isVisible()); turn++) {
        await page.keyboard.press('Control+.');
        await menu.waitFor({ timeout: 5_000 }).catch(() => undefined);
      }
      await menu.getByText(say('burgers.show')).click();
      const frame = await restaurant();
      await frame
        .locator('[data-side="right"] h2', { hasText: say('burgers.serving.after the fix') })
        .first()
        .waitFor();
      await frame.locator('[data-serving="after the fix"] [data-figure="total"]').waitFor();
      await capture(page, `restaurant-finding-${language}`);
    });

    test('it goes step by step, plays and pauses, with the keyboard alone', async () => {
      const frame = await restaurant();
      const told = frame.locator('[data-side="left"] .told');
      await frame.locator('.player').focus();
      const seen = new Set<string>();
      for (let step = 0; step < 12; step++) {
        await page.keyboard.press('ArrowRight');
        await page.waitForTimeout(100);
        seen.add((await told.textContent()) ?? '');
      }
      assert.ok(seen.size > 1, [...seen].join('\n'));
      assert.ok(
        [...seen].some((text) => text.includes('time.sleep')),
        [...seen].join('\n'),
      );
      assert.equal(await frame.locator('[data-side="left"] .line.active').count(), 1);
      assert.notEqual(await frame.locator('.player [role=status]').textContent(), '');
      const clock = frame.locator('.controls .clock-text');
      const before = await clock.textContent();
      await page.keyboard.press(' ');
      await frame.getByRole('button', { name: say('burgers.pause') }).waitFor();
      await page.waitForTimeout(1500);
      await page.keyboard.press(' ');
      await frame.getByRole('button', { name: say('burgers.play') }).waitFor();
      assert.notEqual(await clock.textContent(), before);
      const paused = await clock.textContent();
      await page.waitForTimeout(500);
      assert.equal(await clock.textContent(), paused);
      await capture(page, `restaurant-playing-${language}`);
    });

    test('more customers, other durations and other ways to serve change the figures', async () => {
      const frame = await restaurant();
      const before = await figure(frame, 'as it is', 'total');
      await frame.getByLabel(say('burgers.kitchen.customers')).first().fill('100');
      const more = await changed(frame, 'as it is', 'total', before);
      assert.ok(Number.parseFloat(more.replace(',', '.')) >= 100, more);
      await frame.getByLabel(say('burgers.kitchen.customers')).first().fill('900');
      await page.waitForTimeout(300);
      assert.equal(await figure(frame, 'as it is', 'total'), more, 'what is out of its limits is not taken over');
      await frame.getByLabel(say('burgers.kitchen.customers')).first().fill('50');
      await changed(frame, 'as it is', 'total', more);
      const label = say('burgers.side.show.right', { serving: say('burgers.serving.as def') });
      await frame.getByRole('radio', { name: label }).check();
      await frame
        .locator('[data-side="right"] h2', { hasText: say('burgers.serving.as def') })
        .first()
        .waitFor();
    });

    test('a stall is found with the keyboard, and leads to its code', async () => {
      const frame = await restaurant();
      await frame.locator('.timeline[data-side="left"] .scroll').focus();
      await page.keyboard.press('ArrowRight');
      const said = frame.locator('.timeline[data-side="left"] [role=status]');
      await said.filter({ hasText: 'time.sleep' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.statusbar-item', { hasText: /Ln 13, / }).waitFor();
    });

    test('a pointer on the timeline tells what it is on', async () => {
      const frame = await restaurant();
      const canvas = frame.locator('[data-picture="timeline-left"]');
      await canvas.scrollIntoViewIfNeeded();
      const box = await canvas.boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + box.width / 2, box.y + 36);
      await frame.locator('.tip', { hasText: 'time.sleep' }).waitFor();
      await capture(page, `restaurant-timeline-${language}`);
      await frame.getByRole('heading', { name: say('burgers.histogram') }).scrollIntoViewIfNeeded();
      await capture(page, `restaurant-histogram-${language}`);
    });

    test('a picture of it is saved', async () => {
      const frame = await restaurant();
      for (const format of ['svg', 'png'] as const) {
        const file = path.join(editor.folder, `saved.${format}`);
        await frame.locator(`[data-action="${format}"]`).click();
        const dialog = page
          .locator('.quick-input-widget input.input, .quick-input-widget .quick-input-box input')
          .first();
        await dialog.waitFor();
        // The dialog reads the folder before it takes the name, and the one before may still be closing.
        for (let turn = 0; turn < 40 && !existsSync(file); turn++) {
          if (await dialog.isVisible()) {
            if ((await dialog.inputValue()) === file) await dialog.press('Enter');
            else await dialog.fill(file);
          }
          await page.waitForTimeout(500);
        }
        const bytes = readFileSync(file);
        if (format === 'svg') assert.match(bytes.toString('utf8'), /^<svg [^>]*>\s*<title>GET \/grill/);
        else assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG');
      }
    });

    test('no rule of accessibility is broken, in light, dark and high contrast', async () => {
      for (const [name, theme] of Object.entries(themes)) {
        await setTheme(editor, page, theme);
        const frame = await restaurant();
        for (const view of ['story', 'route'] as const) {
          await frame.getByRole('tab', { name: say(`burgers.view.${view}`) }).click();
          await frame.locator('.player').waitFor();
          await frame.locator('[data-action="forward"]').click();
          assert.deepEqual(await violations(frame), [], `${view} in ${name}`);
          await frame.locator('h1').scrollIntoViewIfNeeded();
          await capture(page, `restaurant-${view}-${name}-${language}`);
        }
      }
      await setTheme(editor, page, themes.light);
    });

    test('where motion is reduced it goes in steps', async () => {
      await setTheme(editor, page, themes.light, { 'workbench.reduceMotion': 'on' });
      const frame = await restaurant();
      await frame.locator('body.vscode-reduce-motion').waitFor();
      const clock = frame.locator('.controls .clock-text');
      await frame.locator('[data-action="restart"]').click();
      await frame.locator('[data-action="play"]').click();
      const times = new Set<string>();
      for (let turn = 0; turn < 25; turn++) {
        times.add((await clock.textContent()) ?? '');
        await page.waitForTimeout(100);
      }
      await frame.locator('[data-action="play"]').click();
      assert.ok(times.size >= 2 && times.size <= 4, [...times].join(', '));
      await setTheme(editor, page, themes.light);
    });

    test('it speaks the other language at once', async () => {
      const frame = await restaurant();
      const [other, title] = language === 'en' ? ['Español', /^El restaurante/] : ['English', /^The burger/];
      await frame.getByRole('button', { name: other }).click();
      await frame.getByRole('heading', { level: 1, name: title }).waitFor();
      assert.equal(await frame.evaluate('document.documentElement.lang'), language === 'en' ? 'es' : 'en');
      await frame.getByRole('button', { name: language === 'en' ? 'English' : 'Español' }).click();
      await frame.getByRole('heading', { level: 1, name: say('burgers.title') }).waitFor();
    });

    test('the fix in the editor changes the picture', async () => {
      const frame = await restaurant();
      const before = await figure(frame, 'as it is', 'total');
      await frame.locator('[data-action="fix"]').click();
      await page.locator('.action-widget .monaco-list-row.focused').waitFor();
      await page.keyboard.press('Enter');
      const now = await changed(frame, 'as it is', 'total', before);
      assert.ok(Number.parseFloat(now.replace(',', '.')) < 5, now);
      assert.equal(await figure(frame, 'when opened', 'total'), before);
      await capture(page, `restaurant-fixed-${language}`);
    });

    test('it is the same after it was hidden, and after a reload of the window', async () => {
      const settled = async (frame: Frame) => {
        await frame.getByRole('heading', { name: 'GET /grill' }).waitFor();
        await frame.locator('[data-serving="when opened"] [data-figure="total"]').waitFor();
        assert.equal(await frame.getByLabel(say('burgers.kitchen.customers')).first().inputValue(), '60');
      };
      const frame = await restaurant();
      await frame.getByLabel(say('burgers.kitchen.customers')).first().fill('60');
      await settled(frame);
      await page.keyboard.press('Control+2');
      const found = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'orders.py' });
      for (let turn = 0; turn < 10 && !(await found.isVisible()); turn++) {
        await page.keyboard.press('Control+P');
        const name = page.locator('.quick-input-widget input').first();
        // The list closes when the panel gets the focus that it was asked to take a moment before.
        await name.fill('orders.py', { timeout: 5_000 }).catch(() => undefined);
        await found.waitFor({ timeout: 5_000 }).catch(() => undefined);
      }
      await page.keyboard.press('Enter');
      await page.getByRole('tab', { name: 'orders.py', selected: true }).waitFor();
      await page.getByRole('tab', { name: /burger|hamburguesas/i }).click();
      await settled(await restaurant());
      // VS Code in a browser keeps the state of its window every five seconds.
      await page.waitForTimeout(8000);
      await page.reload();
      await settled(await restaurant());
    });

    test('without a path operation the story is told', async () => {
      // The import at the top is run by no request.
      await goToLine(1);
      await runCommand(page, language === 'en' ? 'Open the burger restaurant' : 'Abrir el restaurante de hamburguesas');
      const frame = await restaurant();
      await frame.locator('[data-side="left"] h2', { hasText: say('burgers.concurrent') }).waitFor();
      for (let step = 0; step < 40; step++) await frame.locator('[data-action="forward"]').click();
      await frame.locator('.quoted').first().waitFor();
      await capture(page, `restaurant-story-${language}`);
    });
  });
}
