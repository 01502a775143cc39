import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Question, Recursion } from '../../server/engine/recursive-question.ts';
import { analysisOf } from '../engine-host.ts';

/** Questions whose answers are the numbers of `own` and those of every question that they need. */
function network(needs: Readonly<Record<string, readonly string[]>>, own: Readonly<Record<string, number>>) {
  const recursion = new Recursion<ReadonlySet<number>>((a, b) => a.size === b.size && [...a].every((x) => b.has(x)));
  const questions = new Map(Object.keys(needs).map((name) => [name, new Question<ReadonlySet<number>>(new Set())]));
  let worked = 0;
  const ask = (name: string): ReadonlySet<number> => {
    const question = questions.get(name);
    assert.ok(question);
    return recursion.ask(question, () => {
      worked++;
      let answer: ReadonlySet<number> = new Set(own[name] === undefined ? [] : [own[name]]);
      for (const needed of needs[name] ?? []) answer = new Set([...answer, ...ask(needed)]);
      return answer;
    });
  };
  return { ask: (name: string) => [...ask(name)].sort(), worked: () => worked };
}

test('questions that need each other get the same whole answer, whichever is asked first', () => {
  const needs = { a: ['b'], b: ['c', 'a'], c: ['d', 'b'], d: ['a', 'e'], e: ['f'], f: ['e'] };
  const own = { a: 1, c: 3, d: 4, f: 6 };
  for (const first of ['a', 'b', 'c', 'd']) {
    const { ask } = network(needs, own);
    assert.deepEqual(ask(first), [1, 3, 4, 6], first);
    for (const other of ['a', 'b', 'c', 'd']) assert.deepEqual(ask(other), [1, 3, 4, 6], `${other} after ${first}`);
    assert.deepEqual(ask('e'), [6]);
  }
});

test('a question is worked out a few times at most, however many need it', () => {
  const names = Array.from({ length: 40 }, (_, index) => `q${index}`);
  const { ask, worked } = network(Object.fromEntries(names.map((name) => [name, names])), { q7: 7 });
  for (const name of names) assert.deepEqual(ask(name), [7]);
  assert.ok(worked() <= 4 * names.length, `${worked()} times`);
});

test('what is worked out of reach is worked out again when it is asked for itself', () => {
  const names = Array.from({ length: 1000 }, (_, index) => index);
  const needs = Object.fromEntries(names.map((index) => [`q${index}`, index < 999 ? [`q${index + 1}`] : []]));
  const { ask } = network(needs, { q999: 1 });
  assert.deepEqual(ask('q0'), []);
  assert.deepEqual(ask('q900'), [1]);
  assert.deepEqual(ask('q800'), [1]);
});

test('an error leaves nothing behind', () => {
  const recursion = new Recursion<number>(Object.is);
  const question = new Question(0);
  const fail = () => {
    throw new Error('no');
  };
  assert.throws(() => recursion.ask(question, fail), /no/);
  assert.equal(
    recursion.ask(question, () => 5),
    5,
  );
});

test('a query that is built step by step from something unknown does not keep the analysis from ending', async () => {
  const steps = Array.from(
    { length: 40 },
    (_, i) => `    if ${i} in filters:\n        query = query.where(table.c[${i}])\n`,
  );
  const main = `from elsewhere import select, table
from fastapi import FastAPI

app = FastAPI()


@app.get('/')
async def build(filters):
    query = select(table)
${steps.join('')}    return query.all()
`;
  const analysis = await analysisOf({ 'main.py': main });
  assert.deepEqual(analysis.allFindings(), []);
});
