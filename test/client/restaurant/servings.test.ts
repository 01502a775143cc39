import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startState } from '../../../client/restaurant/page-state.ts';
import { plannedServings } from '../../../client/restaurant/servings.ts';
import { simulate } from '../../../server/engine/simulation/simulate.ts';
import { awaiting, block, blocking, recipeOf, routeOf } from './sample-recipes.ts';

const { kitchen } = startState;
const named = (route: Parameters<typeof routeOf>, opened = route[0]) =>
  new Map(plannedServings(routeOf(...route), opened, kitchen).map((plan) => [plan.serving, plan]));

test('what has been fixed and what was are planned only where they differ', () => {
  const names = [...named([blocking]).keys()];
  assert.deepEqual(names, ['as it is', 'as def', 'offloaded', 'truly async', '2 workers', '4 workers', '8 workers']);
  assert.ok(named([awaiting], blocking).has('when opened'));
  assert.ok(named([blocking, awaiting]).has('after the fix'));
});

test('ways to serve that do the same say so', () => {
  assert.equal(named([awaiting]).get('truly async')?.sameAs, 'as it is');
  assert.equal(named([blocking, awaiting]).get('truly async')?.sameAs, 'after the fix');
  assert.equal(named([blocking]).get('as def')?.sameAs, undefined);
});

test('those that are said to be the same take just as long', () => {
  const recipes = [blocking, awaiting, recipeOf('thread pool', block(30)), recipeOf('event loop')];
  for (const recipe of recipes) {
    const plans = plannedServings(routeOf(recipe), recipe, kitchen);
    const total = (serving: string) => {
      const plan = plans.find((one) => one.serving === serving);
      assert.ok(plan);
      return simulate(plan.recipe, plan.settings).summary.total;
    };
    for (const { serving, sameAs } of plans) if (sameAs) assert.equal(total(serving), total(sameAs), serving);
  }
});

test('the durations of the user count for every way to serve', () => {
  const slow = { ...kitchen, durations: { http: 400 } };
  for (const plan of plannedServings(routeOf(blocking), blocking, slow))
    assert.ok(simulate(plan.recipe, plan.settings).summary.latency.median >= 400, plan.serving);
});
