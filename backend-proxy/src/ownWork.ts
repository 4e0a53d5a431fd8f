/** What the proxy knows of itself; counters since it started. `historyBytes` null: the history cannot say. */
export interface ProxyFacts {
  readonly version: string;
  readonly startedMs: number;
  readonly cpuSeconds: number;
  readonly loopBusySeconds: number;
  readonly memoryBytes: number;
  readonly samples: number;
  /** By class of status: `2xx`. */
  readonly answers: Readonly<Record<string, number>>;
  readonly streams: { readonly streams: number; readonly subscriptions: number; readonly answers: number };
  readonly historySeries: number;
  readonly historyBytes: number | null;
  readonly historyUp: boolean;
}

/** Counts what the proxy does, where nothing else does. */
export class OwnWork {
  private counted = 0;
  private readonly byClass: Record<string, number> = { '2xx': 0, '4xx': 0, '5xx': 0 };

  noteSamples(samples: number): void {
    this.counted += samples;
  }
  noteAnswer(status: number): void {
    const code = `${Math.floor(status / 100)}xx`;
    this.byClass[code] = (this.byClass[code] ?? 0) + 1;
  }

  samples(): number {
    return this.counted;
  }
  answers(): Readonly<Record<string, number>> {
    return { ...this.byClass };
  }
}
