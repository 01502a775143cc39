import type { EventKind, ToldEvent } from './narration.ts';

const cards: Readonly<Record<EventKind, string>> = {
  comes: 'asynchronous-code',
  works: 'coroutines',
  waits: 'async-await',
  called: 'concurrent-burgers',
  thread: 'behind-the-scenes',
  holds: 'parallel-burgers',
  queue: 'behind-the-scenes',
  lock: 'cpu-bound',
  computes: 'cpu-bound',
  blocks: 'io-bound',
  served: 'burger-conclusion',
};

const beforeAll = 'concurrency-parallelism';

/** The card that explains an event best. @param told Undefined: nothing has happened yet. */
export function cardOf(told: ToldEvent | undefined): string {
  return told ? cards[told.kind] : beforeAll;
}

/** All cards that are quoted. */
export const quotedCards: ReadonlySet<string> = new Set([beforeAll, ...Object.values(cards)]);
