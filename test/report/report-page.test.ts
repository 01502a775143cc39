import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../.ci/vscode-server.mjs';
import type { Language } from '../../server/messages/format-message.ts';
import { formerReportFrom, historyAfter } from '../../server/report/former-report.ts';
import { reportPage } from '../../server/report/report-page.ts';
import { project, reportOf } from './report-project.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'loopwise-report-'));
let browser: Browser;

/** Writes the page of the project, compared with what it was before a helper blocked. */
async function written(language: Language): Promise<string> {
  const quick = { ...project, 'store.py': project['store.py'].replace('time.sleep(1)', 'return 1') };
  const former = formerReportFrom(JSON.stringify(await reportOf(quick, { made: '2026-10-01T08:00:00.000Z' })));
  const report = await reportOf(project, { language, history: historyAfter(former) });
  const file = path.join(folder, `report-${language}.html`);
  writeFileSync(file, reportPage(report, { language, former }));
  return file;
}

before(async () => {
  browser = await launchChromium();
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the page of a report, in a browser', () => {
  for (const language of ['en', 'es'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`is accessible, and asks for nothing (${language}, ${colorScheme})`, async () => {
        const file = await written(language);
        const context = await browser.newContext({
          colorScheme,
          bypassCSP: true,
          viewport: { width: 700, height: 900 },
        });
        const page = await context.newPage();
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        page.on('dialog', () => assert.fail('text of the project was run'));
        await page.goto(pathToFileURL(file).href);
        assert.deepEqual(asked, [pathToFileURL(file).href]);
        await page.evaluate(axeSource);
        const { violations } = await page.evaluate<AxeResults>('axe.run(document)');
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          [],
        );
        await context.close();
      });
    }
  }

  test('says what freezes the loop, the worst first, with its chain and its path operations', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(await written('en')).href);
    const blocks = page.locator('article');
    assert.deepEqual(await blocks.locator('h3').allTextContents(), [
      '1. current_user orders.py:8',
      '2. shout main.py:12',
      '3. handle main.py:27',
    ]);
    const worst = blocks.first();
    assert.deepEqual(await worst.locator('ol li').allTextContents(), [
      'Store().user() current_user orders.py:8',
      'time.sleep(…) Store.user store.py:6',
    ]);
    assert.deepEqual(await worst.locator('ul li').allTextContents(), ['GET /api/orders/', 'POST /api/orders/']);
    assert.match((await blocks.nth(2).textContent()) ?? '', /No path operation is known to run it in a request/);
    await page.close();
  });

  test('compares with the earlier report in numbers, in a chart and by name', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(await written('en')).href);
    const figures = (await page.locator('.figures > div').allTextContents()).map((text) => text.trim());
    assert.equal(figures[1], 'freeze the event loop32 more than on October 1, 2026');
    assert.equal(await page.getByRole('img', { name: /1 on October 1, 2026, 3 on November 26, 2026/ }).count(), 1);
    const changed = page.locator('section', { has: page.locator('#changes') });
    assert.deepEqual(await changed.locator('li').allTextContents(), ['GET /api/orders/', 'POST /api/orders/']);
    await page.close();
  });

  test('leads from each frozen row of the table to what freezes it, and shows text of the project as text', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(await written('es')).href);
    assert.equal(await page.locator('html').getAttribute('lang'), 'es');
    const row = page.getByRole('row', { name: /POST \/api\/orders\// });
    await row.getByRole('link', { name: 'ver 1' }).click();
    assert.match(page.url(), /#finding-2$/);
    assert.ok(await page.locator('#finding-2').isVisible());
    assert.equal((await page.getByText('/<script>alert(1)</script>').count()) > 0, true);
    for (const href of await page
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? '')))
      assert.equal(await page.locator(href).count(), 1, href);
    await page.close();
  });
});
