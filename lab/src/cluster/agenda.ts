interface Entry {
  readonly dueMs: number;
  readonly order: number;
  work: (() => void) | null;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * What a cluster does later, in the order in which it falls due, with one timer for the next of it: a lab in which nothing is due
 * costs nothing. While the agenda is held its clock stands still, and `runUntil` moves it: so a past is made up in no time, and so
 * tests run.
 */
export class Agenda {
  private readonly clock: () => number;
  private readonly heap: Entry[] = [];
  private heldMs: number | null;
  private nextOrder = 0;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(clock: () => number, heldMs: number | null = null) {
    this.clock = clock;
    this.heldMs = heldMs;
  }

  /** Epoch ms. */
  now = (): number => this.heldMs ?? this.clock();

  /** Does `work` at a time, or at once after what is due already; the returned function calls it off. */
  at(dueMs: number, work: () => void): () => void {
    const entry: Entry = { dueMs, order: this.nextOrder++, work };
    push(this.heap, entry);
    if (this.heap[0] === entry) this.arm();
    return () => {
      entry.work = null;
    };
  }

  after(delayMs: number, work: () => void): () => void {
    return this.at(this.now() + delayMs, work);
  }

  /** Only while held: does all that falls due until then, each at its time, and stands at `untilMs`. */
  runUntil(untilMs: number): void {
    for (let next = this.heap[0]; next && next.dueMs <= untilMs; next = this.heap[0]) {
      this.heldMs = Math.max(this.heldMs ?? 0, next.dueMs);
      pop(this.heap);
      next.work?.();
    }
    this.heldMs = untilMs;
  }

  /** Only while held and empty: stands at an earlier time. */
  rewind(toMs: number): void {
    this.heldMs = toMs;
  }

  /** From now on the clock is the real one. */
  release(): void {
    this.heldMs = null;
    this.arm();
  }

  close(): void {
    this.closed = true;
    this.heap.length = 0;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private arm(): void {
    if (this.heldMs !== null || this.closed) return;
    if (this.timer) clearTimeout(this.timer);
    const [next] = this.heap;
    this.timer = next ? setTimeout(this.runDue, Math.min(LONGEST_TIMER_MS, Math.max(1, next.dueMs - this.now()))) : null;
  }

  private readonly runDue = (): void => {
    const nowMs = this.now();
    for (let next = this.heap[0]; next && next.dueMs <= nowMs; next = this.heap[0]) {
      pop(this.heap);
      next.work?.();
    }
    this.arm();
  };
}

const before = (a: Entry, b: Entry): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up];
    if (!parent || before(parent, entry)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const child = left && right && before(right, left) ? right : left;
    if (!child || before(last, child)) break;
    heap[at] = child;
    at = child === right ? 2 * at + 2 : 2 * at + 1;
  }
  heap[at] = last;
}
