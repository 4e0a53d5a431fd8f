import { numberAt } from '../kube/fields.ts';
import type { KubeObject, ObjectStore } from '../kube/objectStore.ts';
import type { Agenda } from './agenda.ts';
import { toTime } from './objects/time.ts';

/** Events live for an hour, as the API server's `--event-ttl` has it. */
const LIFETIME_MS = 3_600_000;

/** Writes Kubernetes' events: one that repeats is counted, old ones go. */
export class EventRecorder {
  private readonly store: ObjectStore;
  private readonly agenda: Agenda;
  /** Name of the event that says so already, and when it goes. */
  private readonly known = new Map<string, { readonly name: string; lastMs: number }>();
  private serial = 0;
  private sweeping = false;

  constructor(store: ObjectStore, agenda: Agenda) {
    this.store = store;
    this.agenda = agenda;
  }

  normal(about: KubeObject, component: string, reason: string, message: string, fieldPath?: string): void {
    this.record('Normal', about, component, reason, message, fieldPath);
  }

  warning(about: KubeObject, component: string, reason: string, message: string, fieldPath?: string): void {
    this.record('Warning', about, component, reason, message, fieldPath);
  }

  private record(type: string, about: KubeObject, component: string, reason: string, message: string, fieldPath?: string): void {
    const nowMs = this.agenda.now();
    const { uid, name, namespace = 'default', resourceVersion } = about.metadata;
    const [source, host] = component.split('@');
    const sameAs = `${uid}/${source}/${reason}/${message}/${fieldPath ?? ''}`;
    const known = this.known.get(sameAs);
    const before = known && this.store.get('core/events', known.name, namespace);
    if (known && before) {
      known.lastMs = nowMs;
      this.store.put('core/events', { ...before, count: (numberAt(before, 'count') ?? 1) + 1, lastTimestamp: toTime(nowMs) });
      return;
    }
    const eventName = `${name}.${(nowMs * 1000 + (this.serial++ % 1000)).toString(16)}`;
    this.known.set(sameAs, { name: eventName, lastMs: nowMs });
    this.store.put('core/events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: eventName, namespace },
      involvedObject: {
        kind: about.kind,
        ...(about.metadata.namespace === undefined ? {} : { namespace }),
        name,
        uid,
        apiVersion: about.apiVersion,
        resourceVersion,
        ...(fieldPath === undefined ? {} : { fieldPath }),
      },
      reason,
      message,
      source: { component: source, ...(host === undefined ? {} : { host }) },
      firstTimestamp: toTime(nowMs),
      lastTimestamp: toTime(nowMs),
      count: 1,
      type,
      eventTime: null,
      reportingComponent: source,
      reportingInstance: host ?? '',
    });
    this.sweepLater();
  }

  private sweepLater(): void {
    if (this.sweeping) return;
    this.sweeping = true;
    this.agenda.after(LIFETIME_MS / 6, () => {
      this.sweeping = false;
      const oldestMs = this.agenda.now() - LIFETIME_MS;
      for (const [sameAs, { lastMs }] of this.known) if (lastMs < oldestMs) this.known.delete(sameAs);
      const kept = new Set([...this.known.values()].map(({ name }) => name));
      for (const { metadata } of this.store.list('core/events'))
        if (!kept.has(metadata.name)) this.store.remove('core/events', metadata.name, metadata.namespace);
      if (this.known.size > 0) this.sweepLater();
    });
  }
}
