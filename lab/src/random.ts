/** A number in [0, 1) that belongs to a text: the same text always gives the same number (FNV-1a, then a mixing step). */
export function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix(hash) / 0x1_0000_0000;
}

/** A small seeded generator (mulberry32). Two with one seed text give the same numbers. */
export class Random {
  private state: number;

  constructor(seedText: string) {
    this.state = Math.floor(fraction(seedText) * 0x1_0000_0000);
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    return mix(this.state) / 0x1_0000_0000;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  integer(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.integer(0, 15).toString(16);
    return text;
  }
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}
