import type { Problem } from '@tart-lab/contract/problem.ts';
import { aborted, rest } from '../../lifecycle/rest.ts';
import { AnswerReader } from '../../parse/hubble/answerReader.ts';
import { readRelayStatus } from '../../parse/hubble/relayStatus.ts';
import type { RelayStatus } from '../../parse/hubble/relayStatus.ts';
import type { KubeApi } from '../kube/kubeApi.ts';
import type { HubblePod, HubbleTimes } from './hubble.ts';
import { relayFailed, wayFailed } from './hubbleProblems.ts';
import type { Intake } from './intake.ts';
import { GET_FLOWS, SERVER_STATUS, STATUS_REQUEST, toFlowsRequest } from './observerApi.ts';
import { openObserverClient } from './observerClient.ts';
import type { CallEnd, ObserverClient } from './observerClient.ts';

const RELAY_PORT = 4245;
const DOING = 'open a way to Hubble Relay';

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
    const reader = new AnswerReader();
    const onMessage = (bytes: Buffer, from: number, to: number): void => intake.offer(reader.glance(bytes, from, to), reader.read);
    const flows = client.call(GET_FLOWS, toFlowsRequest(sinceMs), { onMessage, onChunk: run.onChunk }, within);
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
  const onMessage = (bytes: Buffer, from: number, to: number): void => {
    const answer = readRelayStatus(bytes.subarray(from, to));
    if (answer.ok) status = answer.value;
  };
  const silent: CallEnd = { status: 4, message: `no answer to ServerStatus within ${deadlineMs / 1000} s` };
  const end = await Promise.race([
    client.call(SERVER_STATUS, STATUS_REQUEST, { onMessage }, within),
    rest(deadlineMs, within).then(() => silent),
    aborted(signal).then(() => silent),
  ]);
  done.abort();
  return end.status === 0 && status !== null ? status : end.status === 0 ? { status: 2, message: 'an answer without a status' } : end;
}
