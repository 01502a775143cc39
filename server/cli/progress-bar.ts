import type { WriteStream } from 'node:tty';

/** How long nothing is shown, and how often it is drawn, in milliseconds. */
const patience = 300;
const interval = 80;
const barWidth = 24;

/** Shows on a terminal how far the work is, on a line that is gone when it is done; elsewhere nothing. */
export class ProgressBar {
  private readonly stream: WriteStream;
  private readonly isShown: boolean;
  private drawn = performance.now() + patience - interval;
  private isVisible = false;

  constructor(stream: WriteStream) {
    this.stream = stream;
    this.isShown = stream.isTTY && process.env.TERM !== 'dumb';
  }

  /** Says that so many of all are done. May be called as often as wanted. */
  show(label: string, done: number, total: number): void {
    const now = performance.now();
    if (!this.isShown || now - this.drawn < interval || total === 0) return;
    this.drawn = now;
    const filled = Math.round((done / total) * barWidth);
    const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
    this.stream.write(`\r\x1b[2K${label} ${bar} ${done}/${total}`);
    this.isVisible = true;
  }

  /** Takes the bar away. */
  end(): void {
    if (this.isVisible) this.stream.write('\r\x1b[2K');
    this.isVisible = false;
  }
}
