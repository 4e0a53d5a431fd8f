/** Collects a shell's output until a line ends with a marker. */
export interface FrameReader {
  /** Takes the next bytes. `done` when the marker's line has ended; `too_large` when it should have come long ago. */
  push(chunk: Buffer): 'more' | 'done' | 'too_large';
  /** The text before the end marker, or all there is of it until now. */
  text(): string;
  /** Whether the begin marker was seen (at once when there is none). */
  readonly begun: boolean;
}

/**
 * Reads one frame: everything after the line `beginMarker` (when given; what a login shell prints before it is dropped) and
 * before the line `endMarker`. `maxBytes` counts all bytes, dropped ones too. Markers are looked for in the new bytes and in
 * the seam to the old ones only, so a frame in a thousand pieces costs no more than in one. Text is decoded once, at the end.
 */
export function frameReader(options: { beginMarker?: string; endMarker: string; maxBytes: number }): FrameReader {
  const end = Buffer.from(`${options.endMarker}\n`, 'latin1');
  const begin = options.beginMarker === undefined ? undefined : Buffer.from(`${options.beginMarker}\n`, 'latin1');
  let begun = begin === undefined;
  let chunks: Buffer[] = [];
  let bytes = 0;
  let totalBytes = 0;

  /** Where `marker` ends, in bytes from the end of all that was kept; -1 when it has not come. */
  const find = (marker: Buffer, chunk: Buffer): number => {
    const tail = lastBytes(chunks, marker.length - 1);
    const seam = Buffer.concat([tail, chunk.subarray(0, marker.length - 1)]);
    const inSeam = seam.indexOf(marker);
    if (inSeam >= 0) return bytes - tail.length + inSeam;
    const inChunk = chunk.indexOf(marker);
    return inChunk >= 0 ? bytes + inChunk : -1;
  };
  const keep = (chunk: Buffer): void => {
    chunks.push(chunk);
    bytes += chunk.length;
  };
  const cut = (from: number, to: number): void => {
    const whole = Buffer.concat(chunks).subarray(from, to);
    chunks = [whole];
    bytes = whole.length;
  };

  return {
    push(chunk) {
      totalBytes += chunk.length;
      let news = chunk;
      if (!begun && begin) {
        const at = find(begin, news);
        keep(news);
        if (at < 0) return totalBytes > options.maxBytes ? 'too_large' : 'more';
        begun = true;
        cut(at + begin.length, bytes);
        news = Buffer.concat(chunks);
        chunks = [];
        bytes = 0;
      }
      const at = find(end, news);
      keep(news);
      if (at >= 0) {
        cut(0, at);
        return 'done';
      }
      return totalBytes > options.maxBytes ? 'too_large' : 'more';
    },
    text: () => (begun ? Buffer.concat(chunks).toString('utf8') : ''),
    get begun() {
      return begun;
    },
  };
}

/** Up to `count` bytes from the end of `chunks`. */
function lastBytes(chunks: readonly Buffer[], count: number): Buffer {
  const parts: Buffer[] = [];
  let missing = count;
  for (let index = chunks.length - 1; index >= 0 && missing > 0; index -= 1) {
    const part = chunks[index]?.subarray(-missing);
    if (part === undefined) break;
    parts.unshift(part);
    missing -= part.length;
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}
