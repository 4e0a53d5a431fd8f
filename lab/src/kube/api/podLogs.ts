import { recordsAt, textAt } from '../fields.ts';
import type { LogLine } from '../hooks.ts';
import type { KubeObject } from '../objectStore.ts';
import type { KubeContext } from './context.ts';
import { type Outgoing, isGone } from './exchange.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { existing } from './read.ts';
import { Refusal, badRequest } from './refusal.ts';
import type { Resource } from './resources.ts';

/** Answers pods/log: tailLines, sinceSeconds, sinceTime, timestamps, limitBytes, previous and follow. */
export async function serveLogs(context: KubeContext, request: KubeRequest, resource: Resource, response: Outgoing): Promise<void> {
  const { query } = request;
  const pod = existing(context, request, resource);
  const container = containerOf(pod, query.get('container'));
  const abort = new AbortController();
  response.on('close', () => abort.abort());
  const { hooks } = context;
  if (!hooks.logs) throw new Refusal(500, 'InternalError', 'the kubelet of this node does not answer');
  const log = await hooks.logs({ pod, container, previous: query.get('previous') === 'true', signal: abort.signal });
  const withTimes = query.get('timestamps') === 'true';
  const sinceMs = sinceOf(query, context.now());
  const recent = log.lines.filter(({ atMs }) => atMs >= sinceMs);
  const tail = query.get('tailLines');
  const shown = tail === null ? recent : Number(tail) === 0 ? [] : recent.slice(-Number(tail));
  response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' });
  const text = shown.map((line) => toText(line, withTimes)).join('');
  const limit = query.get('limitBytes');
  response.write(limit === null ? text : Buffer.from(text).subarray(0, Number(limit)));
  if (query.get('follow') === 'true' && log.follow) {
    for await (const line of log.follow) {
      if (isGone(response)) return;
      response.write(toText(line, withTimes));
    }
  }
  response.end();
}

/** The asked container, or the only one, or the one that an annotation names. */
export function containerOf(pod: KubeObject, asked: string | null): string {
  const all = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => recordsAt(pod, 'spec', list));
  const names = all.flatMap((each) => textAt(each, 'name') ?? []);
  if (asked) {
    if (names.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  }
  const plain = recordsAt(pod, 'spec', 'containers').flatMap((each) => textAt(each, 'name') ?? []);
  const preferred = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? (plain.length === 1 ? plain[0] : undefined);
  if (preferred !== undefined) return preferred;
  throw badRequest(`a container name must be specified for pod ${pod.metadata.name}, choose one of: [${plain.join(' ')}]`);
}

function sinceOf(query: URLSearchParams, nowMs: number): number {
  const seconds = query.get('sinceSeconds');
  if (seconds !== null) return nowMs - Number(seconds) * 1000;
  const time = query.get('sinceTime');
  return time === null ? Number.NEGATIVE_INFINITY : Date.parse(time);
}

function toText({ atMs, text }: LogLine, withTimes: boolean): string {
  return withTimes ? `${new Date(atMs).toISOString().replace('Z', '000000Z')} ${text}\n` : `${text}\n`;
}
