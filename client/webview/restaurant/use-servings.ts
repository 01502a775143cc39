import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Simulation, simulate } from '../../../server/engine/simulation/simulate.ts';
import type { Serving } from '../../restaurant/page-state.ts';
import type { PlannedServing } from '../../restaurant/servings.ts';

/** A way to serve that has been simulated. */
export interface Served extends PlannedServing {
  readonly simulation: Simulation;
}

/**
 * Simulates what is planned, one after the other so that the page answers meanwhile, and what is shown at once: were it missing for
 * a moment, everything around it would lose the focus and its place. What is known of an earlier plan stays until its successor is
 * there.
 *
 * @param shown Which are shown.
 */
export function useServings(
  planned: readonly PlannedServing[],
  shown: readonly Serving[],
): ReadonlyMap<Serving, Served> {
  const [complete, setComplete] = useState<ReadonlyMap<Serving, Served>>(new Map());
  const made = useMemo(() => new Map<Serving, Served>(), [planned]);
  for (const plan of planned) if (shown.includes(plan.serving)) serve(plan, made);
  useEffect(() => {
    const goOn = () => {
      const next = planned.find(({ serving }) => !made.has(serving));
      if (!next) {
        setComplete(made);
        return;
      }
      serve(next, made);
      timer = setTimeout(goOn, 0);
    };
    // Who drags a slider changes the plan many times a second: the others wait until that is over.
    let timer = setTimeout(goOn, 120);
    return () => clearTimeout(timer);
  }, [planned, made]);
  const known = new Map([...complete, ...made]);
  return new Map(
    planned.flatMap(({ serving }) => {
      const served = known.get(serving);
      return served ? [[serving, served] as const] : [];
    }),
  );
}

function serve(plan: PlannedServing, made: Map<Serving, Served>): void {
  if (made.has(plan.serving)) return;
  const same = plan.sameAs === undefined ? undefined : made.get(plan.sameAs)?.simulation;
  made.set(plan.serving, { ...plan, simulation: same ?? simulate(plan.recipe, plan.settings) });
}
