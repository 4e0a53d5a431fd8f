import type { RawData } from 'ws';

/** A WebSocket message as one Buffer, whatever form it came in. */
export function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
