import { type Json, at, isRecord, recordsAt, textAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { type Resource, groupVersionOf } from './resources.ts';

/** An object as the asked version of its kind shows it; the store keeps core events and HPAs of version 2. */
export function toServed(resource: Resource, object: KubeObject): KubeObject {
  const served = { ...object, apiVersion: groupVersionOf(resource), kind: resource.kind };
  if (resource.group === 'events.k8s.io') return toNewEvent(served);
  if (resource.group === 'autoscaling' && resource.version === 'v1') return toFirstHpa(served);
  if (resource.plural === 'secrets') return withoutValues(served);
  return served;
}

/** Items of a list carry no kind and no version. */
export function toListItem(served: KubeObject): Json {
  return Object.fromEntries(Object.entries(served).filter(([field]) => field !== 'apiVersion' && field !== 'kind'));
}

/** The same occurrence in the words of events.k8s.io/v1. */
function toNewEvent({ apiVersion, kind, metadata, ...event }: KubeObject): KubeObject {
  return {
    apiVersion,
    kind,
    metadata,
    eventTime: event.eventTime ?? null,
    ...(event.series === undefined ? {} : { series: event.series }),
    reason: event.reason,
    type: event.type,
    note: event.message,
    regarding: event.involvedObject,
    reportingController: event.reportingComponent ?? textAt(event, 'source', 'component') ?? '',
    reportingInstance: event.reportingInstance ?? textAt(event, 'source', 'host') ?? '',
    deprecatedSource: event.source,
    deprecatedFirstTimestamp: event.firstTimestamp,
    deprecatedLastTimestamp: event.lastTimestamp,
    deprecatedCount: event.count,
  };
}

/** Version 1 of an HPA knows one target, CPU; old clients describe only that. */
function toFirstHpa(hpa: KubeObject): KubeObject {
  const isCpu = (metric: Json): boolean => textAt(metric, 'resource', 'name') === 'cpu';
  const wanted = recordsAt(hpa, 'spec', 'metrics').find(isCpu);
  const current = recordsAt(hpa, 'status', 'currentMetrics').find(isCpu);
  const { metrics: _metrics, behavior: _behavior, ...spec } = isRecord(hpa.spec) ? hpa.spec : {};
  const { currentMetrics: _currentMetrics, conditions, ...status } = isRecord(hpa.status) ? hpa.status : {};
  const target = at(wanted, 'resource', 'target', 'averageUtilization');
  const reached = at(current, 'resource', 'current', 'averageUtilization');
  return {
    ...hpa,
    metadata: {
      ...hpa.metadata,
      annotations: {
        ...hpa.metadata.annotations,
        ...(conditions === undefined ? {} : { 'autoscaling.alpha.kubernetes.io/conditions': JSON.stringify(conditions) }),
      },
    },
    spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    status: { ...status, ...(reached === undefined ? {} : { currentCPUUtilizationPercentage: reached }) },
  };
}

/** The lab has no secrets to give away: keys without values. */
function withoutValues(secret: KubeObject): KubeObject {
  const keys = isRecord(secret.data) ? Object.keys(secret.data) : [];
  return { ...secret, data: Object.fromEntries(keys.map((key) => [key, ''])) };
}
