/**
 * Cuts what comes into lines, each without its newline. A line longer than `mostBytes` is left out whole: `tooLong` counts them.
 */
export class LineCutter {
  private readonly mostBytes: number;
  private held: Buffer[] = [];
  private heldBytes = 0;
  private skipping = false;
  tooLong = 0;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const to = chunk.indexOf(0x0a, from);
      const part = chunk.subarray(from, to < 0 ? chunk.length : to);
      if (!this.skipping) {
        this.held.push(part);
        this.heldBytes += part.length;
        if (this.heldBytes > this.mostBytes) this.skip();
      }
      if (to < 0) return lines;
      if (!this.skipping && this.heldBytes > 0) lines.push(Buffer.concat(this.held).toString('utf8'));
      this.held = [];
      this.heldBytes = 0;
      this.skipping = false;
      from = to + 1;
    }
  }

  private skip(): void {
    this.skipping = true;
    this.tooLong += 1;
    this.held = [];
    this.heldBytes = 0;
  }
}
