/**
 * How a run of points of one series is packed. Times are zigzag varints of the second difference (a steady period costs one
 * byte a point); values are the bytes that differ from the value before (lossless). A constant run of values is 9 bytes.
 */
const MIXED = 0;
const CONSTANT = 1;

/** Where chunks are packed before the result is cut out: 60 points take one small array each, not several large ones. */
let room = new Uint8Array(1024);
function roomFor(length: number): Uint8Array {
  if (room.length < length) room = new Uint8Array(length);
  return room;
}
const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
const bytes = new Uint8Array(scratch.buffer);

/** Packs whole numbers, such as times in ms relative to `start`. Differences of differences must fit in 31 bits. */
export function encodeTimes(times: ArrayLike<number>, start: number): Uint8Array {
  const out = roomFor(times.length * 5);
  let at = 0;
  let before = start;
  let step = 0;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] ?? before;
    const change = time - before - step;
    let rest = ((change << 1) ^ (change >> 31)) >>> 0;
    while (rest > 127) {
      out[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    out[at++] = rest;
    step = time - before;
    before = time;
  }
  return out.slice(0, at);
}

/** Unpacks `count` times. Null when the bytes are not what `encodeTimes` wrote. */
export function decodeTimes(packed: Uint8Array, start: number, count: number): Float64Array | null {
  const times = new Float64Array(count);
  let at = 0;
  let before = start;
  let step = 0;
  for (let i = 0; i < count; i++) {
    let rest = 0;
    let shift = 0;
    let byte = 128;
    while (byte > 127) {
      if (at >= packed.length || shift > 28) return null;
      byte = packed[at++] ?? 0;
      rest |= (byte & 127) << shift;
      shift += 7;
    }
    step += (rest >>> 1) ^ -(rest & 1);
    before += step;
    times[i] = before;
  }
  return at === packed.length ? times : null;
}

/** Packs float64 values without loss. */
export function encodeValues(values: Float64Array): Uint8Array {
  const count = values.length;
  const first = values[0] ?? 0;
  if (count > 0 && values.every((value) => Object.is(value, first))) {
    scratch[0] = first;
    return Uint8Array.of(CONSTANT, ...bytes);
  }
  const out = roomFor(1 + count * 9);
  out[0] = MIXED;
  let at = 1 + count;
  let low = 0;
  let high = 0;
  for (let i = 0; i < count; i++) {
    scratch[0] = values[i] ?? NaN;
    const nextLow = words[0] ?? 0;
    const nextHigh = words[1] ?? 0;
    words[0] = nextLow ^ low;
    words[1] = nextHigh ^ high;
    low = nextLow;
    high = nextHigh;
    let from = 0;
    let to = 8;
    while (from < 8 && bytes[from] === 0) from++;
    while (to > from && bytes[to - 1] === 0) to--;
    out[1 + i] = (from << 4) | (to - from);
    for (let j = from; j < to; j++) out[at++] = bytes[j] ?? 0;
  }
  return out.slice(0, at);
}

/** Unpacks `count` values. Null when the bytes are not what `encodeValues` wrote. */
export function decodeValues(packed: Uint8Array, count: number): Float64Array | null {
  if (packed[0] === CONSTANT && packed.length === 9) {
    bytes.set(packed.subarray(1));
    return new Float64Array(count).fill(scratch[0] ?? NaN);
  }
  if (packed[0] !== MIXED || packed.length < 1 + count) return null;
  const values = new Float64Array(count);
  let at = 1 + count;
  let low = 0;
  let high = 0;
  for (let i = 0; i < count; i++) {
    const head = packed[1 + i] ?? 0;
    const from = head >> 4;
    const to = from + (head & 15);
    if (to > 8 || at + to - from > packed.length) return null;
    words[0] = 0;
    words[1] = 0;
    for (let j = from; j < to; j++) bytes[j] = packed[at++] ?? 0;
    low = words[0] = (words[0] ?? 0) ^ low;
    high = words[1] = (words[1] ?? 0) ^ high;
    low >>>= 0;
    high >>>= 0;
    values[i] = scratch[0] ?? NaN;
  }
  return at === packed.length ? values : null;
}
