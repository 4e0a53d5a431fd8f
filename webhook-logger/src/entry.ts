import type { Message } from './message.ts';

/** One alert as it was told: a line of the log and a row of the page. Times are ISO 8601 in UTC, null where there is none. */
export interface Entry {
  readonly event: 'alert';
  readonly receivedAt: string;
  readonly status: 'firing' | 'resolved';
  readonly alertname: string | null;
  readonly severity: string | null;
  readonly receiver: string;
  /** What the alert was grouped by: `alertname`, `namespace`. */
  readonly group: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly fingerprint: string;
  readonly generatorUrl: string;
  readonly senderUrl: string;
}

const iso = (atMs: number | null | undefined): string | null => (atMs === null || atMs === undefined ? null : new Date(atMs).toISOString());

/** One entry for each alert of a message that came at `receivedAtMs`. A firing alert has no end, whatever the message says. */
export function toEntries({ receiver, groupLabels, externalURL, alerts }: Message, receivedAtMs: number): Entry[] {
  return alerts.map(({ status, labels, annotations, startsAt, endsAt, fingerprint, generatorURL }) => ({
    event: 'alert',
    receivedAt: new Date(receivedAtMs).toISOString(),
    status,
    alertname: labels['alertname'] ?? null,
    severity: labels['severity'] ?? null,
    receiver,
    group: groupLabels,
    labels,
    annotations,
    startsAt: iso(startsAt),
    endsAt: status === 'firing' ? null : iso(endsAt),
    fingerprint,
    generatorUrl: generatorURL,
    senderUrl: externalURL,
  }));
}
