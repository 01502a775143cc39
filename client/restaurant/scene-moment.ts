import { bisectRight } from 'd3-array';
import { type PlainStep, type Pool, plainSteps, type Recipe } from '../../server/engine/simulation/recipe.ts';
import { type Stall, stallsOf, stallThreshold } from '../../server/engine/simulation/summary.ts';
import type { Activity, LoopHold, StepNumber, TimeSpan, Trace } from '../../server/engine/simulation/trace.ts';
import { type Counter, type Place, type Stay, staysOf } from './customer-stays.ts';
import { during, lastBegun, mostAtOnce } from './sorted-times.ts';

export type { Counter, Place, Stay } from './customer-stays.ts';

/** Where a customer is at a moment. Times in milliseconds of the simulation. */
export interface CustomerMoment {
  readonly place: Place;
  readonly since: number;
  /** Where it was before. */
  readonly former: Place;
}

/** What a counter does at a moment. */
export interface CounterMoment {
  readonly counter: Counter;
  readonly does: /** Nobody is served. */
    | 'free'
    /** Serves, and is free again at once. */
    | 'serves'
    /** Stands at the grill and waits, with the customer. */
    | 'blocks'
    | 'computes'
    /** Another thread of the process has Python's lock. */
    | 'waits for the lock';
  /** Of whom; undefined where it works for nobody. */
  readonly customer: number | undefined;
  readonly step: StepNumber;
  /** A loop that stands still, and for how many milliseconds already. */
  readonly stall: (Stall & { readonly lasts: number }) | undefined;
}

/** All that can be seen at one time. */
export interface SceneMoment {
  readonly time: number;
  /** By number. */
  readonly customers: readonly CustomerMoment[];
  /** In the order of the scene's counters. */
  readonly counters: readonly CounterMoment[];
  /** Things that are awaited. */
  readonly burgers: number;
  readonly served: number;
  /** Came and have no answer yet. */
  readonly waiting: number;
  /** From arrival to answer, for those who are served; 0 before there are any. */
  readonly meanWait: number;
}

export interface SceneOptions {
  readonly workers: number;
  /** Threads of each worker's pool. */
  readonly poolSize: number;
}

/** A customer stands in a line. */
export interface LineVisit extends TimeSpan {
  readonly customer: number;
}

interface CounterTimes {
  readonly counter: Counter;
  readonly deeds: readonly (TimeSpan & Pick<CounterMoment, 'does' | 'customer' | 'step'>)[];
  readonly stalls: readonly Stall[];
}

const poolOrder: readonly (Pool | 'loop')[] = ['loop', 'limiter', 'executor', 'own', 'processes'];

/** A trace, sorted so that any moment of it is found at once. */
export class Scene {
  /** Worker by worker: its loop, then the threads that are ever used. */
  readonly counters: readonly Counter[];
  /** What the numbers of steps stand for. */
  readonly steps: readonly PlainStep[];
  /** When the last thing was done. */
  readonly end: number;
  /** Those who have not been served yet, and those who were and stand: for a thread, or for their turn. By `from`. */
  readonly lines: { readonly first: readonly LineVisit[]; readonly second: readonly LineVisit[] };
  /** The most who are ever there at once. */
  readonly most: { readonly line: number; readonly seats: number };
  /** By counter: whether its cook ever stands at the grill. */
  readonly grills: readonly boolean[];
  private readonly stays: readonly (readonly Stay[])[];
  private readonly times: readonly CounterTimes[];
  private readonly seats: readonly (number | undefined)[];
  private readonly arrivals: Float64Array;
  private readonly answers: Float64Array;
  /** By answer: the sum of the waits of all who are answered until then. */
  private readonly waits: Float64Array;
  private readonly fires: { readonly lit: Float64Array; readonly out: Float64Array };

  constructor(trace: Trace, recipe: Recipe, options: SceneOptions) {
    this.steps = plainSteps(recipe);
    this.end = trace.end;
    const counters = countersOf(trace, options.workers);
    this.counters = counters;
    const places = new Map<string, Place>(
      counters.map((counter, index) => [
        nameOf(counter),
        { kind: counter.pool === 'loop' ? 'loop' : 'thread', index, counter },
      ]),
    );
    const uses = groupBy(trace.threadUses, ({ customer }) => customer);
    this.stays = trace.customers.map((customer, number) =>
      staysOf(customer, uses.get(number) ?? [], (counter) => places.get(nameOf(counter)) as Place),
    );
    this.times = counterTimes(trace, counters, this.steps);
    this.grills = this.times.map(({ deeds }) => deeds.some(({ does }) => does === 'blocks'));
    this.seats = seatsOf(this.stays.map(seatOwned));
    const first = visitsOf(this.stays, ({ kind }) => kind === 'line');
    const second = visitsOf(this.stays, (place) =>
      place.kind === 'called' ? !place.hasSeat : place.kind === 'pool line',
    );
    this.lines = { first, second };
    this.most = {
      line: mostAtOnce([...first, ...second]),
      seats: Math.max(0, ...this.seats.map((seat) => (seat ?? -1) + 1)),
    };
    const { customers } = trace;
    this.arrivals = Float64Array.from(customers, ({ arrival }) => arrival).sort();
    const byAnswer = [...customers].sort((a, b) => a.answered - b.answered);
    this.answers = Float64Array.from(byAnswer, ({ answered }) => answered);
    let sum = 0;
    this.waits = Float64Array.from(byAnswer, ({ arrival, answered }) => (sum += answered - arrival));
    const fires = customers.flatMap(({ phases }) => phases.filter(({ kind }) => kind === 'waits'));
    this.fires = {
      lit: Float64Array.from(fires, ({ from }) => from).sort(),
      out: Float64Array.from(fires, ({ to }) => to).sort(),
    };
  }

  get customers(): number {
    return this.stays.length;
  }

  /** All places of a customer, by `from`. */
  staysOf(customer: number): readonly Stay[] {
    return this.stays[customer] ?? [];
  }

  /** The customer's seat, which it keeps from when it first sits down until it goes; zero-based, undefined: it never sits. */
  seatOf(customer: number): number | undefined {
    return this.seats[customer];
  }

  /** @param time In milliseconds since the first customer came. */
  at(time: number): SceneMoment {
    const customers = this.stays.map((stays): CustomerMoment => {
      const index = countStays(stays, time) - 1;
      const { place, from } = stays[index] as Stay;
      return { place, since: from, former: (stays[index - 1] ?? (stays[index] as Stay)).place };
    });
    const served = bisectRight(this.answers, time);
    return {
      time,
      customers,
      counters: this.times.map((times) => counterAt(times, time)),
      burgers: bisectRight(this.fires.lit, time) - bisectRight(this.fires.out, time),
      served,
      waiting: bisectRight(this.arrivals, time) - served,
      meanWait: served > 0 ? (this.waits[served - 1] as number) / served : 0,
    };
  }
}

function visitsOf(stays: readonly (readonly Stay[])[], isInLine: (place: Place) => boolean): readonly LineVisit[] {
  const visits: { customer: number; from: number; to: number }[] = [];
  for (const [customer, places] of stays.entries()) {
    let last: { customer: number; from: number; to: number } | undefined;
    for (const { place, from, to } of places) {
      if (!isInLine(place)) continue;
      if (last && last.to === from) last.to = to;
      else {
        last = { customer, from, to };
        visits.push(last);
      }
    }
  }
  return visits.sort((a, b) => a.from - b.from || a.customer - b.customer);
}

function countStays(stays: readonly Stay[], time: number): number {
  let count = stays.length;
  while (count > 1 && (stays[count - 1] as Stay).from > time) count--;
  return count;
}

function countersOf(trace: Trace, workers: number): readonly Counter[] {
  const counters = new Map<string, Counter>();
  const add = (counter: Counter) => counters.set(nameOf(counter), counter);
  for (let worker = 0; worker < workers; worker++) add({ worker, pool: 'loop', thread: 0 });
  for (const { worker, pool, thread, from, to } of trace.threadUses) if (to > from) add({ worker, pool, thread });
  return [...counters.values()].sort(
    (a, b) => a.worker - b.worker || poolOrder.indexOf(a.pool) - poolOrder.indexOf(b.pool) || a.thread - b.thread,
  );
}

function nameOf({ worker, pool, thread }: Counter): string {
  return `${worker} ${pool} ${thread}`;
}

function counterTimes(
  trace: Trace,
  counters: readonly Counter[],
  steps: readonly PlainStep[],
): readonly CounterTimes[] {
  const activities = groupBy(trace.activities, nameOf);
  const uses = groupBy(trace.threadUses, nameOf);
  const turns = groupBy(turnsOf(trace.loopHolds), ({ worker }) => worker);
  const stalls = groupBy(stallsOf(trace), ({ worker }) => worker);
  return counters.map((counter) => {
    const isLoop = counter.pool === 'loop';
    const held = sorted((isLoop ? turns.get(counter.worker) : uses.get(nameOf(counter))) ?? []);
    return {
      counter,
      deeds: sorted(activities.get(nameOf(counter)) ?? []).map((activity) =>
        deedOf(looksOf(activity, steps), held, isLoop),
      ),
      stalls: isLoop ? sorted(stalls.get(counter.worker) ?? []) : [],
    };
  });
}

/** The turns of tasks on the loops. */
function turnsOf(holds: readonly LoopHold[]): readonly (TimeSpan & { worker: number; customer: number })[] {
  const turns = new Map<number, { worker: number; customer: number; from: number; to: number }>();
  for (const { turn, worker, customer, from, to } of holds) {
    const known = turns.get(turn);
    if (known) known.to = to;
    else turns.set(turn, { worker, customer, from, to });
  }
  return [...turns.values()];
}

/** What Python does to call what blocks belongs to the call: nobody is seen to compute for it. */
function looksOf(activity: Activity, steps: readonly PlainStep[]): Activity {
  const isCall = activity.does === 'computes' && steps[activity.step]?.kind === 'block';
  return isCall ? { ...activity, does: 'blocks' } : activity;
}

/** What a thread's activity looks like. @param held When it serves a customer: turns of the loop or uses of the thread. */
function deedOf(
  { from, to, does, customer, step }: Activity,
  held: readonly (TimeSpan & { readonly customer: number })[],
  isLoop: boolean,
): CounterTimes['deeds'][number] {
  const hold = lastBegun(held, from);
  const isHeld = hold !== undefined && hold.to > from;
  const isShort = step < 0 || (isLoop && !(isHeld && hold.to - hold.from >= stallThreshold));
  return {
    from,
    to,
    does: isShort && does !== 'waits for the lock' ? 'serves' : does,
    customer: isHeld ? hold.customer : customer < 0 ? undefined : customer,
    step,
  };
}

function counterAt({ counter, deeds, stalls }: CounterTimes, time: number): CounterMoment {
  const stall = during(stalls, time);
  const deed = during(deeds, time);
  return {
    counter,
    does: deed?.does ?? 'free',
    customer: deed?.customer,
    step: deed?.step ?? -1,
    stall: stall && { ...stall, lasts: time - stall.from },
  };
}

/** From when to when a customer has a seat. */
function seatOwned(stays: readonly Stay[]): TimeSpan | undefined {
  const first = stays.find(({ place }) => place.kind === 'seated');
  return first && { from: first.from, to: (stays.at(-1) as Stay).from };
}

/** Everybody who sits down takes the first free seat. */
function seatsOf(owners: readonly (TimeSpan | undefined)[]): readonly (number | undefined)[] {
  const seats: (number | undefined)[] = owners.map(() => undefined);
  const order = owners.flatMap((span, customer) => (span ? [{ ...span, customer }] : []));
  order.sort((a, b) => a.from - b.from || a.customer - b.customer);
  const takenUntil: number[] = [];
  for (const { from, to, customer } of order) {
    const free = takenUntil.findIndex((until) => until <= from);
    const seat = free < 0 ? takenUntil.length : free;
    takenUntil[seat] = to;
    seats[customer] = seat;
  }
  return seats;
}

function sorted<Item extends TimeSpan>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => a.from - b.from);
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
