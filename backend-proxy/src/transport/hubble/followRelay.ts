import type { Problem } from '@tart-lab/contract/problem.ts';
import { aborted, rest } from '../../lifecycle/rest.ts';
import { glanceAtBytes } from '../../parse/hubble/glanceAtBytes.ts';
import { isObject, listOf, nodeOf, textOf, wrappedNumberOf } from '../../parse/hubble/protoJson.ts';
import { toHubbleMessage } from '../../parse/hubble/toHubbleMessage.ts';
import type { ParseFailure, Result } from '../../result.ts';
import { fail } from '../../result.ts';
import type { KubeApi } from '../kube/kubeApi.ts';
import type { HubblePod, HubbleTimes } from './hubble.ts';
import { relayFailed, wayFailed } from './hubbleProblems.ts';
import type { Intake } from './intake.ts';
import { GET_FLOWS, SERVER_STATUS } from './observerApi.ts';
import { openObserverClient } from './observerClient.ts';
import type { CallEnd, ObserverClient } from './observerClient.ts';

const RELAY_PORT = 4245;
const DOING = 'open a way to Hubble Relay';

/** What Relay says of itself. */
export interface RelayStatus {
  readonly connected: number | null;
  readonly unavailable: readonly string[];
  readonly version: string | null;
}

export interface RelayRun {
  readonly api: KubeApi;
  readonly namespace: string;
  readonly pod: HubblePod;
  readonly sinceMs: number;
  readonly intake: Intake;
  readonly times: HubbleTimes;
  /** Relay answered: at first, and then every `statusMs`. Its first answer comes before any flow. */
  readonly onStatus: (status: RelayStatus) => void;
  /** After each piece of the stream. */
  readonly onChunk: () => void;
}

/**
 * Follows the flows of all nodes through one pod of Hubble Relay until that ends, for whatever reason; says why, or null when
 * `signal` aborted. A Relay that stops answering ServerStatus is given up, as a quiet stream and a dead one look alike.
 */
export async function followRelay(run: RelayRun, signal: AbortSignal): Promise<Problem | null> {
  const { api, namespace, pod, sinceMs, intake, times } = run;
  const stop = new AbortController();
  const within = AbortSignal.any([signal, stop.signal]);
  const way = await api.forward(namespace, pod.name, RELAY_PORT, within);
  if (!way.ok) return signal.aborted ? null : wayFailed(api.cluster, DOING, way.error);
  const client = openObserverClient(way.value);
  const failed = (end: CallEnd): Problem | null => (signal.aborted ? null : relayFailed(api.cluster, pod.name, end));
  try {
    const first = await askStatus(client, times.deadlineMs, within);
    if ('status' in first) return failed(first);
    run.onStatus(first);
    const since = { seconds: Math.floor(sinceMs / 1000), nanos: (sinceMs % 1000) * 1e6 };
    const onMessage = (bytes: Buffer): void => intake.offer(glanceAtBytes(bytes), () => readAnswer(bytes));
    const flows = client.call(GET_FLOWS, { follow: true, since }, { onMessage, onChunk: run.onChunk }, within);
    const status = watchStatus(client, run, within);
    const end = await Promise.race([flows, status]);
    return failed(end);
  } finally {
    stop.abort();
    client.close();
  }
}

/** Asks for the status again and again; resolves when no answer came in time, or with the reason it could not be had. */
async function watchStatus(client: ObserverClient, { times, onStatus }: RelayRun, signal: AbortSignal): Promise<CallEnd> {
  for (;;) {
    await rest(times.statusMs, signal);
    const status = await askStatus(client, times.deadlineMs, signal);
    if ('status' in status) return status;
    onStatus(status);
  }
}

async function askStatus(client: ObserverClient, deadlineMs: number, signal: AbortSignal): Promise<RelayStatus | CallEnd> {
  const done = new AbortController();
  const within = AbortSignal.any([signal, done.signal]);
  let status: RelayStatus | null = null;
  const onMessage = (bytes: Buffer): void => {
    status = toRelayStatus(SERVER_STATUS.toAnswer(bytes));
  };
  const silent: CallEnd = { status: 4, message: `no answer to ServerStatus within ${deadlineMs / 1000} s` };
  const end = await Promise.race([
    client.call(SERVER_STATUS, {}, { onMessage }, within),
    rest(deadlineMs, within).then(() => silent),
    aborted(signal).then(() => silent),
  ]);
  done.abort();
  return end.status === 0 && status !== null ? status : end.status === 0 ? { status: 2, message: 'an answer without a status' } : end;
}

function toRelayStatus(answer: unknown): RelayStatus {
  const status = isObject(answer) ? answer : {};
  const names = listOf(status['unavailable_nodes']).flatMap((name) => (typeof name === 'string' ? [nodeOf(name)] : []));
  return { connected: wrappedNumberOf(status['num_connected_nodes']), unavailable: names, version: textOf(status['version']) };
}

function readAnswer(bytes: Buffer): ReturnType<typeof toHubbleMessage> {
  let answer: unknown;
  try {
    answer = GET_FLOWS.toAnswer(bytes);
  } catch {
    return unreadable(bytes);
  }
  return toHubbleMessage(answer);
}

const unreadable = (bytes: Buffer): Result<never, ParseFailure> =>
  fail({ format: 'GetFlowsResponse', line: bytes.toString('hex', 0, 100) });
