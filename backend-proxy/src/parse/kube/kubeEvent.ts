import { z } from 'zod';
import { NamespacedMetadata, objectParser, Text, Time } from './fields.ts';
import type { KubeEventRow } from './rows.ts';

const Source = z.object({ component: Text }).nullish();
const Reference = z.object({ kind: Text, name: Text }).nullish();

/** The fields of both APIs: core/v1 has `involvedObject`, `message`, `lastTimestamp`; events.k8s.io/v1 `regarding`, `note`, `series`. */
const KubeEvent = z.object({
  metadata: NamespacedMetadata,
  type: Text,
  reason: Text,
  message: Text,
  note: Text,
  involvedObject: Reference,
  regarding: Reference,
  count: z.number().nullish(),
  deprecatedCount: z.number().nullish(),
  series: z.object({ count: z.number().nullish(), lastObservedTime: Time }).nullish(),
  eventTime: Time,
  firstTimestamp: Time,
  lastTimestamp: Time,
  deprecatedFirstTimestamp: Time,
  deprecatedLastTimestamp: Time,
  source: Source,
  deprecatedSource: Source,
  reportingComponent: Text,
  reportingController: Text,
});

function toKubeEvent(event: z.output<typeof KubeEvent>): KubeEventRow {
  const { metadata, series } = event;
  const firstAtMs = event.firstTimestamp ?? event.deprecatedFirstTimestamp ?? event.eventTime ?? metadata.creationTimestamp;
  const object = event.involvedObject ?? event.regarding;
  return {
    uid: metadata.uid,
    name: metadata.name,
    namespace: metadata.namespace,
    createdAtMs: metadata.creationTimestamp,
    type: event.type ?? '',
    reason: event.reason ?? '',
    message: event.message ?? event.note ?? '',
    // 0 is Go's "not said": an event that exists happened.
    count: series?.count || event.count || event.deprecatedCount || 1,
    firstAtMs,
    atMs: series?.lastObservedTime ?? event.lastTimestamp ?? event.deprecatedLastTimestamp ?? event.eventTime ?? firstAtMs,
    object: { kind: object?.kind ?? '', name: object?.name ?? '' },
    source: event.source?.component ?? event.deprecatedSource?.component ?? event.reportingComponent ?? event.reportingController,
  };
}

/**
 * Reads an Event of core/v1 or events.k8s.io/v1. An event that repeats has its count and latest time in `series`, or in the older
 * fields; one without any time has that of its creation. Fails: with its name and the path of what does not fit.
 */
export const parseKubeEvent = objectParser('Event', KubeEvent, toKubeEvent);
