import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Card, type CardPart, importances, parseCard, partHeadings } from '../../server/cards/card.ts';
import { CardCatalogue } from '../../server/cards/card-catalogue.ts';
import { examplesIn } from '../../server/cards/card-examples.ts';
import { cardTriggers } from '../../server/engine/card-trigger.ts';
import type { Language } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';

const folder = fileURLToPath(new URL('../../server/cards/', import.meta.url));
const pictures = fileURLToPath(new URL('../../media/cards/', import.meta.url));
const languages: readonly Language[] = ['en', 'es'];
const ids = readdirSync(path.join(folder, 'en')).map((name) => name.replace(/\.md$/, ''));
const source = (id: string, language: Language) => readFileSync(path.join(folder, language, `${id}.md`), 'utf8');
const cardOf = (id: string, language: Language): Card => parseCard(source(id, language), language);
const textOf = (card: Card) => [...card.parts.values()].join('\n\n');
const picturesIn = (text: string) => [...text.matchAll(/!\[([^\]]*)\]\(([^)]*)\)/g)];

/** The course, in its order. */
const course = [
  'decision',
  'when-async',
  'when-def',
  'duel',
  'mixing',
  'asynchronous-code',
  'io-bound',
  'cpu-bound',
  'concurrency-parallelism',
  'concurrent-burgers',
  'parallel-burgers',
  'burger-conclusion',
  'concurrency-in-fastapi',
  'async-await',
  'coroutines',
  'behind-the-scenes',
  'dependencies',
  'utility-functions',
];

describe('cards', () => {
  test('both languages have the whole course', () => {
    assert.deepEqual([...ids].sort(), [...course].sort());
    assert.deepEqual(readdirSync(path.join(folder, 'es')).sort(), ids.map((id) => `${id}.md`).sort());
    for (const language of languages) {
      const orders = course.map((id) => cardOf(id, language).order);
      assert.deepEqual(
        orders,
        course.map((_, index) => index + 1),
      );
    }
  });

  test('every kind of place in code leads to one card', () => {
    const led = ids.flatMap((id) => cardOf(id, 'en').triggers);
    assert.deepEqual([...led].sort(), [...cardTriggers].sort());
    for (const id of ids) assert.ok(cardOf(id, 'en').triggers.length > 0, id);
  });

  test('every card that the engine names is there', () => {
    const named = new Set<string>();
    const engine = path.join(folder, '..', 'engine');
    for (const file of globSync('rules/*.ts', { cwd: engine })) {
      const text = readFileSync(path.join(engine, file), 'utf8');
      for (const line of text.split('\n').filter((content) => /\bcard\b/.test(content))) {
        for (const match of line.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)) named.add(match[1] ?? '');
      }
    }
    const missing = [...named].filter((id) => /-/.test(id) && !ids.includes(id));
    assert.ok(named.has('behind-the-scenes') && named.has('coroutines'));
    assert.deepEqual(missing, []);
  });

  test('every picture is on a card', () => {
    const shown = new Set(ids.flatMap((id) => picturesIn(textOf(cardOf(id, 'en'))).map(([, , file]) => file)));
    const drawn = readdirSync(pictures).filter((name) => name.endsWith('.svg'));
    assert.deepEqual(
      drawn.filter((name) => !shown.has(name)),
      [],
    );
  });

  for (const id of ids) {
    test(`${id} says the same in both languages`, () => {
      const [english, spanish] = [cardOf(id, 'en'), cardOf(id, 'es')];
      assert.equal(english.id, id);
      for (const key of ['id', 'order', 'importance', 'related', 'triggers'] as const)
        assert.deepEqual(spanish[key], english[key], key);
      assert.deepEqual([...spanish.parts.keys()], [...english.parts.keys()]);
      for (const [part, text] of english.parts) {
        const other = spanish.parts.get(part) ?? '';
        const shape = (markdown: string) => ({
          examples: examplesIn(markdown).map(({ claim, code }) => [claim, withoutComments(code)]),
          pictures: picturesIn(markdown).map(([, , file]) => file),
          rows: (markdown.match(/^\|.*\|$/gm) ?? []).map((row) => row.split('|').length),
          headings: markdown.match(/^###/gm)?.length ?? 0,
        });
        assert.deepEqual(shape(other), shape(text), part);
      }
    });

    for (const language of languages) {
      test(`${language}/${id} is whole`, async () => {
        const card = cardOf(id, language);
        assert.deepEqual(
          [...card.parts.keys()],
          Object.keys(partHeadings[language]).filter((part) => card.parts.has(part as CardPart)),
          'parts stand in their order',
        );
        for (const part of ['introduction', 'example', 'explanation', 'why', 'link'] as const) {
          assert.ok(card.parts.get(part), `has ${part}`);
        }
        const introduction = card.parts.get('introduction') ?? '';
        assert.ok(introduction.length <= 200, `${introduction.length} characters`);
        assert.match(introduction, /^[^\n]*[^.]\.$/);
        assert.equal(introduction.match(/[.!?](?=\s[A-ZÁÉÍÓÚ¿])/g), null, 'is one sentence');
        assert.match(card.parts.get('link') ?? '', /^\[[^\]]+\]\(https:\/\/fastapi\.tiangolo\.com\/[^)]+\)$/);
        assert.ok(card.related.length > 0 && !card.related.includes(id));
        for (const related of card.related) assert.ok(ids.includes(related), related);
        for (const [, alternative, file] of picturesIn(textOf(card))) {
          assert.ok(existsSync(path.join(pictures, file ?? '')), file);
          assert.ok((alternative ?? '').length >= 40, `${file} has a text alternative`);
        }
        assert.equal(textOf(card).match(/^```(?!python( (blocks|loses|fails))?$|$)/gm), null, 'all code is Python');

        const examples = examplesIn(textOf(card));
        assert.ok(examples.length > 0, 'has an example');
        for (const { claim, code } of examples) {
          const analysis = await analysisOf({ 'main.py': code });
          assert.deepEqual(analysis.syntaxErrors('main.py'), [], code);
          const found = analysis.allFindings().map(({ rule }) => rule);
          if (claim === 'right') assert.deepEqual(found, [], `an example of what is right:\n${code}`);
          else assert.notDeepEqual(found, [], `an example that ${claim}:\n${code}`);
        }
      });
    }
  }
});

function withoutComments(code: string): string {
  return code.replace(/\s*#.*$/gm, '');
}

describe('the catalogue', () => {
  const catalogue = new CardCatalogue(
    new Map(languages.flatMap((language) => ids.map((id) => [`${language}/${id}`, source(id, language)] as const))),
  );

  test('has a short form with title and sentence, and a full one with an example and the reason', () => {
    for (const language of languages) {
      const card = cardOf('coroutines', language);
      const brief = catalogue.brief('coroutines', language) ?? '';
      const full = catalogue.full('coroutines', language) ?? '';
      for (const part of [card.title, card.parts.get('introduction')]) assert.ok(part && brief.includes(part));
      for (const part of [brief, '```python\n', card.parts.get('why')]) assert.ok(part && full.includes(part));
      assert.ok(brief.split('\n').length === 1 && !full.includes('!['));
    }
    assert.equal(catalogue.brief('no-such-card', 'en'), undefined);
  });

  test('gives a reader the parts with their headings, and the way through the course', () => {
    const first = catalogue.content('decision', 'es');
    assert.deepEqual(
      [first?.order, first?.count, first?.previous, first?.next?.id],
      [1, course.length, undefined, 'when-async'],
    );
    assert.deepEqual(first?.parts[0]?.heading, 'En una frase');
    assert.equal(catalogue.content('utility-functions', 'en')?.next, undefined);
    assert.ok(catalogue.content('duel', 'en')?.related.every(({ title }) => title !== ''));
    assert.equal(catalogue.content('constructor', 'en'), undefined);
  });

  test('lists the course with what can be searched', () => {
    const summaries = catalogue.summaries('en');
    assert.deepEqual(
      summaries.map(({ id }) => id),
      course,
    );
    for (const { introduction, text, importance } of summaries)
      assert.ok(text.includes(introduction) && importances.includes(importance));
  });

  test('finds the card for every kind of place', () => {
    for (const trigger of cardTriggers) assert.ok(catalogue.cardFor(trigger), trigger);
    assert.equal(catalogue.cardFor('blocked callable'), 'decision');
  });
});

test('a malformed card is refused with the reason', () => {
  const card = ({ importance = 'specific', heading = 'In one sentence', order = '1', triggers = 'await' }) =>
    `---\nid: x\ntitle: X\nimportance: ${importance}\norder: ${order}\ntriggers: ${triggers}\n---\n\n## ${heading}\n\nText.\n`;
  assert.equal(parseCard(card({}), 'en').parts.get('introduction'), 'Text.');
  assert.throws(() => parseCard('## In one sentence\n', 'en'), /front matter/);
  assert.throws(() => parseCard(card({ importance: 'enormous' }), 'en'), /importance "enormous"/);
  assert.throws(() => parseCard(card({ order: 'first' }), 'en'), /order is not a number/);
  assert.throws(() => parseCard(card({ triggers: 'moon' }), 'en'), /"moon" is not one of/);
  assert.throws(() => parseCard(card({ heading: 'En una frase' }), 'en'), /"En una frase" is not the heading/);
});
