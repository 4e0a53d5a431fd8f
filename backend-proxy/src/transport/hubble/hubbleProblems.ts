import type { Problem } from '@tart-lab/contract/problem.ts';
import type { CallEnd } from './observerClient.ts';

const STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** There is nobody to ask for flows: `found` says what there is. */
export function hubbleMissing(cluster: string, found: string): Problem {
  const advice = 'Turn on Hubble and its Relay (cilium hubble enable), or set hubble: off for this cluster.';
  return { kind: 'hubble_missing', target: cluster, doing: 'find Hubble', detail: found, advice };
}

/** Hubble was asked and broke off, refused, or fell silent. */
export function hubbleFailed(cluster: string, doing: string, detail: string, advice: string): Problem {
  return { kind: 'hubble_failed', target: cluster, doing, detail, advice };
}

/** What a call to Relay ended with. A Relay that wants TLS closes the connection at its first byte. */
export function relayFailed(cluster: string, pod: string, { status, message }: CallEnd): Problem {
  const detail = `${pod}: ${STATUS_NAMES[status] ?? `status ${status}`}${message === '' ? '' : `, ${message}`}`;
  const advice =
    'It is opened again by itself. If it repeats: look at kubectl logs of hubble-relay; a Relay that serves TLS (hubble.relay.tls.server.enabled) is not supported, set hubble: exec.';
  return hubbleFailed(cluster, 'follow flows through Hubble Relay', detail, advice);
}

/** The way to a pod is a failure of the API server's; its words and advice stay, as flows are what is missing. */
export function wayFailed(cluster: string, doing: string, cause: Problem): Problem {
  return hubbleFailed(cluster, doing, cause.detail, cause.advice);
}
