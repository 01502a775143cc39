import type { Operation } from './compiled-recipe.ts';
import type { Machine } from './machine.ts';
import type { PythonThread } from './python-thread.ts';
import type { FrameworkCosts } from './simulation-settings.ts';
import type { ThreadPool } from './thread-pool.ts';
import type { Phase, StepNumber } from './trace.ts';
import type { CustomerRecord, TraceRecorder } from './trace-recorder.ts';
import type { WorkerProcess } from './worker-process.ts';

/** What tasks share. */
export interface TaskSurroundings {
  readonly machine: Machine;
  readonly recorder: TraceRecorder;
  readonly costs: FrameworkCosts;
  /** How long a step takes for a customer, in milliseconds. */
  duration(milliseconds: number, customer: number, step: StepNumber): number;
}

type ThreadOperation = Operation & { readonly kind: 'thread' };

/** A task of a loop that does operations for a customer: its request, or a branch of a `gather` in it. */
export class RequestTask {
  private readonly around: TaskSurroundings;
  private readonly process: WorkerProcess;
  private readonly customer: CustomerRecord;
  private readonly operations: readonly Operation[];
  private readonly ended: () => void;
  private index = 0;
  /** The framework's own computing, in milliseconds, that comes before the next thing which the task does. */
  private owed = 0;
  private turn = -1;
  private step: StepNumber = -1;
  private holdSince = 0;
  private giveLoopBack: () => void = () => undefined;

  constructor(
    around: TaskSurroundings,
    process: WorkerProcess,
    customer: CustomerRecord,
    operations: readonly Operation[],
    ended: () => void,
  ) {
    this.around = around;
    this.process = process;
    this.customer = customer;
    this.operations = operations;
    this.ended = ended;
  }

  /** Lets the task go on when it is its turn. @param owed The framework's computing before that, in milliseconds. */
  schedule(owed: number, goOn = () => this.proceed()): void {
    const { machine, recorder } = this.around;
    const since = machine.now;
    this.process.loop.add((done) => {
      this.phase('ready', since, this.step);
      this.turn = recorder.nextTurn();
      this.holdSince = machine.now;
      this.giveLoopBack = done;
      this.owed = owed;
      this.process.loop.thread.customer = this.customer.number;
      this.process.loop.thread.step = this.step;
      if (this.customer.started < 0) this.customer.started = machine.now;
      goOn();
    });
  }

  private proceed(): void {
    const operation = this.operations[this.index++];
    this.atStep(operation?.step ?? -1);
    const { loop } = this.process;
    switch (operation?.kind) {
      case undefined:
        this.pay(() => {
          this.endTurn();
          this.ended();
        });
        return;
      case 'answer':
        this.owed += this.around.costs.answer;
        this.pay(() => {
          this.customer.answered = this.around.machine.now;
          this.proceed();
        });
        return;
      case 'compute': {
        const { lock, step } = operation;
        const milliseconds = this.duration(operation.milliseconds, step);
        this.pay(() => loop.thread.compute(milliseconds, lock, () => this.proceed()));
        return;
      }
      case 'block':
        this.pay(() => loop.thread.block(this.duration(operation.milliseconds, operation.step), () => this.proceed()));
        return;
      case 'wait':
        this.pay(() => this.wait(this.duration(operation.milliseconds, operation.step)));
        return;
      case 'thread':
        this.owed += this.around.costs.hop / 3;
        this.pay(() => this.hop(operation));
        return;
      case 'gather':
        this.owed += this.around.costs.resume * operation.branches.length;
        this.pay(() => this.gather(operation.branches));
    }
  }

  private duration(milliseconds: number, step: StepNumber): number {
    return this.around.duration(milliseconds, this.customer.number, step);
  }

  private pay(then: () => void): void {
    const { owed } = this;
    this.owed = 0;
    if (owed > 0) this.process.loop.thread.compute(owed, 'shared', then);
    else then();
  }

  private atStep(step: StepNumber): void {
    if (step === this.step) return;
    this.closeHold();
    this.step = step;
    this.process.loop.thread.step = step;
  }

  private closeHold(): void {
    const { turn, step, holdSince: from } = this;
    const to = this.around.machine.now;
    this.phase('loop', from, step);
    if (to > from) {
      const worker = this.process.number;
      this.around.recorder.loopHolds.push({ worker, turn, customer: this.customer.number, step, from, to });
    }
    this.holdSince = to;
  }

  private endTurn(): void {
    this.closeHold();
    this.giveLoopBack();
  }

  private phase(kind: Phase['kind'], from: number, step: StepNumber): void {
    const to = this.around.machine.now;
    if (to > from) this.customer.phases.push({ kind, from, to, step });
  }

  private wait(milliseconds: number): void {
    const { machine, costs } = this.around;
    const since = machine.now;
    const { step } = this;
    this.endTurn();
    machine.at(since + milliseconds, () => {
      this.phase('waits', since, step);
      this.schedule(costs.resume);
    });
  }

  private gather(branches: readonly (readonly Operation[])[]): void {
    let left = branches.length;
    if (left === 0) {
      this.proceed();
      return;
    }
    const { costs } = this.around;
    const ended = () => {
      if (--left === 0) this.schedule(costs.resume);
    };
    for (const branch of branches) {
      new RequestTask(this.around, this.process, this.customer, branch, ended).schedule(costs.resume);
    }
    this.endTurn();
  }

  /**
   * anyio lets the other tasks go first, before it asks its limiter and again when that has let it in at once
   * (anyio/_backends/_asyncio.py, `run_sync_in_worker_thread`, `CapacityLimiter.acquire_on_behalf_of`). So all who came together
   * have been read and routed before the first of them gets a thread. An executor of the loop takes the work at once.
   */
  private hop(operation: ThreadOperation): void {
    if (operation.pool !== 'limiter' && operation.pool !== 'own') this.enter(operation);
    else this.giveWay(() => this.enter(operation));
  }

  /** Ends the turn, and goes on in the next round of the loop. */
  private giveWay(goOn: () => void): void {
    this.closeHold();
    const done = this.giveLoopBack;
    this.schedule(this.around.costs.resume, () => this.pay(goOn));
    done();
  }

  private enter(operation: ThreadOperation): void {
    const { machine, recorder, costs } = this.around;
    const pool = this.process.pool(operation.pool);
    const isAnyio = pool.pool === 'limiter' || pool.pool === 'own';
    const since = machine.now;
    const isFree = pool.enter(() => {
      const counted = machine.now;
      this.phase('pool queue', since, operation.step);
      const { number: worker } = this.process;
      recorder.poolWaits.push({ worker, pool: pool.pool, customer: this.customer.number, from: since, to: counted });
      // The task waits in the limiter and has to be woken before it gets its thread.
      if (isAnyio) this.schedule(costs.resume, () => this.pay(() => this.begin(operation, pool, counted)));
      else this.runIn(pool.takeThread().thread, operation, pool, counted);
    });
    if (!isFree) this.endTurn();
    else if (isAnyio) this.giveWay(() => this.begin(operation, pool, since));
    else this.begin(operation, pool, since);
  }

  /** Hands the work to a thread and ends the turn. The loop waits until a new thread has begun (threading.py, `Thread.start`). */
  private begin(operation: ThreadOperation, pool: ThreadPool, countedFrom: number): void {
    const { thread, isNew } = pool.takeThread();
    if (isNew) this.owed += this.around.costs.threadStart;
    this.pay(() => {
      this.runIn(thread, operation, pool, countedFrom);
      this.endTurn();
    });
  }

  private runIn(thread: PythonThread, { work, step }: ThreadOperation, pool: ThreadPool, countedFrom: number): void {
    const { machine, recorder, costs } = this.around;
    const customer = this.customer.number;
    const worker = this.process.number;
    const from = machine.now;
    let index = 0;
    const workOn = () => {
      const next = work[index++];
      thread.customer = customer;
      thread.step = next?.step ?? step;
      if (!next) finish();
      else {
        const milliseconds = this.duration(next.milliseconds, next.step);
        if (next.kind === 'block') thread.block(milliseconds, workOn);
        else thread.compute(milliseconds, next.lock, workOn);
      }
    };
    const finish = () => {
      thread.giveLock();
      pool.giveThread(thread);
      const to = machine.now;
      this.phase('thread', from, step);
      const leave = () => {
        const counted = { from: countedFrom, to: machine.now };
        recorder.threadUses.push({ worker, pool: pool.pool, thread: thread.number, customer, step, from, to, counted });
        pool.leave();
      };
      if (pool.pool !== 'limiter') leave();
      this.schedule(costs.hop / 3 + costs.resume, () => {
        if (pool.pool === 'limiter') leave();
        this.proceed();
      });
    };
    thread.customer = customer;
    thread.step = step;
    thread.compute(costs.hop / 3, 'shared', workOn);
  }
}
