import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayIn } from '../../../client/restaurant/say.ts';
import { describeMoment } from '../../../client/restaurant/scene-description.ts';
import { Scene } from '../../../client/restaurant/scene-moment.ts';
import { simulate } from '../../../server/engine/simulation/simulate.ts';
import { stallsOf } from '../../../server/engine/simulation/summary.ts';
import type { Language } from '../../../server/messages/language.ts';
import { examples } from './example-scenes.ts';
import { block, recipeOf } from './sample-recipes.ts';

function described(name: string, time: number, language: Language = 'en'): string {
  const found = examples.find((example) => example.name === name);
  assert.ok(found, name);
  return describeMoment(found.scene.at(time), sayIn(language));
}

test('a loop that stands still is told, with those who wait', () => {
  assert.equal(
    described('async def that blocks', 1500),
    '1 of 12 served. The cook stands at the grill for customer 2: 10 wait, nobody takes orders.',
  );
  assert.equal(
    described('async def that blocks', 10_500, 'es'),
    'Atendidos: 10 de 12. El cocinero está ante la parrilla por el cliente 11: 1 espera y nadie toma pedidos.',
  );
});

test('a call that blocks is one from the first moment, when Python still goes into it', () => {
  const recipe = recipeOf('event loop', block(100));
  const { trace } = simulate(recipe, { customers: 5 });
  const scene = new Scene(trace, recipe, { workers: 1, poolSize: 40 });
  const stalls = stallsOf(trace);
  assert.equal(stalls.length, 5);
  for (const { from, to } of stalls) {
    for (const time of [from, (from + to) / 2])
      assert.match(describeMoment(scene.at(time), sayIn('en')), /stands at the grill/);
  }
});

test('several loops that stand still are counted', () => {
  assert.match(
    described('4 workers', 2500),
    /^4 of 24 served\. 4 of 4 cooks who take orders stand still, .*: 19 wait\.$/,
  );
});

test('the lock that a thread keeps is named', () => {
  assert.match(
    described('threads that compute', 300),
    /waits for Python's lock, which the thread of customer \d+ keeps/,
  );
});

test('what goes on without a stall is told', () => {
  assert.equal(
    described('def with 8 threads', 500),
    '0 of 50 served. 8 customers stand with the cook of a thread each. 42 wait for a thread.',
  );
  assert.equal(
    described('async def that waits', 500),
    '0 of 50 served. 50 sit and wait for what is on the grill, and orders are taken.',
  );
  assert.equal(described('async def that blocks', 20_000), 'All 12 are served. They waited 6.5 s on average.');
});

test('every moment has a description without gaps in both languages', () => {
  for (const { name, scene } of examples) {
    for (let part = 0; part <= 20; part++) {
      for (const language of ['en', 'es'] as const) {
        const text = described(name, (scene.end * part) / 20, language);
        assert.match(text, /^[^{}]+\.$/);
        assert.doesNotMatch(text, /undefined|NaN| {2}/);
      }
    }
  }
});
