import { isBeforeAnswer, type Recipe, type Step, withDurations } from '../../server/engine/simulation/recipe.ts';
import { variantOf } from '../../server/engine/simulation/recipe-variants.ts';
import type { SimulationSettings } from '../../server/engine/simulation/simulation-settings.ts';
import type { RouteAnswer } from '../../server/lsp/route-answer.ts';
import type { KitchenSettings, Serving } from './page-state.ts';

/** What is to be simulated under which name. */
export interface PlannedServing {
  readonly serving: Serving;
  readonly recipe: Recipe;
  readonly settings: Partial<SimulationSettings>;
  /** An earlier one that does just the same. */
  readonly sameAs: Serving | undefined;
}

/**
 * All ways to serve a path operation, in the order in which they are listed.
 *
 * @param opened Its recipe when the restaurant was opened.
 */
export function plannedServings(
  route: Pick<RouteAnswer, 'recipe' | 'afterFix'>,
  opened: Recipe,
  kitchen: KitchenSettings,
): readonly PlannedServing[] {
  const settings = settingsOf(kitchen);
  const { recipe, afterFix } = route;
  const planned: PlannedServing[] = [];
  const add = (serving: Serving, made: Recipe, changes: Partial<SimulationSettings> = {}) => {
    const whole = { ...settings, ...changes };
    const work = workOf(made, whole);
    const sameAs = planned.find((other) => workOf(other.recipe, other.settings) === work)?.serving;
    planned.push({ serving, recipe: made, settings: whole, sameAs });
  };
  add('as it is', recipe);
  if (workOf(opened, settings) !== workOf(recipe, settings)) add('when opened', opened);
  if (afterFix) add('after the fix', afterFix.recipe);
  add('as def', variantOf(recipe, 'as def'));
  add('offloaded', variantOf(recipe, 'offloaded'));
  add('truly async', variantOf(recipe, 'truly async'));
  for (const workers of [2, 4, 8] as const) add(`${workers} workers`, recipe, { workers });
  return planned;
}

/** The settings of the simulation for what the user has set. */
function settingsOf({
  customers,
  perSecond,
  poolSize,
  workers,
  cores,
  durations,
}: KitchenSettings): Partial<SimulationSettings> {
  const arrival = perSecond === null ? ({ kind: 'together' } as const) : ({ kind: 'rate', perSecond } as const);
  return { customers, arrival, poolSize, workers, cores, durations };
}

/** What decides a simulation, as text: neither names nor places. */
function workOf(recipe: Recipe, settings: Partial<SimulationSettings>): string {
  const { stages } = withDurations(recipe, settings.durations ?? {});
  const work = stages
    .filter(({ steps }) => steps.length > 0)
    .map((stage) => [isBeforeAnswer(stage), stage.runsOn, stage.steps.map(workOfStep)]);
  const threads = stages
    .filter(({ steps, runsOn }) => steps.length === 0 && runsOn !== 'event loop')
    .map(({ role }) => role);
  return JSON.stringify([work, threads, settings]);
}

function workOfStep(step: Step): unknown {
  switch (step.kind) {
    case 'thread':
      return [step.kind, step.pool, step.steps.map(workOfStep)];
    case 'gather':
      return [step.kind, step.branches.map((branch) => branch.map(workOfStep))];
    case 'compute':
      return [step.kind, step.lock, step.milliseconds];
    default:
      return [step.kind, step.milliseconds];
  }
}
