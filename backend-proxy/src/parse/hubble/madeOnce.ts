/**
 * What was made of some bytes, so that the same bytes give the same object or text again. At most `most` are kept; then all are
 * forgotten, and those that still come are made anew.
 */
export class MadeOnce<T> {
  private readonly made = new Map<string, T>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  of(bytes: Buffer, from: number, to: number, make: (bytes: Buffer, from: number, to: number) => T): T {
    const key = bytes.toString('latin1', from, to); // one character a byte, whatever the bytes mean
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const made = make(bytes, from, to);
    if (this.made.size >= this.most) this.made.clear();
    this.made.set(key, made);
    return made;
  }
}
