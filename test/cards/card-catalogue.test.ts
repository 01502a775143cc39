import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Card, CardCatalogue, parseCard, partHeadings } from '../../server/cards/card-catalogue.ts';
import type { Language } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';

const folder = fileURLToPath(new URL('../../server/cards/', import.meta.url));
const languages: readonly Language[] = ['en', 'es'];
const ids = readdirSync(path.join(folder, 'en')).map((name) => name.replace(/\.md$/, ''));
const source = (id: string, language: Language) => readFileSync(path.join(folder, language, `${id}.md`), 'utf8');
const cardOf = (id: string, language: Language): Card => parseCard(source(id, language), language);

/** The Python code of a card's example. */
function exampleCode(card: Card): string {
  const blocks = [...(card.parts.get('example') ?? '').matchAll(/```python\n([\s\S]*?)```/g)];
  assert.equal(blocks.length, 1, `${card.id}: one block of code`);
  return blocks[0]?.[1] ?? '';
}

describe('cards', () => {
  test('both languages have the same ones', () => {
    assert.ok(ids.length >= 7);
    assert.deepEqual(readdirSync(path.join(folder, 'es')).sort(), ids.map((id) => `${id}.md`).sort());
  });

  test('every card that the engine names is there', () => {
    const named = new Set<string>();
    const engine = path.join(folder, '..', 'engine');
    for (const file of globSync('**/*.ts', { cwd: engine })) {
      const text = readFileSync(path.join(engine, file), 'utf8');
      for (const line of text.split('\n').filter((content) => /\bcard\b/.test(content))) {
        for (const match of line.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)) named.add(match[1] ?? '');
      }
    }
    const missing = [...named].filter((id) => /-/.test(id) && !ids.includes(id));
    assert.ok(named.has('behind-the-scenes') && named.has('coroutines'));
    assert.deepEqual(missing, []);
  });

  for (const id of ids) {
    test(`${id} says the same in both languages`, () => {
      const [english, spanish] = [cardOf(id, 'en'), cardOf(id, 'es')];
      assert.equal(english.id, id);
      assert.equal(spanish.id, id);
      assert.equal(spanish.importance, english.importance);
      assert.deepEqual(spanish.related, english.related);
      assert.deepEqual([...spanish.parts.keys()], [...english.parts.keys()]);
      const withoutComments = (card: Card) => exampleCode(card).replace(/\s*#.*$/gm, '');
      assert.equal(withoutComments(spanish), withoutComments(english));
    });

    for (const language of languages) {
      test(`${language}/${id} is whole`, async () => {
        const card = cardOf(id, language);
        assert.deepEqual(
          [...card.parts.keys()],
          Object.keys(partHeadings[language]).filter((part) => card.parts.has(part)),
          'parts stand in their order',
        );
        for (const part of ['introduction', 'example', 'explanation', 'why', 'link']) {
          assert.ok(card.parts.get(part), `has ${part}`);
        }
        const introduction = card.parts.get('introduction') ?? '';
        assert.ok(introduction.length <= 200, `${introduction.length} characters`);
        assert.match(introduction, /^[^\n]*[^.]\.$/);
        assert.equal(introduction.match(/[.!?](?=\s[A-ZÁÉÍÓÚ¿])/g), null, 'is one sentence');
        assert.match(card.parts.get('link') ?? '', /^\[[^\]]+\]\(https:\/\/fastapi\.tiangolo\.com\/[^)]+\)$/);
        for (const related of card.related) assert.ok(ids.includes(related), related);

        const analysis = await analysisOf({ 'main.py': exampleCode(card) });
        assert.deepEqual(analysis.syntaxErrors('main.py'), []);
        assert.deepEqual(analysis.allFindings(), [], 'examples show what is right');
      });
    }
  }

  test('the short form has title, sentence, code and link', () => {
    const sources = new Map(languages.flatMap((l) => ids.map((id) => [`${l}/${id}`, source(id, l)] as const)));
    const catalogue = new CardCatalogue(sources);
    for (const language of languages) {
      const card = cardOf('coroutines', language);
      const brief = catalogue.brief('coroutines', language) ?? '';
      for (const part of [card.title, card.parts.get('introduction'), '```python', card.parts.get('link')]) {
        assert.ok(part && brief.includes(part));
      }
    }
    assert.equal(catalogue.brief('no-such-card', 'en'), undefined);
  });
});

test('a malformed card is refused with the reason', () => {
  const card = (importance: string, heading: string) =>
    `---\nid: x\ntitle: X\nimportance: ${importance}\n---\n\n## ${heading}\n\nText.\n`;
  assert.equal(parseCard(card('specific', 'In one sentence'), 'en').parts.get('introduction'), 'Text.');
  assert.throws(() => parseCard('## In one sentence\n', 'en'), /front matter/);
  assert.throws(() => parseCard(card('enormous', 'In one sentence'), 'en'), /importance "enormous"/);
  assert.throws(() => parseCard(card('specific', 'En una frase'), 'en'), /"En una frase" is not the heading/);
});
