import type { Category } from '../../knowledge/knowledge-schema.ts';

/** How customers come: all at the same moment, or so many a second. */
export type Arrival = { readonly kind: 'together' } | { readonly kind: 'rate'; readonly perSecond: number };

/**
 * Which process takes a customer:
 * - `kernel`: the workers listen on one socket. Of the loops that wait, one takes all that has come (asyncio/selector_events.py,
 *   `_accept_connection`, goes on until there is nothing more to accept); a loop that is held up takes nothing. Measured with
 *   uvicorn 0.17 on Linux 6.18: 48 at once that block went as 41, 4, 2, 1 to four workers, and one by one as 17, 10, 10, 3.
 * - `even`: something in front of the workers gives each its turn.
 */
export type Spread = 'kernel' | 'even';

/**
 * What the framework itself computes, in milliseconds of a core with Python's lock held. Measured as processor time on one
 * machine with Python 3.11, FastAPI 0.92, anyio 3.6 and uvicorn 0.17; another machine differs by some factor.
 */
export interface FrameworkCosts {
  /** To accept a connection. */
  readonly accept: number;
  /** To read and route a request. With accepting and answering, uvicorn used 0.39 ms for each of 2000 connections. */
  readonly request: number;
  /** To answer it. Most comes before: of 19 ms that 50 requests took, 13 to 20 had gone by when the first of 50 threads began. */
  readonly answer: number;
  /** To hop to a thread and back: 300 `anyio.to_thread.run_sync(int)` took 0.044 ms each at once, 0.053 ms one by one. */
  readonly hop: number;
  /** To start a thread that the pool does not have yet: 40 at once took 10 ms longer than 40 that were there. */
  readonly threadStart: number;
  /** To go on after an `await`: 1000 `asyncio.sleep(0.001)` at once took 0.008 ms each. */
  readonly resume: number;
}

export interface SimulationSettings {
  /** 1 to 500. */
  readonly customers: number;
  readonly arrival: Arrival;
  /** Processes, 1 to 8. */
  readonly workers: number;
  readonly spread: Spread;
  /** Cores that the server gets, 0.1 to 128; a container may have a part of one. */
  readonly cores: number;
  /** Threads that anyio's limiter lets run in each process, 1 to 1000. */
  readonly poolSize: number;
  /** Durations in milliseconds instead of those of the recipe, for all steps of a category. */
  readonly durations: Partial<Readonly<Record<Category, number>>>;
  readonly costs: FrameworkCosts;
  /** Decides what is left to chance: jitter, and which of several idle workers is the first. Any integer. */
  readonly seed: number;
  /** Part by which durations, and the time between customers, may be longer or shorter: 0 to 1. */
  readonly jitter: number;
}

/** anyio/_backends/_asyncio.py, `current_default_thread_limiter`. */
export const defaultPoolSize = 40;

export const defaultCosts: FrameworkCosts = {
  accept: 0.05,
  request: 0.28,
  answer: 0.06,
  hop: 0.05,
  threadStart: 0.25,
  resume: 0.01,
};

export const defaultSimulation: SimulationSettings = {
  customers: 50,
  arrival: { kind: 'together' },
  workers: 1,
  spread: 'kernel',
  cores: 4,
  poolSize: defaultPoolSize,
  durations: {},
  costs: defaultCosts,
  seed: 1,
  jitter: 0,
};

/** @throws RangeError where a setting is out of its range. */
export function checkSimulationSettings(settings: SimulationSettings): void {
  const { customers, arrival, workers, cores, poolSize, durations, costs, seed, jitter } = settings;
  whole('customers', customers, 1, 500);
  whole('workers', workers, 1, 8);
  number('cores', cores, 0.1, 128);
  whole('poolSize', poolSize, 1, 1000);
  whole('seed', seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  number('jitter', jitter, 0, 1);
  if (arrival.kind === 'rate') number('arrival.perSecond', arrival.perSecond, 0.01, 100_000);
  for (const [name, value] of Object.entries({ ...durations, ...costs })) number(name, value, 0, 3_600_000);
}

function whole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value)) throw new RangeError(`${name} must be a whole number, not ${value}`);
  number(name, value, least, most);
}

function number(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${name} must be ${least} to ${most}, not ${value}`);
}
