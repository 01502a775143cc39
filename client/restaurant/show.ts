import { type PlainStep, plainSteps, plainStepsOf, type Recipe } from '../../server/engine/simulation/recipe.ts';
import { type Simulation, simulate } from '../../server/engine/simulation/simulate.ts';
import { defaultSimulation, type SimulationSettings } from '../../server/engine/simulation/simulation-settings.ts';
import { type Stall, stallsOf } from '../../server/engine/simulation/summary.ts';
import type { RouteCode } from '../../server/lsp/route-answer.ts';
import { Growth } from './growth-chart.ts';
import { momentsOf, type StoryMoment, toldEvents } from './narration.ts';
import { Scene } from './scene-moment.ts';
import { type TimelineRow, timelineRows } from './timeline-rows.ts';

/** Everything that is shown of one simulation. */
export interface Show {
  readonly simulation: Simulation;
  /** Processes that serve. */
  readonly workers: number;
  readonly steps: readonly PlainStep[];
  /** Names of the functions that run in a thread as a whole, by their first step. */
  readonly inThreads: ReadonlyMap<number, string>;
  readonly code: RouteCode;
  readonly moments: readonly StoryMoment[];
  readonly growth: Growth;
  readonly rows: readonly TimelineRow[];
  /** The longest first. */
  readonly stalls: readonly Stall[];
  readonly scene: Scene;
}

/** @param simulation Of just this, where it has been made already. */
export function showOf(
  recipe: Recipe,
  code: RouteCode,
  settings: Partial<SimulationSettings>,
  simulation: Simulation = simulate(recipe, settings),
): Show {
  const { trace } = simulation;
  const { workers, poolSize } = { ...defaultSimulation, ...settings };
  const steps = plainSteps(recipe);
  return {
    simulation,
    workers,
    steps,
    inThreads: functionsInThreads(recipe),
    code,
    moments: momentsOf(toldEvents(trace, steps), trace.end),
    growth: new Growth(trace),
    rows: timelineRows(trace),
    stalls: stallsOf(trace).toSorted((a, b) => b.to - b.from - (a.to - a.from)),
    scene: new Scene(trace, recipe, { workers, poolSize }),
  };
}

function functionsInThreads({ stages }: Recipe): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  let first = 0;
  for (const { steps, runsOn, name } of stages) {
    if (runsOn !== 'event loop') names.set(first, name);
    first += plainStepsOf(steps).length;
  }
  return names;
}

/** Several shows together make at most so many steps. */
const mostSteps = 150;

/** The times at which several shows beside each other stop when they go step by step, in their order. */
export function stepTimes(shows: readonly Show[]): readonly number[] {
  const gap = Math.max(...shows.map(({ simulation }) => simulation.trace.end)) / mostSteps;
  const times = shows.flatMap(({ moments }) => moments.map(({ time }) => time)).sort((a, b) => a - b);
  const steps: number[] = [];
  let first = -Infinity;
  for (const time of times) {
    if (time - first <= gap) steps[steps.length - 1] = time;
    else {
      first = time;
      steps.push(time);
    }
  }
  return steps;
}
