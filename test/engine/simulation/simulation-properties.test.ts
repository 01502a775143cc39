import assert from 'node:assert/strict';
import { test } from 'node:test';
import { switchInterval } from '../../../server/engine/simulation/interpreter-lock.ts';
import { plainSteps, type Recipe, type Step } from '../../../server/engine/simulation/recipe.ts';
import { variantOf } from '../../../server/engine/simulation/recipe-variants.ts';
import { type Simulation, simulate } from '../../../server/engine/simulation/simulate.ts';
import type { SimulationSettings } from '../../../server/engine/simulation/simulation-settings.ts';
import { stallThreshold } from '../../../server/engine/simulation/summary.ts';
import type { TimeSpan } from '../../../server/engine/simulation/trace.ts';
import { RandomCases } from './random-recipes.ts';

/*
 * What must hold of every simulation, whatever the recipe. A failure names the seed of its case.
 */

const cases = 120;
/** Times are sums of numbers that binary fractions do not hold exactly. */
const exactly = 1e-6;

interface Case {
  readonly seed: number;
  readonly recipe: Recipe;
  readonly settings: SimulationSettings;
  readonly result: Simulation;
}

const simulated: Case[] = Array.from({ length: cases }, (_, seed) => {
  const random = new RandomCases(seed);
  const recipe = random.recipe();
  const settings = random.settings();
  return { seed, recipe, settings, result: simulate(recipe, settings) };
});

function forEachCase(check: (given: Case) => void): void {
  for (const given of simulated) {
    try {
      check(given);
    } catch (error) {
      throw new Error(`case ${given.seed}`, { cause: error });
    }
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** How many of the spans there are at most at one time. Spans that only touch do not overlap. */
function mostAtOnce(spans: readonly TimeSpan[]): number {
  const changes = spans
    .filter(({ from, to }) => to - from > exactly)
    .flatMap(({ from, to }) => [
      { at: from + exactly / 4, by: 1 },
      { at: to - exactly / 4, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let count = 0;
  let most = 0;
  for (const { by } of changes) {
    count += by;
    most = Math.max(most, count);
  }
  return most;
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly (readonly Item[])[] {
  return [...Map.groupBy(items, keyOf).values()];
}

test('every customer comes once, is answered once and ends once', () => {
  forEachCase(({ settings, result: { trace, summary } }) => {
    assert.equal(trace.customers.length, settings.customers);
    assert.equal(summary.customers, settings.customers);
    for (const customer of trace.customers) {
      const { arrival, started, answered, ended, worker, phases } = customer;
      assert.ok(worker >= 0 && worker < settings.workers);
      assert.ok(arrival <= started && started <= answered && answered <= ended && ended <= trace.end, 'in order');
      for (const { from, to } of phases) assert.ok(arrival <= from && from < to + exactly && to <= ended + exactly);
    }
  });
});

test('every customer gets every step, for as long as the recipe says', () => {
  forEachCase(({ recipe, settings, result: { trace } }) => {
    if (settings.jitter > 0) return;
    const spent = new Map<string, number>();
    const add = (customer: number, step: number, { from, to }: TimeSpan) =>
      spent.set(`${customer} ${step}`, (spent.get(`${customer} ${step}`) ?? 0) + to - from);
    for (const activity of trace.activities) {
      if (activity.does !== 'waits for the lock') add(activity.customer, activity.step, activity);
    }
    trace.customers.forEach(({ phases }, customer) => {
      for (const phase of phases) if (phase.kind === 'waits') add(customer, phase.step, phase);
    });
    const most = sum(Object.values(settings.costs)) + exactly;
    plainSteps(recipe).forEach(({ kind, milliseconds }, step) => {
      for (let customer = 0; customer < settings.customers; customer++) {
        const time = spent.get(`${customer} ${step}`) ?? 0;
        assert.ok(time > milliseconds - exactly, `step ${step} took ${time} of ${milliseconds} ms`);
        // Computing takes longer where cores are shared.
        if (kind !== 'compute' && settings.cores > 8) assert.ok(time < milliseconds + 3 * most, `${kind} ${time}`);
      }
    });
  });
});

test('no pool has more threads at work than it may have', () => {
  forEachCase(({ settings, result: { trace } }) => {
    const limits = {
      limiter: settings.poolSize,
      executor: Math.min(32, settings.cores + 4),
      processes: settings.cores,
    };
    for (const uses of grouped(trace.threadUses, ({ worker, pool }) => `${worker} ${pool}`)) {
      const pool = uses[0]?.pool;
      if (pool === undefined || pool === 'own') continue;
      assert.ok(mostAtOnce(uses.map(({ counted }) => counted)) <= limits[pool], `${pool}`);
      for (const { from, to, counted } of uses) assert.ok(counted.from <= from && to <= counted.to);
    }
    for (const uses of grouped(trace.threadUses, ({ worker, pool, thread }) => `${worker} ${pool} ${thread}`)) {
      assert.ok(mostAtOnce(uses) <= 1, 'one customer at a time in a thread');
    }
  });
});

test('a loop and a lock have one holder at a time', () => {
  forEachCase(({ result: { trace } }) => {
    for (const holds of grouped(trace.loopHolds, ({ worker }) => `${worker}`))
      assert.ok(mostAtOnce(holds) <= 1, 'loop');
    for (const holds of grouped(trace.lockHolds, ({ worker }) => `${worker}`))
      assert.ok(mostAtOnce(holds) <= 1, 'lock');
    for (const does of grouped(trace.activities, ({ worker, pool, thread }) => `${worker} ${pool} ${thread}`)) {
      assert.ok(mostAtOnce(does) <= 1, 'one thing at a time in a thread');
    }
  });
});

/** The steps that another process does. */
function stepsElsewhere(recipe: Recipe): ReadonlySet<Step> {
  const found = new Set<Step>();
  const visit = (steps: readonly Step[], isElsewhere: boolean) => {
    for (const step of steps) {
      if (step.kind === 'thread') visit(step.steps, isElsewhere || step.pool === 'processes');
      else if (step.kind === 'gather') for (const branch of step.branches) visit(branch, isElsewhere);
      else if (isElsewhere) found.add(step);
    }
  };
  for (const { steps } of recipe.stages) visit(steps, false);
  return found;
}

test('what computes with the lock has it', () => {
  forEachCase(({ recipe, result: { trace } }) => {
    const steps = plainSteps(recipe);
    const elsewhere = stepsElsewhere(recipe);
    for (const { worker, pool, thread, step, does, from, to } of trace.activities) {
      const plain = steps[step];
      if (does !== 'computes' || pool === 'processes' || (plain && elsewhere.has(plain))) continue;
      // A step that leaves the lock may have the framework's own computing before it.
      if (plain?.kind === 'compute' && plain.lock === 'released') continue;
      const held = trace.lockHolds.some(
        (hold) =>
          hold.worker === worker &&
          hold.pool === pool &&
          hold.thread === thread &&
          hold.from <= from + exactly &&
          to - exactly <= hold.to,
      );
      assert.ok(held, `${pool} ${thread} at ${from}`);
    }
  });
});

test('the same seed gives the same trace, another one another', () => {
  let differing = 0;
  forEachCase(({ recipe, settings, result }) => {
    assert.deepEqual(simulate(recipe, settings), result);
    const other = simulate(recipe, { ...settings, seed: settings.seed + 1 });
    if (settings.jitter > 0 && other.summary.total !== result.summary.total) differing++;
  });
  assert.ok(differing > 10, `${differing} differ`);
});

/** The recipe's shortest time for one customer until the response, without the framework. */
function leastLatency({ stages }: Recipe): number {
  const last = stages.findIndex(({ role }) => role === 'path operation');
  return sum(stages.slice(0, last + 1).map(({ runsOn, steps }) => least(steps, runsOn === 'event loop')));
}

function least(steps: readonly Step[], onLoop: boolean): number {
  return sum(
    steps.map((step) => {
      if (step.kind === 'thread') return least(step.steps, false);
      if (step.kind !== 'gather') return step.milliseconds;
      const branches = step.branches.map((branch) => least(branch, onLoop));
      return onLoop ? Math.max(0, ...branches) : sum(branches);
    }),
  );
}

/** Milliseconds of steps, by what they hold. */
function held({ stages }: Recipe): { loop: number; lock: number; cores: number; pool: number } {
  const total = { loop: 0, lock: 0, cores: 0, pool: 0 };
  const add = (steps: readonly Step[], on: 'loop' | 'limiter' | 'other', hasLock: boolean) => {
    for (const step of steps) {
      if (step.kind === 'gather') for (const branch of step.branches) add(branch, on, hasLock);
      else if (step.kind === 'thread') {
        const isElsewhere = step.pool === 'processes';
        const inner = on !== 'loop' ? on : step.pool === 'limiter' ? 'limiter' : 'other';
        add(step.steps, inner, hasLock && !isElsewhere);
      } else {
        if (on === 'loop' && step.kind !== 'wait') total.loop += step.milliseconds;
        if (on === 'limiter') total.pool += step.milliseconds;
        if (step.kind === 'compute') total.cores += step.milliseconds;
        if (step.kind === 'compute' && step.lock !== 'released' && hasLock) total.lock += step.milliseconds;
      }
    }
  };
  for (const { runsOn, steps } of stages) {
    add(steps, runsOn === 'event loop' ? 'loop' : runsOn === 'thread pool' ? 'limiter' : 'other', true);
  }
  return total;
}

test('nothing is faster than the work allows', () => {
  forEachCase(({ recipe, settings, result: { trace, summary } }) => {
    const slack = 1 - settings.jitter;
    const least = leastLatency(recipe) * slack;
    for (const { arrival, answered } of trace.customers) assert.ok(answered - arrival > least - exactly);
    const { loop, lock, cores, pool } = held(recipe);
    const { customers, workers, poolSize } = settings;
    const work = customers * slack;
    const end = trace.end + exactly;
    assert.ok(end >= (work * cores) / settings.cores, 'cores');
    assert.ok(end >= (work * loop) / workers, 'loops');
    assert.ok(end >= (work * lock) / workers, 'locks');
    assert.ok(end >= (work * pool) / workers / poolSize, 'pools');
    assert.ok(summary.total <= end);
  });
});

test('variants do the same steps', () => {
  forEachCase(({ recipe }) => {
    const steps = plainSteps(recipe).map(({ milliseconds }) => milliseconds);
    for (const variant of ['as def', 'offloaded', 'truly async'] as const) {
      assert.deepEqual(
        plainSteps(variantOf(recipe, variant)).map(({ milliseconds }) => milliseconds),
        steps,
        variant,
      );
    }
  });
});

/*
 * Where customers come one after the other, another spread may let the last one meet a busier process than before, which is no
 * slower server. So all come together here, and the time counts until all work is done, that after the responses too. A
 * lock that is asked for one interval later may cost one interval.
 */
test('more workers are never slower for equal work', () => {
  forEachCase(({ recipe, settings }) => {
    const end = (workers: number) => {
      const changes = { workers, spread: 'even', cores: 128, jitter: 0, arrival: { kind: 'together' } } as const;
      return simulate(recipe, { ...settings, ...changes }).trace.end;
    };
    const ends = [1, 2, 3, 5, 8].map(end);
    ends.slice(1).forEach((time, index) => {
      assert.ok(time <= (ends[index] ?? 0) + switchInterval, ends.join(', '));
    });
  });
});

test('with the spread of the kernel, several workers are never slower than one', () => {
  forEachCase(({ recipe, settings }) => {
    const end = (workers: number) =>
      simulate(recipe, { ...settings, workers, spread: 'kernel', cores: 128, jitter: 0 }).trace.end;
    const one = end(1);
    for (const workers of [2, 5]) assert.ok(end(workers) <= one + switchInterval, `${workers}`);
  });
});

/** The greatest number of those that wait at a moment at which somebody comes. */
function longestQueue(waits: readonly TimeSpan[]): number {
  return Math.max(...waits.map((wait) => waits.filter(({ from, to }) => from <= wait.from && wait.from < to).length));
}

test('the summary says what the trace says', () => {
  forEachCase(({ result: { trace, summary } }) => {
    const latencies = trace.customers.map(({ arrival, answered }) => answered - arrival);
    const notAbove = (value: number) => latencies.filter((latency) => latency <= value).length / latencies.length;
    const below = (value: number) => latencies.filter((latency) => latency < value).length / latencies.length;
    for (const [value, part] of [
      [summary.latency.median, 0.5],
      [summary.latency.percentile95, 0.95],
      [summary.latency.longest, 1],
    ] as const) {
      assert.ok(latencies.includes(value) && notAbove(value) >= part && below(value) < part, `${part}`);
    }
    const last = Math.max(...trace.customers.map(({ answered }) => answered));
    assert.equal(summary.total, last - Math.min(...trace.customers.map(({ arrival }) => arrival)));
    assert.ok(Math.abs(summary.throughput * summary.total - 1000 * trace.customers.length) < exactly * 1000);

    const turns = grouped(trace.loopHolds, ({ turn }) => `${turn}`).map(
      (holds) => Math.max(...holds.map(({ to }) => to)) - Math.min(...holds.map(({ from }) => from)),
    );
    const stalls = [...turns, ...trace.lockouts.map(({ from, to }) => to - from)].filter(
      (time) => time >= stallThreshold,
    );
    assert.equal(summary.stalls.count, stalls.length);
    assert.equal(summary.stalls.longest, Math.max(0, ...stalls));
    assert.ok(Math.abs(summary.stalls.total - sum(stalls)) < exactly);

    const limited = trace.poolWaits.filter(({ pool }) => pool === 'limiter');
    const phases = trace.customers.flatMap(({ phases }) => phases.filter(({ kind }) => kind === 'pool queue'));
    const waits = sum(trace.poolWaits.map(({ from, to }) => to - from));
    assert.ok(Math.abs(sum(phases.map(({ from, to }) => to - from)) - waits) < exactly, 'phases');
    assert.ok(Math.abs(summary.poolQueue.totalWait - sum(limited.map(({ from, to }) => to - from))) < exactly);
    assert.equal(summary.poolQueue.waited, limited.length);
    const queues = grouped(limited, ({ worker }) => `${worker}`).map(longestQueue);
    assert.equal(summary.poolQueue.longest, Math.max(0, ...queues));
  });
});

test('500 customers with 20 steps each are simulated in less than 100 ms', () => {
  const steps: Step[] = Array.from({ length: 5 }, (): Step[] => [
    { kind: 'wait', milliseconds: 20 },
    { kind: 'block', milliseconds: 5 },
    { kind: 'compute', milliseconds: 2, lock: 'shared' },
    { kind: 'thread', pool: 'limiter', steps: [{ kind: 'block', milliseconds: 5 }] },
  ]).flat();
  const recipe: Recipe = { stages: [{ role: 'path operation', name: 'read', runsOn: 'event loop', steps }] };
  // Processor time of the best of ten: other programs on the machine and the first compilation do not count.
  let best = Infinity;
  for (let attempt = 0; attempt < 10; attempt++) {
    const before = process.cpuUsage();
    simulate(recipe, { customers: 500 });
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  assert.ok(best < 100, `${best} ms`);
});
