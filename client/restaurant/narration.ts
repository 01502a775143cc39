import { bisector } from 'd3-array';
import type { PlainStep } from '../../server/engine/simulation/recipe.ts';
import { stallsOf } from '../../server/engine/simulation/summary.ts';
import type { StepNumber, Trace } from '../../server/engine/simulation/trace.ts';

/** What can be told of a customer; each is a message `burgers.told.…` and has a card. */
const eventKinds = [
  'served',
  'comes',
  'called',
  'works',
  'waits',
  'thread',
  'holds',
  'lock',
  'queue',
  'computes',
  'blocks',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Something that is worth a sentence. */
export interface ToldEvent {
  readonly kind: EventKind;
  /** Milliseconds since the first customer came. */
  readonly time: number;
  /** Zero-based. */
  readonly customer: number;
  readonly step: StepNumber;
  /** How long it goes on, in milliseconds; for `served` since the customer came. */
  readonly lasts: number;
}

/** What happens at about the same time. */
export interface StoryMoment {
  /** When all of it has happened. */
  readonly time: number;
  /** What is told of it: the event that means most, of several the last one. */
  readonly told: ToldEvent;
}

/** What takes less is not told, in milliseconds. */
const shortest = 1;

/** Events closer together than this part of the whole are one moment. */
const mostMoments = 600;

/** Everything in a trace that is worth telling, in the order of time. */
export function toldEvents(trace: Trace, steps: readonly PlainStep[]): readonly ToldEvent[] {
  const events: ToldEvent[] = [];
  const add = (kind: EventKind, time: number, customer: number, step: StepNumber, lasts: number) =>
    events.push({ kind, time, customer, step, lasts });
  const stalls = stallsOf(trace);
  for (const { from, to, customer, step, cause } of stalls) {
    const kind = cause === 'lock' ? 'lock' : steps[step]?.kind === 'compute' ? 'computes' : 'blocks';
    add(kind, from, customer, step, to - from);
  }
  const isInStall = (worker: number, from: number) =>
    stalls.some((stall) => stall.worker === worker && stall.from <= from && from < stall.to);
  for (const { from, to, worker, customer, step } of trace.loopHolds) {
    if (step >= 0 && to - from >= shortest && !isInStall(worker, from)) add('works', from, customer, step, to - from);
  }
  trace.customers.forEach(({ arrival, started, answered, phases }, customer) => {
    add('comes', started, customer, -1, 0);
    add('served', answered, customer, -1, answered - arrival);
    for (const { kind, from, to, step } of phases) {
      if (to - from < shortest) continue;
      if (kind === 'waits' && step >= 0) {
        add('waits', from, customer, step, to - from);
        add('called', to, customer, step, 0);
      } else if (kind === 'pool queue') add('queue', from, customer, step, to - from);
    }
  });
  for (const { from, to, customer, step } of trace.threadUses) {
    if (step >= 0 && to - from >= shortest) add('thread', from, customer, step, to - from);
  }
  for (const { pool, does, from, to, customer, step } of trace.activities) {
    if (pool !== 'loop' && does === 'blocks' && to - from >= shortest) add('holds', from, customer, step, to - from);
  }
  return events.sort((a, b) => a.time - b.time);
}

/** The moments at which a story stops when it goes step by step. */
export function momentsOf(events: readonly ToldEvent[], end: number): readonly StoryMoment[] {
  const gap = end / mostMoments;
  const moments: StoryMoment[] = [];
  let first = -Infinity;
  for (const event of events) {
    const last = moments.at(-1);
    if (last && event.time - first <= gap) {
      const told = weight(event) >= weight(last.told) ? event : last.told;
      moments[moments.length - 1] = { time: event.time, told };
    } else {
      first = event.time;
      moments.push({ time: event.time, told: event });
    }
  }
  return moments;
}

function weight({ kind }: ToldEvent): number {
  return eventKinds.indexOf(kind);
}

/** Number of the last moment that is not after a time; -1 before the first. */
export function momentAt(moments: readonly StoryMoment[], time: number): number {
  return bisector<StoryMoment, number>((moment) => moment.time).right(moments, time) - 1;
}
