import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Recipe, Stage, Step } from '../../server/engine/simulation/recipe.ts';
import { type Variant, variantOf } from '../../server/engine/simulation/recipe-variants.ts';
import { simulate } from '../../server/engine/simulation/simulate.ts';
import { defaultCosts, type SimulationSettings } from '../../server/engine/simulation/simulation-settings.ts';
import { analysisOf } from '../engine-host.ts';
import { type OracleResult, runOracle } from './run-oracle.ts';

/*
 * A real application serves crowds of requests, and the simulation serves the same: how much longer one form of a function takes
 * than another must be the same by 20 %. What the framework and the client themselves take is measured in the same
 * run, from path operations that do nothing.
 */

const tolerance = 0.2;
const application = fileURLToPath(new URL('../fixtures/load/app.py', import.meta.url));

function operation(runsOn: Stage['runsOn'], ...steps: readonly Step[]): Stage {
  return { role: 'path operation', name: 'operation', runsOn, steps };
}

function dependency(runsOn: Stage['runsOn'], ...steps: readonly Step[]): Stage {
  return { role: 'dependency', name: 'dependency', runsOn, steps };
}

const blocks = (milliseconds: number): Step => ({ kind: 'block', milliseconds });
const waits = (milliseconds: number): Step => ({ kind: 'wait', milliseconds });
const computes = (lock: 'shared' | 'held' | 'released'): Step => ({ kind: 'compute', milliseconds: 20, lock });

/** The forms of a shape: functions of the application, with what the engine would say of them. */
interface Shape {
  readonly name: string;
  readonly customers: number;
  readonly forms: readonly { readonly function: string; readonly recipe: Recipe }[];
  /** The time of its threads is that of the cores that they get. */
  readonly needsCores?: boolean;
}

function shape(name: string, functions: string, recipe: Recipe, variants: readonly Variant[], customers = 50): Shape {
  const forms = variants.map((variant) => ({
    function: `${functions}_${variant.replaceAll(' ', '_')}`,
    recipe: variantOf(recipe, variant),
  }));
  return { name, customers, forms };
}

const sleeping: Recipe = { stages: [operation('event loop', blocks(150))] };
const inExecutor: Recipe = {
  stages: [operation('event loop', { kind: 'thread', pool: 'executor', steps: [blocks(150)] })],
};
const withSession: Recipe = {
  stages: [
    dependency('thread pool', blocks(150)),
    operation('thread pool', blocks(150)),
    { role: 'clean-up', name: 'dependency', runsOn: 'own thread', steps: [blocks(20)] },
  ],
};

const shapes: readonly Shape[] = [
  shape('a sleep', 'sleep', sleeping, ['as it is', 'as def', 'offloaded', 'truly async']),
  shape('sixty sleeps for forty threads', 'sleep', sleeping, ['as def', 'truly async'], 60),
  {
    name: 'a sleep in asyncio.to_thread',
    customers: 50,
    forms: [
      { function: 'sleep_as_it_is', recipe: sleeping },
      { function: 'sleep_executor', recipe: inExecutor },
    ],
  },
  shape(
    'a dependency that sleeps',
    'dependency',
    { stages: [dependency('event loop', blocks(150)), operation('event loop')] },
    ['as it is', 'as def', 'truly async'],
  ),
  shape('a session and a sleep, each in a thread', 'session', withSession, ['as it is', 'truly async']),
  shape('a wait and a short sleep', 'mixed', { stages: [operation('event loop', waits(150), blocks(20))] }, [
    'as it is',
    'as def',
    'offloaded',
    'truly async',
  ]),
  shape(
    'a sleep, and one in what is streamed',
    'streamed',
    {
      stages: [
        operation('event loop', blocks(20), { ...blocks(20), isStreamed: true }, { ...waits(150), isStreamed: true }),
      ],
    },
    ['as it is', 'as def'],
  ),
  shape(
    'three waits at once',
    'gather',
    {
      stages: [operation('event loop', { kind: 'gather', branches: [[waits(150)], [waits(150)], [waits(150)]] })],
    },
    ['as it is', 'as def'],
  ),
  shape('computing in Python', 'python', { stages: [operation('event loop', computes('shared'))] }, [
    'as it is',
    'as def',
  ]),
  shape('C code that keeps the lock', 'held', { stages: [operation('event loop', computes('held'))] }, [
    'as it is',
    'as def',
  ]),
  {
    ...shape('C code that lets the lock go', 'released', { stages: [operation('event loop', computes('released'))] }, [
      'as it is',
      'as def',
    ]),
    needsCores: true,
  },
];

/** How long the last of so many customers of a function waited, in milliseconds. */
function measured({ crowds }: OracleResult, name: string, times: number): number {
  const found = crowds.find((crowd) => crowd.function === name && crowd.times === times);
  assert.ok(found, `${name} for ${times}`);
  return found.elapsed;
}

const running = runOracle(application);

/** What the framework takes on this machine, with the client in the same loop. */
function machine(result: OracleResult): Pick<SimulationSettings, 'costs' | 'cores'> {
  const whole = measured(result, 'nothing', 50) / 50;
  const hop = Math.max(0, measured(result, 'nothing_as_def', 50) / 50 - whole);
  // As with uvicorn, little comes after the path operation.
  const share = defaultCosts.request / (defaultCosts.request + defaultCosts.answer);
  const costs = { ...defaultCosts, accept: 0, request: whole * share, answer: whole * (1 - share), hop };
  return { costs, cores: cpus().length };
}

/** How many cores threads get: of as many as there are, each takes as long as one alone where they are all free. */
function spareCores(result: OracleResult): number {
  const count = cpus().length;
  return Math.min(count, (count * measured(result, 'spare', 1)) / measured(result, 'spare', count));
}

for (const { name, customers, forms, needsCores } of shapes) {
  test(`simulated as measured: ${name}`, async (context) => {
    const result = await running;
    const settings = { ...machine(result), customers, ...(needsCores && { cores: spareCores(result) }) };
    const times = forms.map((form) => ({
      function: form.function,
      real: measured(result, form.function, customers),
      simulated: simulate(form.recipe, settings).trace.end,
    }));
    const first = times[0];
    assert.ok(first);
    for (const time of times) {
      const real = first.real / time.real;
      const simulated = first.simulated / time.simulated;
      const text = `${time.function}: ${time.real} ms, simulated ${time.simulated.toFixed(1)} ms; ${first.function} takes ${real.toFixed(2)} times as long, simulated ${simulated.toFixed(2)}`;
      context.diagnostic(text);
      assert.ok(Math.abs(simulated / real - 1) < tolerance, text);
    }
  });
}

test('the engine tells these recipes from the code', async () => {
  const text = readFileSync(application, 'utf8');
  const analysis = await analysisOf({ 'app.py': text });
  const lines = text.split('\n');
  // Loops run once in a recipe, and how long a loop computes no code tells.
  const readable = shapes
    .flatMap(({ forms }) => forms)
    .filter((form) => /^(sleep|dependency|session|mixed)_/.test(form.function));
  assert.ok(readable.length > 12);
  for (const form of readable) {
    const line = lines.findIndex((content) => content.includes(`def ${form.function}(`));
    const found = analysis.routeAt('app.py', { line, character: 0 });
    assert.ok(found, form.function);
    assert.deepEqual(workOf(found.recipe), workOf(form.recipe), form.function);
  }
});

/** What a recipe does, without names and places. */
function workOf({ stages }: Recipe): unknown {
  return stages.map(({ role, runsOn, steps }) => ({ role, runsOn, steps: steps.map(stepWork) }));
}

function stepWork(step: Step): unknown {
  if (step.kind === 'thread') return { pool: step.pool, steps: step.steps.map(stepWork) };
  return step.kind === 'gather' ? step.branches.map((branch) => branch.map(stepWork)) : [step.kind, step.milliseconds];
}
