const NOTHING = Buffer.alloc(0);

/**
 * Goes through the fields of a protobuf message, one after the other, without making an object of any. `next` stops at the end and
 * where the bytes make no sense; `isWhole` tells which. Groups, which proto3 does not have, make no sense.
 */
export class ProtoFields {
  bytes: Buffer = NOTHING;
  private at = 0;
  private end = 0;
  /** The field's number; 0 for one whose wire type no text, message or whole number has: it is passed over. */
  field = 0;
  /** Of a whole number its value (64 bits are exact up to 2^53), else 0. */
  value = 0;
  /** Where a text or a message lies; both 0 for a number. */
  from = 0;
  to = 0;

  /** Begins a message that lies from `from` up to `to`. */
  set(bytes: Buffer, from: number, to: number): this {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    return this;
  }

  /** Begins the message that `outer` stands at. */
  enter(outer: ProtoFields): this {
    return this.set(outer.bytes, outer.from, outer.to);
  }

  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.varint();
    this.field = tag < 0x8000_0000 ? tag >> 3 : Math.floor(tag / 8);
    this.value = this.from = this.to = 0;
    switch (tag & 7) {
      case 0:
        this.value = this.varint();
        break;
      case 1:
        this.field = 0;
        this.at += 8;
        break;
      case 2: {
        const length = this.varint();
        this.from = this.at;
        this.at = this.to = this.from + length;
        break;
      }
      case 5:
        this.field = 0;
        this.at += 4;
        break;
      default:
        this.at = this.end + 1;
    }
    return this.at <= this.end;
  }

  /** Whether all that was passed so far made sense; asked once `next` said no. */
  isWhole(): boolean {
    return this.at === this.end;
  }

  /** The text that it stands at; empty where it stands at none. */
  text(): string {
    return this.bytes.toString('utf8', this.from, this.to);
  }

  private varint(): number {
    const first = this.bytes[this.at] ?? 0;
    if (first < 0x80 && this.at < this.end) {
      this.at += 1;
      return first;
    }
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10 && this.at < this.end; i += 1) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    this.at = this.end + 1;
    return 0;
  }
}
