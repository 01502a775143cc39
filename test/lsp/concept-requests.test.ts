import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import type { CardContent, CardSummary } from '../../server/cards/card-catalogue.ts';
import type { CardPlaces } from '../../server/lsp/concept-requests.ts';
import { ServerSession, type SessionOptions } from './server-session.ts';

const main = `import time
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def session():
    return 1


@app.get("/grill")
async def grill(db: Annotated[int, Depends(session)]):
    time.sleep(1)


@app.get("/health")
async def health():
    return {}


def script():
    time.sleep(1)
`;

const commands = ['loopwise.openCard', 'loopwise.showFixes', 'loopwise.showBlockingPath'];
let folder: string;
let server: ServerSession | undefined;

async function start(options: Partial<SessionOptions> = {}): Promise<ServerSession> {
  server = await ServerSession.start({ folder, ...options });
  const started = server;
  await started.until('the finding', () => started.codes('main.py').length > 0);
  return started;
}

const textOf = (hover: Hover | null) => (hover?.contents as MarkupContent | undefined)?.value ?? '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopwise-cards-'));
  writeFileSync(path.join(folder, 'main.py'), main);
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('what a reader of the cards asks', () => {
  test('all cards come in the order of the course, in the language of the server or in the one that is asked for', async () => {
    const asked = await start({ locale: 'es' });
    const spanish = await asked.request<CardSummary[]>('loopwise/cards', {});
    const english = await asked.request<CardSummary[]>('loopwise/cards', { language: 'en' });
    assert.deepEqual(
      spanish.map(({ order }) => order),
      spanish.map((_, index) => index + 1),
    );
    assert.deepEqual(
      spanish.map(({ id }) => id),
      english.map(({ id }) => id),
    );
    assert.notEqual(spanish[0]?.introduction, english[0]?.introduction);
  });

  test('a card comes with its parts, and an unknown one is null', async () => {
    const asked = await start();
    const card = await asked.request<CardContent>('loopwise/card', { id: 'decision' });
    assert.deepEqual([card.language, card.order, card.next?.id], ['en', 1, 'when-async']);
    assert.ok(card.parts.some(({ part, markdown }) => part === 'example' && markdown.includes('```python')));
    const spanish = await asked.request<CardContent>('loopwise/card', { id: 'decision', language: 'es' });
    assert.equal(spanish.language, 'es');
    for (const params of [{ id: 'nope' }, { id: 7 }, {}, null, { id: '__proto__' }])
      assert.equal(await asked.request('loopwise/card', params), null);
  });

  test('the places of a card are its findings, then the functions and calls that it speaks of', async () => {
    const places = await (await start()).request<CardPlaces>('loopwise/cardPlaces', undefined);
    const shown = (card: string) =>
      (places[card]?.places ?? []).map(
        (place) => `${place.function}:${place.range.start.line}${place.isFinding ? '!' : ''}`,
      );
    assert.ok(shown('behind-the-scenes').includes('grill:14!'));
    assert.deepEqual(shown('decision'), ['grill:13']);
    assert.deepEqual(shown('when-async'), ['health:18']);
    assert.ok(shown('dependencies').includes('session:8'));
    assert.equal(places['burger-conclusion'], undefined);
  });
});

describe('hovers with a card', () => {
  const onGrill = { line: 13, character: 12 };

  test('end with what can be done: the fixes of the finding, the card', async () => {
    const text = textOf(await (await start({ initializationOptions: { commands } })).hover('main.py', onGrill));
    assert.match(text, /on the event loop/);
    assert.match(
      text,
      /🔴 \*\*.*\*\* — [^\n]+\n\n\[Fix …\]\(command:loopwise\.showFixes\?[^\s()]+\) · \[Open the card\]\(command:loopwise\.openCard\?%5B%22decision%22%5D\)$/,
    );
    assert.doesNotMatch(text, /```/);
  });

  test('lead to the burger restaurant from path operations, and from calls that block one', async () => {
    const asked = await start({ initializationOptions: { commands: [...commands, 'loopwise.openBurgers'] } });
    const placeOf = async (line: number, character: number) => {
      const text = textOf(await asked.hover('main.py', { line, character }));
      assert.notEqual(text, '');
      const link = /\[Show in the burger restaurant\]\(command:loopwise\.openBurgers\?([^()\s]+)\)/.exec(text)?.[1];
      return link === undefined ? undefined : JSON.parse(decodeURIComponent(link));
    };
    const main = asked.uri('main.py');
    assert.deepEqual(await placeOf(13, 12), [main, { line: 13, character: 12 }]);
    assert.deepEqual(await placeOf(14, 10), [main, { line: 14, character: 10 }]);
    // A dependency, and a script that no path operation runs.
    assert.equal(await placeOf(8, 6), undefined);
    assert.equal(await placeOf(23, 10), undefined);
  });

  test('link to the documentation where the editor has no reader', async () => {
    const text = textOf(await (await start()).hover('main.py', onGrill));
    assert.doesNotMatch(text, /command:/);
    assert.match(text, /\[[^\]]+\]\(https:\/\/fastapi\.tiangolo\.com\/[^)]+\)$/);
  });

  test('are as long as the setting says', async () => {
    const asked = await start({ initializationOptions: { commands }, settings: { hover: 'full' } });
    assert.match(textOf(await asked.hover('main.py', onGrill)), /```python\n/);
    await asked.configure({ hover: 'off' });
    for (let turn = 0; turn < 50 && (await asked.hover('main.py', onGrill)); turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(await asked.hover('main.py', onGrill), null);
  });
});
