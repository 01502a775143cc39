import { compile } from './compiled-recipe.ts';
import type { Turn } from './event-loop.ts';
import { FirstInFirstOut } from './first-in-first-out.ts';
import { Machine } from './machine.ts';
import { type Recipe, withDurations } from './recipe.ts';
import { RequestTask, type TaskSurroundings } from './request-task.ts';
import { chance, SeededRandom } from './seeded-random.ts';
import { checkSimulationSettings, defaultSimulation, type SimulationSettings } from './simulation-settings.ts';
import { type Summary, summaryOf } from './summary.ts';
import type { Trace } from './trace.ts';
import { type CustomerRecord, TraceRecorder } from './trace-recorder.ts';
import { WorkerProcess } from './worker-process.ts';

/** What happened, and what it comes to. */
export interface Simulation {
  readonly trace: Trace;
  readonly summary: Summary;
}

/**
 * Serves customers with a recipe: a discrete-event model of uvicorn's worker processes, each with its event loop, its pool of
 * threads and Python's lock, on the cores of one machine. The same input gives the same result.
 *
 * @throws RangeError where a setting is out of its range.
 */
export function simulate(recipe: Recipe, changes: Partial<SimulationSettings> = {}): Simulation {
  const settings = { ...defaultSimulation, ...changes };
  checkSimulationSettings(settings);
  const trace = new Server(withDurations(recipe, settings.durations), settings).serve();
  return { trace, summary: summaryOf(trace) };
}

/**
 * Milliseconds between the connections of customers who come together: an asyncio client and server made 48 in 8 ms, and more than
 * half of that is the client's.
 */
const connectGap = 0.1;

class Server {
  private readonly settings: SimulationSettings;
  private readonly machine: Machine;
  private readonly recorder = new TraceRecorder();
  private readonly around: TaskSurroundings;
  private readonly operations;
  private readonly workers: readonly WorkerProcess[];
  /** Connections that nobody has accepted: one queue for all, or one for each worker. */
  private readonly backlogs: readonly FirstInFirstOut<CustomerRecord>[];
  private readonly random: SeededRandom;

  constructor(recipe: Recipe, settings: SimulationSettings) {
    this.settings = settings;
    this.operations = compile(recipe);
    this.machine = new Machine(settings.cores);
    this.random = new SeededRandom(settings.seed);
    const { seed, jitter, costs } = settings;
    this.around = {
      machine: this.machine,
      recorder: this.recorder,
      costs,
      duration: (milliseconds, customer, step) =>
        jitter === 0 ? milliseconds : milliseconds * (1 + jitter * (2 * chance(seed, customer, step) - 1)),
    };
    const numbers = Array.from({ length: settings.workers }, (_, number) => number);
    const shared = new FirstInFirstOut<CustomerRecord>();
    this.backlogs = numbers.map(() => (settings.spread === 'kernel' ? shared : new FirstInFirstOut()));
    this.workers = numbers.map(
      (number) =>
        new WorkerProcess(this.machine, number, settings, this.recorder, {
          hasConnections: () => this.backlog(number).length > 0,
          accepting: () => (this.backlog(number).length > 0 ? this.accepting(number) : undefined),
        }),
    );
  }

  serve(): Trace {
    let arrival = 0;
    for (let count = 0; count < this.settings.customers; count++) {
      this.machine.at(arrival, () => this.arrive());
      arrival += this.gapAfter(count);
    }
    this.machine.run();
    return this.recorder.trace(this.machine.now);
  }

  private gapAfter(customer: number): number {
    const { arrival, jitter, seed } = this.settings;
    if (arrival.kind === 'together') return connectGap;
    return (1000 / arrival.perSecond) * (1 + jitter * (2 * chance(seed, customer, -1) - 1));
  }

  private backlog(worker: number): FirstInFirstOut<CustomerRecord> {
    return this.backlogs[worker] as FirstInFirstOut<CustomerRecord>;
  }

  private arrive(): void {
    const customer = this.recorder.customer(this.machine.now);
    if (this.settings.spread === 'even') {
      const number = customer.number % this.workers.length;
      this.backlog(number).add(customer);
      this.workers[number]?.loop.wake();
      return;
    }
    this.backlog(0).add(customer);
    // The system wakes every loop that waits; which of them accepts first is chance.
    const idle = this.workers.filter(({ loop }) => loop.isIdle);
    if (idle.length > 0) idle[this.random.below(idle.length)]?.loop.wake();
  }

  /** Accepts until nothing more waits. */
  private accepting(number: number): Turn {
    const worker = this.workers[number] as WorkerProcess;
    const backlog = this.backlog(number);
    const acceptNext: Turn = (done) => {
      const customer = backlog.take();
      if (!customer) {
        done();
        return;
      }
      worker.loop.thread.compute(this.settings.costs.accept, 'shared', () => {
        this.begin(worker, customer);
        acceptNext(done);
      });
    };
    return acceptNext;
  }

  private begin(worker: WorkerProcess, customer: CustomerRecord): void {
    const { machine, costs } = this.around;
    customer.worker = worker.number;
    customer.phases.push({ kind: 'unaccepted', from: customer.arrival, to: machine.now, step: -1 });
    const task = new RequestTask(this.around, worker, customer, this.operations, () => {
      customer.ended = machine.now;
    });
    task.schedule(costs.request);
  }
}
