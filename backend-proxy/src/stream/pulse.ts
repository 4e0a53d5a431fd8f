/** What arrives within so long is looked at together: the guests answer almost at once. */
const TOGETHER_MS = 250;

/**
 * When answers are renewed: shortly after new samples came, at most once a cycle, and also when none come, because that is a gap
 * that has to show. It ticks from `start` to `stop`; two ticks never overlap.
 */
export class Pulse {
  private readonly cycleMs: number;
  private readonly now: () => number;
  private readonly tick: () => Promise<void>;
  private timer: NodeJS.Timeout | undefined;
  private nextMs = Infinity;
  private earliestMs = 0;
  private running = false;
  private ticking = false;

  constructor(cycleMs: number, now: () => number, tick: () => Promise<void>) {
    this.cycleMs = cycleMs;
    this.now = now;
    this.tick = tick;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    if (!this.ticking) this.schedule(this.now() + this.cycleMs);
  }

  /** Ticks soon, unless it does anyway. */
  quicken(): void {
    if (!this.running) return;
    const atMs = Math.max(this.now() + TOGETHER_MS, this.earliestMs);
    if (atMs >= this.nextMs) return;
    if (this.ticking) this.nextMs = atMs;
    else this.schedule(atMs);
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
  }

  private schedule(atMs: number): void {
    clearTimeout(this.timer);
    this.nextMs = atMs;
    this.timer = setTimeout(() => void this.run(), atMs - this.now()).unref();
  }

  private async run(): Promise<void> {
    const beganMs = this.now();
    this.ticking = true;
    this.nextMs = beganMs + 1.2 * this.cycleMs;
    // Guests that are read in turn bring samples all the time: one tick a cycle takes them together.
    this.earliestMs = beganMs + 0.9 * this.cycleMs;
    await this.tick();
    this.ticking = false;
    if (this.running) this.schedule(Math.max(this.nextMs, this.now() + TOGETHER_MS));
  }
}
