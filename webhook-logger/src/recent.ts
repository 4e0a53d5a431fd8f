/** The last `most` entries, the newest first. */
export class Recent<T> {
  private readonly most: number;
  private entries: readonly T[] = [];

  constructor(most: number) {
    this.most = most;
  }

  /** Takes over entries in the order in which they came. */
  add(added: readonly T[]): void {
    this.entries = [...[...added].reverse(), ...this.entries].slice(0, this.most);
  }

  all(): readonly T[] {
    return this.entries;
  }
}
