import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cardHtml, plainTitle } from '../../client/card-html.ts';
import { escapeHtml } from '../../client/escape-html.ts';
import type { CardContent } from '../../server/cards/card-catalogue.ts';

function card(markdown: string, more: Partial<CardContent> = {}): CardContent {
  return {
    id: 'duel',
    title: 'The `def` duel',
    importance: 'fundamental',
    order: 4,
    count: 18,
    language: 'en',
    parts: [{ part: 'example', heading: 'Example', markdown }],
    related: [{ id: 'mixing', title: 'Mixing', importance: 'specific' }],
    previous: { id: 'when-def', title: 'When `def`', importance: 'important' },
    next: undefined,
    ...more,
  };
}

const bodyOf = (markdown: string, more: Partial<CardContent> = {}) =>
  cardHtml(card(markdown, more), new Map(), false).body;

describe('a card as HTML', () => {
  test('has its title, its parts as sections with a heading, and the way through the course', () => {
    const body = bodyOf('Text.');
    assert.match(body, /<h1 tabindex="-1">The <code>def<\/code> duel<\/h1>/);
    assert.match(body, /<section aria-labelledby="part-example"><h2 id="part-example">Example<\/h2><p>Text\.<\/p>/);
    assert.match(body, /4 of 18/);
    assert.match(body, /data-open="when-def" aria-label="Previous card: When def"/);
    assert.match(body, /data-open="mixing"/);
    assert.doesNotMatch(body, /Next card/);
  });

  test('numbers its examples and gives their code as it was written', () => {
    const { body, examples } = cardHtml(
      card('```python\nif a < b:\n    pass\n```\n\n```python blocks\ntime.sleep(1)\n```\n'),
      new Map(),
      false,
    );
    assert.deepEqual(examples, ['if a < b:\n    pass\n', 'time.sleep(1)\n']);
    assert.match(body, /data-insert="0" aria-label="Insert example 1 at the cursor"/);
    assert.match(body, /data-scratch="1"/);
    assert.match(body, /<span class="hljs-keyword">if<\/span> a &lt; b/);
    assert.match(body, /<figure class="code wrong"><figcaption>Wrong on purpose: this blocks the event loop\./);
  });

  test('puts pictures inline with their text alternative, or the alternative alone', () => {
    const svg = '<svg viewBox="0 0 1 1"></svg>';
    const { body } = cardHtml(card('![One "cook"](a.svg)\n\n![Two](b.svg)'), new Map([['a.svg', svg]]), false);
    assert.ok(body.includes(`<span class="picture" role="img" aria-label="One &#34;cook&#34;">${svg}</span>`));
    assert.match(body, /<p class="picture">Two<\/p>/);
  });

  test('gives tables header cells, and a place to scroll with the keyboard', () => {
    const body = bodyOf('| | `def` |\n|---|---|\n| runs | *a thread* |');
    assert.match(body, /<div class="table" tabindex="0" role="region" aria-label="Table">/);
    assert.match(body, /<th scope="col"><code>def<\/code><\/th>/);
    assert.match(body, /<th scope="row">runs<\/th><td><em>a thread<\/em><\/td>/);
  });

  test('shows HTML as text and follows no link but https', () => {
    const body = bodyOf('<script>x</script> <b onclick="x">b</b>\n\n[a](javascript:x) [b](https://e.org/?a="b)');
    assert.doesNotMatch(body, /<script|<b |javascript:/);
    assert.match(body, /&#60;script&#62;/);
    assert.match(body, /<a href="https:\/\/e\.org\/\?a=[^">]*">b<\/a>/);
  });

  test('tells whether it is read, and offers the other language', () => {
    assert.match(cardHtml(card(''), new Map(), true).body, /data-read checked/);
    assert.doesNotMatch(bodyOf(''), /data-read checked/);
    assert.match(bodyOf(''), /data-language="es" lang="es">Español/);
    const spanish = bodyOf('', { language: 'es' });
    assert.match(spanish, /data-language="en" lang="en">English/);
    assert.match(spanish, /4 de 18/);
  });
});

test('text is escaped in content and in attributes', () => {
  assert.equal(escapeHtml(`<a b="c" d='e'>&`), '&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;');
  assert.equal(plainTitle('`async` and `await`'), 'async and await');
});
