import type { LabEvent } from '@tart-lab/contract/event.ts';

/** What Loki's push API takes: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs */
export interface LokiStreams {
  readonly streams: readonly { readonly stream: Readonly<Record<string, string>>; readonly values: readonly [string, string][] }[];
}

/**
 * Events as log streams. A stream's labels are few and bounded: `job`, `kind`, `severity`, and `cluster` where there is one; VMs, pods and
 * ports are in the line, which is JSON (`{job="tart-lab"} | json | vm="dev-worker1"`). Lines of a stream are in the order of their time.
 */
export function lokiStreams(events: readonly LabEvent[]): LokiStreams {
  const streams = new Map<string, { stream: Record<string, string>; values: [string, string][] }>();
  for (const { atMs, kind, severity, text, labels } of [...events].sort((a, b) => a.atMs - b.atMs)) {
    const { cluster } = labels;
    const stream = { job: 'tart-lab', kind, severity, ...(cluster === undefined ? {} : { cluster }) };
    const key = JSON.stringify(stream);
    const line: [string, string] = [`${Math.round(atMs)}000000`, JSON.stringify({ text, ...labels })];
    const known = streams.get(key);
    if (known) known.values.push(line);
    else streams.set(key, { stream, values: [line] });
  }
  return { streams: [...streams.values()] };
}
