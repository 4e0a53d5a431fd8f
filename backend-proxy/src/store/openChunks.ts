/** Points of one series, in order of time (epoch ms). */
export interface Points {
  readonly times: Float64Array;
  readonly values: Float64Array;
}
export interface SeriesPoints extends Points {
  readonly series: number;
}

/** A chunk that is full: points `offsets` ms after `startMs`. The arrays are views that hold until the call ends. */
export interface ClosedChunk {
  readonly series: number;
  readonly startMs: number;
  readonly offsets: Uint32Array;
  readonly values: Float64Array;
}

/** A chunk closes when it holds this many points … */
export const CHUNK_POINTS = 60;
/** … or when a point comes this long after its first. */
export const CHUNK_MS = 600_000;
/** A point that is older than the newest by less than this is a repeat; by more, the clock was set back. */
const SET_BACK_MS = 60_000;

/**
 * The newest points of every series, not yet packed: one slot of 60 points a series, in three flat arrays, so that
 * 45,000 series cost 35 MB and no garbage. Series ids are small and dense.
 */
export class OpenChunks {
  private capacity = 64;
  private values = new Float64Array(this.capacity * CHUNK_POINTS);
  private offsets = new Uint32Array(this.capacity * CHUNK_POINTS);
  private counts = new Uint8Array(this.capacity);
  private limits = new Uint8Array(this.capacity);
  private starts = new Float64Array(this.capacity);
  private newest = new Float64Array(this.capacity).fill(-Infinity);

  /** Adds a point, after the chunk that it closes was given away. A repeated or late point changes nothing. */
  push(series: number, atMs: number, value: number, onClosed: (chunk: ClosedChunk) => void): void {
    if (series >= this.capacity) this.grow(series);
    const newest = this.newest[series] ?? -Infinity;
    if (atMs <= newest && atMs > newest - SET_BACK_MS) return;
    const count = this.counts[series] ?? 0;
    const start = this.starts[series] ?? 0;
    const full = count >= (this.limits[series] ?? 0) || atMs - start >= CHUNK_MS || atMs < newest;
    if (count > 0 && full) this.close(series, onClosed);
    const slot = this.counts[series] ?? 0;
    if (slot === 0) {
      this.starts[series] = atMs;
      // The first chunk of a series is cut short, by its id, so that not all series close theirs in the same second.
      this.limits[series] = newest === -Infinity ? 1 + (series % CHUNK_POINTS) : CHUNK_POINTS;
    }
    const place = series * CHUNK_POINTS + slot;
    this.values[place] = value;
    this.offsets[place] = atMs - (this.starts[series] ?? atMs);
    this.counts[series] = slot + 1;
    this.newest[series] = atMs;
  }

  /** Tells that everything up to `atMs` is already in the file. */
  startAfter(series: number, atMs: number): void {
    if (series >= this.capacity) this.grow(series);
    this.newest[series] = Math.max(this.newest[series] ?? -Infinity, atMs);
  }

  /** The open points of a series; null when there are none. */
  peek(series: number): SeriesPoints | null {
    const count = this.counts[series] ?? 0;
    if (count === 0) return null;
    const start = this.starts[series] ?? 0;
    const place = series * CHUNK_POINTS;
    const times = Float64Array.from(this.offsets.subarray(place, place + count), (offset) => start + offset);
    return { series, times, values: this.values.slice(place, place + count) };
  }

  /** When the open chunk of a series began; Infinity when it has none. */
  startOf(series: number): number {
    return (this.counts[series] ?? 0) > 0 ? (this.starts[series] ?? Infinity) : Infinity;
  }

  /** The start of the oldest open chunk: what came before is packed. Infinity when none is open. */
  oldestStart(): number {
    let oldest = Infinity;
    for (let series = 0; series < this.capacity; series++) oldest = Math.min(oldest, this.startOf(series));
    return oldest;
  }

  /** Closes the chunks that began before `beforeMs`: those of series that fell silent. */
  closeOlderThan(beforeMs: number, onClosed: (chunk: ClosedChunk) => void): void {
    for (let series = 0; series < this.capacity; series++) if (this.startOf(series) < beforeMs) this.close(series, onClosed);
  }

  private close(series: number, onClosed: (chunk: ClosedChunk) => void): void {
    const from = series * CHUNK_POINTS;
    const to = from + (this.counts[series] ?? 0);
    const [offsets, values] = [this.offsets.subarray(from, to), this.values.subarray(from, to)];
    onClosed({ series, startMs: this.starts[series] ?? 0, offsets, values });
    this.counts[series] = 0;
  }

  private grow(series: number): void {
    const capacity = Math.max(Math.ceil(this.capacity * 1.5), series + 1);
    const copy = <T extends Float64Array | Uint32Array | Uint8Array>(from: T, to: T): T => (to.set(from), to);
    this.newest = copy(this.newest, new Float64Array(capacity).fill(-Infinity));
    this.values = copy(this.values, new Float64Array(capacity * CHUNK_POINTS));
    this.offsets = copy(this.offsets, new Uint32Array(capacity * CHUNK_POINTS));
    this.counts = copy(this.counts, new Uint8Array(capacity));
    this.limits = copy(this.limits, new Uint8Array(capacity));
    this.starts = copy(this.starts, new Float64Array(capacity));
    this.capacity = capacity;
  }
}
