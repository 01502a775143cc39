/** Real time in which everything is shown at ordinary speed, in milliseconds. */
const wholeShow = 40_000;

/** The time that the pictures show, in milliseconds of the simulation. It tells those who follow it whenever that changes. */
export class Clock {
  time = 0;
  /** When everything has happened. */
  end = 1;
  speed = 1;
  private frame: number | undefined;
  private last = 0;
  private readonly followers = new Set<() => void>();

  get isPlaying(): boolean {
    return this.frame !== undefined;
  }

  /** Returns what ends that. */
  follow(follower: () => void): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  /** @param end In milliseconds; the part of the whole that has gone by stays. */
  setEnd(end: number): void {
    const part = this.time / this.end;
    this.end = Math.max(1, end);
    this.seek(part * this.end);
  }

  seek(time: number): void {
    this.time = Math.min(Math.max(0, time), this.end);
    this.tell();
  }

  play(): void {
    if (this.isPlaying) return;
    if (this.time >= this.end) this.time = 0;
    this.last = performance.now();
    this.frame = requestAnimationFrame(this.tick);
    this.tell();
  }

  pause(): void {
    if (this.frame === undefined) return;
    cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.tell();
  }

  private readonly tick = (now: number): void => {
    // A hidden page gets no frames: what it missed is not made up for.
    const passed = Math.min(100, now - this.last);
    this.last = now;
    this.time = Math.min(this.end, this.time + (passed / wholeShow) * this.end * this.speed);
    this.frame = this.time < this.end ? requestAnimationFrame(this.tick) : undefined;
    this.tell();
  };

  private tell(): void {
    for (const follower of this.followers) follower();
  }
}
