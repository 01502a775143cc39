import type { Pool } from '../../server/engine/simulation/recipe.ts';
import type { CustomerTrace, Phase, ThreadUse, TimeSpan } from '../../server/engine/simulation/trace.ts';

/** Where orders are taken: by the event loop of a worker, or by a thread of one of its pools. */
export interface Counter {
  readonly worker: number;
  readonly pool: Pool | 'loop';
  /** Zero-based in its pool; 0 for a loop. */
  readonly thread: number;
}

/** Where a customer is. */
export type Place =
  | { readonly kind: 'to come' }
  /** Has not been served yet. */
  | { readonly kind: 'line' }
  /** At a counter; `index` is its place in the scene's list of counters. */
  | { readonly kind: 'loop' | 'thread'; readonly index: number; readonly counter: Counter }
  /** What it asked for is on the grill. */
  | { readonly kind: 'seated' }
  /** Its number is called: it waits for its turn at the loop's counter. Who never sat down stands. */
  | { readonly kind: 'called'; readonly hasSeat: boolean }
  /** Waits for a thread. */
  | { readonly kind: 'pool line' }
  | { readonly kind: 'gone' };

/** A customer is at one place from `from` on, until `to`. */
export interface Stay extends TimeSpan {
  readonly place: Place;
}

const toCome: Place = { kind: 'to come' };
const inLine: Place = { kind: 'line' };
const seated: Place = { kind: 'seated' };
const called: Place = { kind: 'called', hasSeat: false };
const calledAtSeat: Place = { kind: 'called', hasSeat: true };
const inPoolLine: Place = { kind: 'pool line' };
const gone: Place = { kind: 'gone' };

/** Of what goes on at once in a `gather`, the later in this list is where the customer is seen. */
const ranks: readonly Place['kind'][] = ['line', 'called', 'seated', 'pool line', 'thread', 'loop'];

/**
 * The places of one customer in their order, without a gap, from before it comes until for ever.
 *
 * @param uses Its threads.
 * @param at The place of a counter.
 */
export function staysOf(
  customer: CustomerTrace,
  uses: readonly ThreadUse[],
  at: (counter: Counter) => Place,
): readonly Stay[] {
  const spans = customer.phases.flatMap((phase): Stay[] => {
    const place = placeOf(phase, customer, at);
    return place ? [{ place, from: phase.from, to: phase.to }] : [];
  });
  for (const { worker, pool, thread, from, to } of uses) {
    if (to > from) spans.push({ place: at({ worker, pool, thread }), from, to });
  }
  spans.sort((a, b) => a.from - b.from);
  const { arrival, started, answered } = customer;
  const times = [...spans.flatMap(({ from, to }) => [from, to]), arrival, started, answered];
  const edges = [...new Set(times)].filter((time) => time >= arrival && time <= answered).sort((a, b) => a - b);
  const stays = new Stays(toCome);
  let begun = 0;
  let hasSat = false;
  let going: Stay[] = [];
  for (const edge of edges) {
    if (edge === answered) break;
    while (begun < spans.length && (spans[begun] as Stay).from <= edge) going.push(spans[begun++] as Stay);
    going = going.filter(({ to }) => to > edge);
    const { place } = going.reduce(nearer, { place: edge < started ? inLine : called, from: edge, to: edge });
    hasSat ||= place === seated;
    stays.goTo(place === called && hasSat ? calledAtSeat : place, edge);
  }
  stays.goTo(gone, answered);
  return stays.list();
}

function nearer(a: Stay, b: Stay): Stay {
  return ranks.indexOf(b.place.kind) > ranks.indexOf(a.place.kind) ? b : a;
}

function placeOf(phase: Phase, customer: CustomerTrace, at: (counter: Counter) => Place): Place | undefined {
  switch (phase.kind) {
    case 'unaccepted':
      return inLine;
    case 'ready':
      return phase.from < customer.started ? inLine : called;
    case 'loop':
      return at({ worker: customer.worker, pool: 'loop', thread: 0 });
    case 'waits':
      return seated;
    case 'pool queue':
      return inPoolLine;
    case 'thread':
      // `threadUses` say the same, with the thread.
      return undefined;
  }
}

class Stays {
  private readonly stays: { place: Place; from: number; to: number }[];

  constructor(first: Place) {
    this.stays = [{ place: first, from: -Infinity, to: Infinity }];
  }

  goTo(place: Place, time: number): void {
    const last = this.stays.at(-1);
    if (!last || last.place === place) return;
    last.to = time;
    this.stays.push({ place, from: time, to: Infinity });
  }

  list(): readonly Stay[] {
    return this.stays;
  }
}
