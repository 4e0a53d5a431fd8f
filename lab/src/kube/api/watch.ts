import type { Json } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { toPartial, toTable } from '../print/table.ts';
import type { RecordedChange } from '../store/memoryStore.ts';
import type { Matcher } from '../store/selectors.ts';
import { type Shape, parseAccept } from './accept.ts';
import type { KubeContext } from './context.ts';
import { type Outgoing, cut, isGone } from './exchange.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { malformedAt } from './malformed.ts';
import { matcherOf } from './matcher.ts';
import { includeObjectOf } from './read.ts';
import { Refusal, tooOldVersion } from './refusal.ts';
import { type Resource, groupVersionOf } from './resources.ts';
import { toServed } from './shapes.ts';

/** A client that reads no faster than this is cut off, as the real server does with slow watchers. */
const MAX_UNREAD_BYTES = 32 * 1024 * 1024;
const DEFAULT_SECONDS = 1800;

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

/** One open watch. It ends by its own timeout, with its connection, or when the server ends it. */
export class Watch {
  private readonly context: KubeContext;
  private readonly request: KubeRequest;
  private readonly resource: Resource;
  private readonly response: Outgoing;
  private readonly matches: Matcher;
  private readonly shape: Shape;
  private readonly timers: NodeJS.Timeout[] = [];
  private leave: () => void = () => undefined;
  private mute = false;
  private sent = 0;

  constructor(context: KubeContext, request: KubeRequest, resource: Resource, response: Outgoing) {
    this.context = context;
    this.request = request;
    this.resource = resource;
    this.response = response;
    this.matches = matcherOf(request);
    this.shape = parseAccept(request.headers.accept);
  }

  /** Begins. Throws a Refusal when the asked version is too old and that is to be said as a status. */
  open(onEnd: () => void): void {
    const { query } = this.request;
    const asked = Number(query.get('resourceVersion') ?? 0);
    const { store } = this.context;
    const fromStart = !asked || query.get('sendInitialEvents') === 'true';
    const missed = fromStart ? [] : store.changesSince(this.resource.stored, asked);
    const gone = missed ? null : tooOldVersion(asked, store.compactedVersion);
    if (gone && this.context.conditions().goneAs === 'status') throw gone;
    if (asked > store.resourceVersion) throw tooLargeVersion(asked, store.resourceVersion);
    this.response.on('close', () => {
      this.stop();
      onEnd();
    });
    this.response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
    this.response.flushHeaders?.();
    this.mute = this.context.conditions().silentWatches;
    if (gone) return this.fail(gone);
    if (fromStart) this.sendPresent();
    for (const change of missed ?? []) this.tell(change);
    this.leave = store.subscribe((change) => this.tell(change));
    this.timers.push(setTimeout(() => this.end(), Number(query.get('timeoutSeconds') ?? DEFAULT_SECONDS) * 1000));
    if (query.get('allowWatchBookmarks') === 'true') {
      this.timers.push(setInterval(() => this.write('BOOKMARK', this.bookmark({})), this.context.bookmarkEveryMs));
    }
  }

  /** From now on nothing is said, not even goodbye. */
  silence(): void {
    this.mute = true;
  }

  end(): void {
    this.stop();
    if (!this.mute) this.response.end();
  }

  /** The answer breaks off without an end. */
  cut(): void {
    this.stop();
    cut(this.response);
  }

  fail(refusal: Refusal): void {
    this.write('ERROR', refusal.toStatus());
    this.end();
  }

  private stop(): void {
    this.leave();
    for (const timer of this.timers) clearTimeout(timer);
  }

  private sendPresent(): void {
    for (const object of this.context.store.list(this.resource.stored, this.request.namespace)) {
      if (this.matches(object)) this.writeObject('ADDED', object);
    }
    if (this.request.query.get('sendInitialEvents') !== 'true') return;
    this.write('BOOKMARK', this.bookmark({ annotations: { 'k8s.io/initial-events-end': 'true' } }));
  }

  /** An object that leaves the selection is deleted for this watch, one that enters it is added. */
  private tell({ type, resource, object, before }: RecordedChange): void {
    if (resource !== this.resource.stored) return;
    const was = type !== 'ADDED' && before !== undefined && this.matches(before);
    const is = type !== 'DELETED' && this.matches(object);
    if (is) this.writeObject(was ? 'MODIFIED' : 'ADDED', object);
    else if (was) this.writeObject('DELETED', type === 'DELETED' ? object : withVersionOf(before, object));
  }

  private writeObject(type: EventType, object: KubeObject): void {
    const { as, version } = this.shape;
    const served = toServed(this.resource, object);
    if (as === 'table') {
      const options = { nowMs: this.context.now(), includeObject: includeObjectOf(this.request), headers: this.sent === 0, version };
      const metadata = { resourceVersion: object.metadata.resourceVersion };
      this.write(type, toTable(this.resource.stored, [object], metadata, { ...options, served: () => served }));
    } else {
      const shown: Json = as === 'partial' ? toPartial(served) : served;
      this.write(type, malformedAt(this.sent, this.context.conditions().malformedEvery, shown));
    }
    this.sent++;
  }

  private write(type: EventType, object: unknown): void {
    if (this.mute || isGone(this.response) || this.response.writableEnded) return;
    this.response.write(`${JSON.stringify({ type, object })}\n`);
    if (this.response.writableLength > MAX_UNREAD_BYTES) this.cut();
  }

  private bookmark(more: Json): Json {
    const { kind } = this.resource;
    const metadata = { resourceVersion: String(this.context.store.resourceVersion), creationTimestamp: null, ...more };
    return {
      kind,
      apiVersion: groupVersionOf(this.resource),
      metadata,
      ...(kind === 'Pod' ? { spec: { containers: null }, status: {} } : {}),
    };
  }
}

function withVersionOf(before: KubeObject, after: KubeObject): KubeObject {
  return { ...before, metadata: { ...before.metadata, resourceVersion: after.metadata.resourceVersion } };
}

/** A version that this server has not reached, as after its data was lost. */
function tooLargeVersion(asked: number, current: number): Refusal {
  return new Refusal(504, 'Timeout', `Too large resource version: ${asked}, current: ${current}`, {
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
  });
}
