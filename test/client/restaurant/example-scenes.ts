import { Scene } from '../../../client/restaurant/scene-moment.ts';
import type { PlainStep, Recipe, Stage, Step } from '../../../server/engine/simulation/recipe.ts';
import { simulate } from '../../../server/engine/simulation/simulate.ts';
import { defaultSimulation, type SimulationSettings } from '../../../server/engine/simulation/simulation-settings.ts';
import type { Trace } from '../../../server/engine/simulation/trace.ts';

export interface Example {
  readonly name: string;
  readonly trace: Trace;
  readonly scene: Scene;
  readonly settings: SimulationSettings;
}

const block: PlainStep = { kind: 'block', milliseconds: 1000, category: 'http', text: 'requests.get' };
const wait: PlainStep = { kind: 'wait', milliseconds: 1000, category: 'http', text: 'client.get' };
const compute: PlainStep = { kind: 'compute', milliseconds: 200, lock: 'held', text: 'json.loads' };

function operation(runsOn: Stage['runsOn'], ...steps: readonly Step[]): Recipe {
  return { stages: [{ role: 'path operation', name: 'read_burgers', runsOn, steps }] };
}

export function example(name: string, recipe: Recipe, changes: Partial<SimulationSettings>): Example {
  const { trace } = simulate(recipe, changes);
  const settings = { ...defaultSimulation, ...changes };
  return { name, trace, scene: new Scene(trace, recipe, settings), settings };
}

/** The kinds of restaurant that there are. */
export const examples: readonly Example[] = [
  example('async def that blocks', operation('event loop', block), { customers: 12 }),
  example('def with 8 threads', operation('thread pool', block), { customers: 50, poolSize: 8 }),
  example('async def that waits', operation('event loop', wait), { customers: 50 }),
  example('4 workers', operation('event loop', wait, block), { customers: 24, workers: 4 }),
  example('40 threads', operation('thread pool', block), { customers: 60 }),
  example('500 customers', operation('event loop', wait), { customers: 500 }),
  example('one customer', operation('event loop', block), { customers: 1 }),
  example('8 workers with 40 threads', operation('thread pool', block), { customers: 500, workers: 8, spread: 'even' }),
  example('threads that compute', operation('thread pool', compute), { customers: 10, poolSize: 4 }),
  example(
    'two threads at once, of one that there is',
    operation('event loop', {
      kind: 'gather',
      branches: [1, 2].map(() => [{ kind: 'thread', pool: 'limiter', steps: [block] }]),
    }),
    { customers: 2, poolSize: 1 },
  ),
  example(
    'a gather and a background task',
    {
      stages: [
        {
          role: 'path operation',
          name: 'read_burgers',
          runsOn: 'event loop',
          steps: [
            {
              kind: 'gather',
              branches: [[wait], [wait, compute], [{ kind: 'thread', pool: 'limiter', steps: [block] }]],
            },
          ],
        },
        { role: 'background task', name: 'tell', runsOn: 'event loop', steps: [{ ...block, milliseconds: 300 }] },
      ],
    },
    { customers: 8, arrival: { kind: 'rate', perSecond: 4 }, jitter: 0.3 },
  ),
];
