import type { PlainStep } from '../../server/engine/simulation/recipe.ts';
import { type Say, showTime } from './say.ts';
import type { TimelineBar } from './timeline-rows.ts';

/** What a bar of the timeline means. */
export function barText(
  { kind, customer, step, from, to }: TimelineBar,
  steps: readonly PlainStep[],
  say: Say,
): string {
  return say(`burgers.bar.${kind}`, {
    text: stepText(steps, step, say),
    customer: String(customer + 1),
    time: showTime(say, to - from),
    from: showTime(say, from),
  });
}

/** What runs in a step. @param step As in a trace. */
export function stepText(steps: readonly PlainStep[], step: number, say: Say): string {
  return steps[step]?.text ?? say('burgers.step.framework');
}
