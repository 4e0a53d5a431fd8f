import type { LabEvent } from '@tart-lab/contract/event.ts';

/** Events that wait for Loki, the oldest first and at most `most`: when more come, the oldest go, and are counted. */
export class EventQueue {
  private readonly most: number;
  private waiting: LabEvent[] = [];
  /** How many are being sent: the first of those that wait. They stay until they are taken, and are never the ones that go. */
  private sent = 0;
  /** Events that went unsent since the start. */
  lost = 0;

  constructor(most: number) {
    this.most = most;
  }

  get size(): number {
    return this.waiting.length;
  }

  add(events: readonly LabEvent[]): void {
    this.waiting.push(...events);
    const over = Math.min(this.waiting.length - this.most, this.waiting.length - this.sent);
    if (over <= 0) return;
    this.waiting.splice(this.sent, over);
    this.lost += over;
  }

  /** The next to send; `took` or `gaveBack` says what became of them. */
  next(most: number): readonly LabEvent[] {
    const batch = this.waiting.slice(0, most);
    this.sent = batch.length;
    return batch;
  }

  /** They were taken, or will never be. */
  took(): void {
    this.waiting.splice(0, this.sent);
    this.sent = 0;
  }

  gaveBack(): void {
    this.sent = 0;
  }
}
