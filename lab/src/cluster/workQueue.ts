import type { Agenda } from './agenda.ts';

/** Keys that something has to be done for, each once however often it was added; done together a little later, as controllers do. */
export class WorkQueue {
  private readonly agenda: Agenda;
  private readonly delayMs: number;
  private readonly work: (key: string) => void;
  private readonly waiting = new Set<string>();

  constructor(agenda: Agenda, delayMs: number, work: (key: string) => void) {
    this.agenda = agenda;
    this.delayMs = delayMs;
    this.work = work;
  }

  add(key: string): void {
    if (this.waiting.size === 0) this.agenda.after(this.delayMs, this.run);
    this.waiting.add(key);
  }

  private readonly run = (): void => {
    const keys = [...this.waiting];
    this.waiting.clear();
    for (const key of keys) this.work(key);
  };
}
