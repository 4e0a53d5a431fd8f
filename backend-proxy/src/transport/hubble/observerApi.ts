/** Hubble's observer (cilium/api/v1/observer): where its methods are, and how requests are written. Protobuf of so little is written here. */
export const GET_FLOWS = '/observer.Observer/GetFlows';
export const SERVER_STATUS = '/observer.Observer/ServerStatus';

/** A ServerStatusRequest, which has no fields. */
export const STATUS_REQUEST = Buffer.alloc(0);

const FOLLOW = Buffer.from([3 << 3, 1]);
const SINCE = (7 << 3) | 2;
const SECONDS = 1 << 3;
const NANOS = 2 << 3;

/** A GetFlowsRequest for flows from `sinceMs` (epoch) on and for all that follow. */
export function toFlowsRequest(sinceMs: number): Buffer {
  const atMs = Math.trunc(sinceMs);
  const time = [SECONDS, ...varint(Math.floor(atMs / 1000)), NANOS, ...varint((atMs % 1000) * 1e6)];
  return Buffer.concat([FOLLOW, Buffer.from([SINCE, time.length, ...time])]);
}

function varint(number: number): number[] {
  const bytes: number[] = [];
  let left = number;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return [...bytes, left];
}
