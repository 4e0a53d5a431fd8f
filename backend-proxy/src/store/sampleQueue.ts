/** Samples on their way to the history's thread, as three columns: no object a sample, and at most `most` of them. */
export class SampleQueue {
  private readonly most: number;
  private capacity = 1024;
  private ids = new Uint32Array(this.capacity);
  private times = new Float64Array(this.capacity);
  private values = new Float64Array(this.capacity);
  private length = 0;

  constructor(most: number) {
    this.most = most;
  }

  get size(): number {
    return this.length;
  }

  /** Adds a sample. When the queue is full, the oldest tenth goes. */
  push(id: number, atMs: number, value: number): void {
    if (this.length === this.most) this.dropOldest(Math.ceil(this.most / 10));
    if (this.length === this.capacity) this.resize(Math.min(this.capacity * 2, this.most));
    this.ids[this.length] = id;
    this.times[this.length] = atMs;
    this.values[this.length] = value;
    this.length++;
  }

  /** Everything in the queue, which is empty after. The arrays are the caller's. */
  take(): { ids: Uint32Array<ArrayBuffer>; times: Float64Array<ArrayBuffer>; values: Float64Array<ArrayBuffer> } {
    const { length } = this;
    const taken = { ids: this.ids.slice(0, length), times: this.times.slice(0, length), values: this.values.slice(0, length) };
    this.length = 0;
    return taken;
  }

  private dropOldest(count: number): void {
    for (const column of [this.ids, this.times, this.values]) column.copyWithin(0, count, this.length);
    this.length -= count;
  }

  private resize(capacity: number): void {
    const { ids, times, values } = this;
    this.capacity = capacity;
    (this.ids = new Uint32Array(capacity)).set(ids);
    (this.times = new Float64Array(capacity)).set(times);
    (this.values = new Float64Array(capacity)).set(values);
  }
}
