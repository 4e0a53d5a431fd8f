import type { GetFlowsResponse, LostEvent, Timestamp } from './messages.ts';

/**
 * One answer as `hubble observe -o jsonpb` prints it: proto names, times as RFC 3339, 64-bit numbers as text, wrapped values bare,
 * and `<`, `>`, `&` escaped as Go's encoder does. The messages have no defaults in them and are in the file's order already.
 */
export function toJsonpb({ flow, lost_events, time, ...rest }: GetFlowsResponse): string {
  const line = {
    flow: flow && { ...flow, time: flow.time && toRfc3339(flow.time), is_reply: flow.is_reply?.value },
    node_status: rest.node_status,
    lost_events: lost_events && toPlain(lost_events),
    node_name: rest.node_name,
    time: time && toRfc3339(time),
  };
  return JSON.stringify(line).replaceAll(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

function toPlain({ cpu, first, last, ...rest }: LostEvent): object {
  return { ...rest, cpu: cpu?.value, first: first && toRfc3339(first), last: last && toRfc3339(last) };
}

/** With 0, 3, 6 or 9 digits after the point, as few as hold the time. */
export function toRfc3339({ seconds, nanos }: Timestamp): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (nanos === 0) return `${whole}Z`;
  const digits = String(nanos)
    .padStart(9, '0')
    .replace(/(?:000){1,2}$/, '');
  return `${whole}.${digits}Z`;
}
