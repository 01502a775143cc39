import type { PlainStep, Recipe, Stage, StepPlace } from '../../server/engine/simulation/recipe.ts';
import type { SimulationSettings } from '../../server/engine/simulation/simulation-settings.ts';
import type { RouteCode } from '../../server/lsp/route-answer.ts';

/** A restaurant of the story: its program, and how it is served. */
export interface StoryRestaurant {
  readonly name: 'concurrent' | 'parallel';
  readonly code: RouteCode;
  readonly recipe: Recipe;
  readonly settings: Partial<SimulationSettings>;
}

/** Counters of the parallel restaurant, each with somebody who takes orders and cooks. */
const counters = 8;

/** In milliseconds of the simulation: to take an order, to grill, to hand the tray over. */
const ordering = 8;
const grilling = 240;
const handing = 4;

const uri = (name: string) => `story:${name}`;

function placed(name: string, line: number): StepPlace {
  return { path: uri(name), range: { start: { line, character: 0 }, end: { line, character: 1 } } };
}

function computing(name: string, text: string, milliseconds: number, line: number): PlainStep {
  return { kind: 'compute', lock: 'shared', milliseconds, text, place: placed(name, line) };
}

function serving(name: string, runsOn: Stage['runsOn'], grill: PlainStep): Recipe {
  const steps = [computing(name, 'take_order()', ordering, 2), grill, computing(name, 'return meal', handing, 4)];
  return { stages: [{ role: 'path operation', name: 'burgers', runsOn, steps }] };
}

/** Nothing but what the story tells takes time. */
const costs = { accept: 0, request: 0, answer: 0, hop: 0, threadStart: 0, resume: 0 };

const code = (name: string, ...lines: string[]): RouteCode => ({ uri: uri(name), firstLine: 0, lines });

/** One who takes the next order while the grill works. */
export const concurrentRestaurant: StoryRestaurant = {
  name: 'concurrent',
  code: code(
    'concurrent',
    '@app.get("/burgers")',
    'async def burgers():',
    '    order = take_order()',
    '    meal = await grill(order)',
    '    return meal',
  ),
  recipe: serving('concurrent', 'event loop', {
    kind: 'wait',
    milliseconds: grilling,
    text: 'grill(order)',
    place: placed('concurrent', 3),
  }),
  settings: { costs },
};

/** Eight who each stand at the grill with their customer. */
export const parallelRestaurant: StoryRestaurant = {
  name: 'parallel',
  code: code(
    'parallel',
    '@app.get("/burgers")',
    'def burgers():',
    '    order = take_order()',
    '    meal = grill_and_wait(order)',
    '    return meal',
  ),
  recipe: serving('parallel', 'thread pool', {
    kind: 'block',
    milliseconds: grilling,
    text: 'grill_and_wait(order)',
    place: placed('parallel', 3),
  }),
  settings: { costs, poolSize: counters },
};
