import { PriorityQueue } from './priority-queue.ts';

/** Some computing on a core. */
export interface CoreJob {
  /** What is done when it has had its time. */
  readonly finished: () => void;
  /** Where the shared clock stands when it will have had its time. */
  due: number;
  /** Set when it is done or has been taken off. */
  isOver: boolean;
}

/**
 * The cores of a machine. While more threads compute than there are cores, all get the same part of them, as the scheduler of the
 * kernel does it in slices of some milliseconds. A shared clock runs at the speed that each thread gets, so that a change of
 * their number changes nothing but its speed.
 */
export class SharedCores {
  private readonly cores: number;
  private readonly jobs = new PriorityQueue<CoreJob>();
  private running = 0;
  private clock = 0;
  private now = 0;

  constructor(cores: number) {
    this.cores = cores;
  }

  private get speed(): number {
    return this.running > this.cores ? this.cores / this.running : 1;
  }

  private advance(now: number): void {
    this.clock += (now - this.now) * this.speed;
    this.now = now;
  }

  /** @param milliseconds Of a whole core. */
  start(now: number, milliseconds: number, finished: () => void): CoreJob {
    this.advance(now);
    const job = { finished, due: this.clock + milliseconds, isOver: false };
    this.jobs.add(job.due, job);
    this.running++;
    return job;
  }

  /** Takes a job off its core; gives the milliseconds of a core that it still needs. */
  stop(now: number, job: CoreJob): number {
    this.advance(now);
    this.over(job);
    return Math.max(0, job.due - this.clock);
  }

  private over(job: CoreJob): void {
    job.isOver = true;
    this.running--;
  }

  /** When the next job is done, if nothing changes; infinity when there is none. */
  next(): number {
    while (this.jobs.head?.isOver) this.jobs.take();
    return Math.max(this.now, this.now + (this.jobs.first - this.clock) / this.speed);
  }

  /** Ends the job that is due at a time. */
  finish(now: number): void {
    const job = this.jobs.take();
    if (!job) return;
    this.advance(now);
    this.clock = Math.max(this.clock, job.due);
    this.over(job);
    job.finished();
  }
}
