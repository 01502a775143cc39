import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchCards } from '../../client/card-search.ts';
import type { CardSummary } from '../../server/cards/card-catalogue.ts';

function card(id: string, order: number, title: string, introduction: string, text: string): CardSummary {
  return { id, order, title, introduction, text: `${introduction}\n\n${text}`, importance: 'important' };
}

const cards = [
  card('burgers', 1, 'Hamburguesas concurrentes', 'Un cocinero toma pedidos.', 'El bucle de eventos no espera.'),
  card('pool', 2, 'Entre bastidores', 'Hay 40 hilos y un bucle.', '| a | b |\n|---|---|\n| `def` | hilo |'),
  card('loop', 3, 'El bucle', 'Un hilo para todos.', 'Texto con **énfasis** y [enlaces](https://example.org/secret).'),
];
const idsFor = (query: string) => searchCards(cards, query).map((found) => found.card.id);

test('finds in titles first, then in sentences, then in the text', () => {
  assert.deepEqual(idsFor('bucle'), ['loop', 'pool', 'burgers']);
  assert.deepEqual(idsFor(''), ['burgers', 'pool', 'loop']);
  assert.deepEqual(idsFor('  '), ['burgers', 'pool', 'loop']);
});

test('wants every word, in whatever part', () => {
  assert.deepEqual(idsFor('hilos bucle'), ['pool']);
  assert.deepEqual(idsFor('hamburguesas espera'), ['burgers']);
  assert.deepEqual(idsFor('hamburguesas avión'), []);
});

test('accents and upper case make no difference, and signs of Markdown are no text', () => {
  assert.deepEqual(idsFor('ENFASIS'), ['loop']);
  assert.deepEqual(idsFor('énfasis'), ['loop']);
  assert.deepEqual(idsFor('secret'), []);
  assert.deepEqual(idsFor('---'), []);
});

test('shows the place in the text where it was found, with the text as it is written', () => {
  const [found] = searchCards(cards, 'enfasis');
  assert.match(found?.excerpt ?? '', /Texto con énfasis y enlaces/);
  assert.equal(searchCards(cards, 'cocinero')[0]?.excerpt, undefined);
});
