/** Longer ones are found by some of their bytes: a text of all of them for each look-up was a twentieth of the garbage that flows make. */
const SHORT_BYTES = 64;

interface Long<T> {
  readonly bytes: Buffer;
  readonly made: T;
  /** Another that has the same key. */
  readonly next: Long<T> | undefined;
}

/**
 * What was made of some bytes, so that the same bytes give the same object or text again. At most `most` are kept; then all are
 * forgotten, and those that still come are made anew.
 */
export class MadeOnce<T> {
  private readonly short = new Map<string, T>();
  private readonly long = new Map<number, Long<T>>();
  private readonly most: number;
  private count = 0;

  constructor(most: number) {
    this.most = most;
  }

  of(bytes: Buffer, from: number, to: number, make: (bytes: Buffer, from: number, to: number) => T): T {
    if (to - from > SHORT_BYTES) return this.ofLong(bytes, from, to, make);
    const key = bytes.toString('latin1', from, to); // one character a byte, whatever the bytes mean
    const known = this.short.get(key);
    if (known !== undefined) return known;
    this.makeRoom();
    const made = make(bytes, from, to);
    this.short.set(key, made);
    return made;
  }

  private ofLong(bytes: Buffer, from: number, to: number, make: (bytes: Buffer, from: number, to: number) => T): T {
    const key = sampleOf(bytes, from, to);
    for (let known = this.long.get(key); known; known = known.next) {
      if (bytes.compare(known.bytes, 0, known.bytes.length, from, to) === 0) return known.made;
    }
    this.makeRoom();
    const made = make(bytes, from, to);
    this.long.set(key, { bytes: Buffer.from(bytes.subarray(from, to)), made, next: this.long.get(key) });
    return made;
  }

  private makeRoom(): void {
    this.count += 1;
    if (this.count <= this.most) return;
    this.count = 1;
    this.short.clear();
    this.long.clear();
  }
}

/** Of the length, the first bytes, where an endpoint has its numbers, and some that lie evenly up to the end. */
function sampleOf(bytes: Buffer, from: number, to: number): number {
  const step = Math.ceil((to - from) / 12);
  let key = to - from;
  for (let i = from; i < from + 8; i += 1) key = Math.imul(key, 31) + (bytes[i] ?? 0);
  for (let i = to - 1; i >= from + 8; i -= step) key = Math.imul(key, 31) + (bytes[i] ?? 0);
  return key & 0x3fff_ffff;
}
