import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageStateFrom, startState } from '../../../client/restaurant/page-state.ts';
import { messageFromPage, messageToPage } from '../../../client/restaurant/restaurant-message.ts';
import { routeFrom } from '../../../client/restaurant/route-schema.ts';
import type { Recipe } from '../../../server/engine/simulation/recipe.ts';
import { simulate } from '../../../server/engine/simulation/simulate.ts';
import { awaiting, blocking, routeOf } from './sample-recipes.ts';

test('what the page and the extension tell each other comes through', () => {
  const route = routeOf(blocking, awaiting);
  assert.deepEqual(messageToPage({ type: 'open', route }), { type: 'open', route });
  assert.deepEqual(messageToPage({ type: 'update', route: null }), { type: 'update', route: null });
  const ready = { type: 'ready', state: { ...startState, route: route.key, opened: route } };
  const { recipe, code } = route;
  assert.deepEqual(messageFromPage(ready), {
    type: 'ready',
    state: { ...startState, route: route.key, opened: { recipe, code } },
  });
});

test('everything else is refused', () => {
  const wrong: unknown[] = [
    null,
    'ready',
    { type: 'run', command: 'rm' },
    { type: 'openCard', id: '../../etc' },
    { type: 'save', name: '../picture', format: 'svg', content: '' },
    { type: 'save', name: 'picture', format: 'exe', content: '' },
    {
      type: 'openCode',
      uri: 'file:///a.py',
      range: { start: { line: -1, character: 0 }, end: { line: 0, character: 0 } },
    },
    { type: 'ready', state: { ...startState, kitchen: { ...startState.kitchen, customers: 501 } } },
  ];
  for (const message of wrong) assert.equal(messageFromPage(message), undefined, JSON.stringify(message));
  for (const message of [
    { type: 'open', route: {} },
    { type: 'start', language: 'fr', cards: { en: [], es: [] } },
  ])
    assert.equal(messageToPage(message), undefined);
});

test('a recipe with a time that is none is refused', () => {
  for (const milliseconds of [-1, Number.NaN, Number.POSITIVE_INFINITY, '5']) {
    const stages = [
      { role: 'path operation', name: 'f', runsOn: 'event loop', steps: [{ kind: 'wait', milliseconds }] },
    ];
    assert.equal(routeFrom({ ...routeOf(blocking), recipe: { stages } }), undefined);
  }
});

test('every state that the page can keep is one that the simulation takes', () => {
  for (const customers of [1, 500]) {
    const state = { ...startState, kitchen: { ...startState.kitchen, customers, durations: { http: 0 } } };
    const kept = pageStateFrom(state);
    assert.deepEqual(kept, state);
    assert.equal(simulate(blocking, { customers, durations: state.kitchen.durations }).summary.customers, customers);
  }
  assert.equal(pageStateFrom({ ...startState, speed: 3 }), undefined);
});

test('a route that sleeps for a day is shown all the same', () => {
  const day = 86_400_000;
  const recipe: Recipe = {
    stages: [
      {
        role: 'background task',
        name: 'clean_up',
        runsOn: 'event loop',
        steps: [{ kind: 'wait', milliseconds: day, isWritten: true }],
      },
    ],
  };
  assert.deepEqual(routeFrom({ ...routeOf(blocking), recipe })?.recipe, recipe);
  assert.ok(simulate(recipe, { customers: 3 }).trace.end >= day);
});
