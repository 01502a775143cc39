import { useEffect, useRef, useState } from 'preact/hooks';
import { type Simulation, simulate } from '../../../server/engine/simulation/simulate.ts';
import type { Serving } from '../../restaurant/page-state.ts';
import type { PlannedServing } from '../../restaurant/servings.ts';

/** A way to serve that has been simulated. */
export interface Served extends PlannedServing {
  readonly simulation: Simulation;
}

/**
 * Simulates what is planned, one after the other so that the page answers meanwhile, and what is shown first of all. What is known
 * of an earlier plan stays until its successor is there.
 *
 * @param first Which are shown; they come in one piece, without a moment in which only one is there.
 */
export function useServings(
  planned: readonly PlannedServing[],
  first: readonly Serving[],
): ReadonlyMap<Serving, Served> {
  const [served, setServed] = useState<ReadonlyMap<Serving, Served>>(new Map());
  const shown = useRef(first);
  shown.current = first;
  useEffect(() => {
    const made = new Map<Serving, Served>();
    const make = (plan: PlannedServing) => {
      if (made.has(plan.serving)) return;
      const same = plan.sameAs === undefined ? undefined : made.get(plan.sameAs)?.simulation;
      made.set(plan.serving, { ...plan, simulation: same ?? simulate(plan.recipe, plan.settings) });
    };
    for (const plan of planned) if (shown.current.includes(plan.serving)) make(plan);
    setServed((before) => onlyPlanned(new Map([...before, ...made]), planned));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const goOn = () => {
      const next = planned.find(({ serving }) => !made.has(serving));
      if (!next) {
        setServed(onlyPlanned(made, planned));
        return;
      }
      make(next);
      timer = setTimeout(goOn, 0);
    };
    // Who drags a slider changes the plan many times a second: the others wait until that is over.
    timer = setTimeout(goOn, 120);
    return () => clearTimeout(timer);
  }, [planned]);
  return served;
}

function onlyPlanned(
  served: ReadonlyMap<Serving, Served>,
  planned: readonly PlannedServing[],
): ReadonlyMap<Serving, Served> {
  return new Map([...served].filter(([serving]) => planned.some((plan) => plan.serving === serving)));
}
