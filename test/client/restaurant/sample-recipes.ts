import type { PlainStep, Recipe, Stage } from '../../../server/engine/simulation/recipe.ts';
import type { RouteAnswer } from '../../../server/lsp/route-answer.ts';

export const uri = 'file:///project/main.py';

export function block(milliseconds: number, line = 2): PlainStep {
  const range = { start: { line, character: 4 }, end: { line, character: 20 } };
  return { kind: 'block', milliseconds, category: 'http', text: 'requests.get(…)', place: { path: uri, range } };
}

export function wait(milliseconds: number): PlainStep {
  return { kind: 'wait', milliseconds, category: 'database', text: 'fetch(…)' };
}

export function compute(milliseconds: number): PlainStep {
  return { kind: 'compute', lock: 'shared', milliseconds, category: 'cpu', text: 'hash_password(…)' };
}

export function recipeOf(runsOn: Stage['runsOn'], ...steps: PlainStep[]): Recipe {
  return { stages: [{ role: 'path operation', name: 'grill', runsOn, steps }] };
}

export const blocking = recipeOf('event loop', block(100));
export const awaiting = recipeOf('event loop', wait(100));

export function routeOf(recipe: Recipe, after?: Recipe): RouteAnswer {
  const code = { uri, firstLine: 0, lines: ['@app.get("/grill")', 'async def grill():', '    requests.get(url)'] };
  const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 20 } };
  return {
    key: { uri, name: 'grill' },
    method: 'GET',
    route: '/grill',
    recipe,
    code,
    ...(after && { afterFix: { title: 'Await it', at: { uri, range }, recipe: after, code } }),
  };
}
