import { setImmediate as turn } from 'node:timers/promises';
import type { ProblemKind } from '@tart-lab/contract/problem.ts';
import { fail, ok, type ParseFailure, type Result } from '../../result.ts';
import type { KubeAnswer, KubeApi, KubeFailure } from './kubeApi.ts';
import { KubeStreamError } from './kubeStreamError.ts';
import type { WatchedResource } from './kubeWatch.ts';
import { isRecord, metadataOf, versionNumber } from './objectIdentity.ts';

/** A row of the tests: an object's identity and one field. */
export interface TestRow {
  readonly uid: string;
  readonly name: string;
  readonly phase: string;
}

export const TEST_PODS: WatchedResource<TestRow> = {
  name: 'pods',
  path: '/api/v1/pods',
  toRow(object): Result<TestRow, ParseFailure> {
    const metadata = metadataOf(object);
    const phase = isRecord(object) ? object['phase'] : undefined;
    if (typeof phase !== 'string') return fail({ format: 'pod', line: JSON.stringify(phase ?? null) });
    return ok({ uid: String(metadata?.['uid']), name: String(metadata?.['name']), phase });
  },
};

export const failureOf = (kind: ProblemKind, more: Partial<KubeFailure> = {}): KubeFailure => ({
  problem: { kind, target: 'dev', doing: 'list pods', detail: `scripted ${kind}`, advice: 'none' },
  status: null,
  reason: null,
  retryAfterMs: null,
  ...more,
});
export const expired = failureOf('cluster_failed', { status: 410, reason: 'Expired' });

/** One open watch, seen from the server. */
export interface OpenWatch {
  readonly query: Readonly<Record<string, string>>;
  readonly idleMs: number;
  readonly ended: boolean;
  /** Sends a line as it is. */
  push(line: string): void;
  end(): void;
  fail(failure: KubeFailure): void;
}

type Query = Readonly<Record<string, string>>;

/**
 * An API server in memory behind the KubeApi interface: one kind of object, with resource versions, pages, watches and
 * compaction. `readScript` and `watchScript` are asked first, once each; one that gives undefined lets the server answer.
 */
export class FakeKube implements KubeApi {
  readonly cluster = 'dev';
  readonly objects = new Map<string, Record<string, unknown>>();
  readonly reads: Query[] = [];
  readonly watches: OpenWatch[] = [];
  readonly readScript: ((query: Query) => Result<KubeAnswer, KubeFailure> | Promise<Result<KubeAnswer, KubeFailure>> | undefined)[] = [];
  readonly watchScript: ((query: Query) => KubeFailure | undefined)[] = [];
  /** Every request fails so while set. */
  away: KubeFailure | null = null;
  revision = 100;
  compactedTo = 0;
  server = 'https://dev:6443/';
  /** Open watches are told nothing while set: the connection was cut, and nobody knows. */
  quiet = false;
  #history: { revision: number; line: string }[] = [];
  #uids = 0;

  endpoint(): string {
    return this.server;
  }

  put(name: string, phase: unknown = 'Running', uid?: string): void {
    const known = metadataOf(this.objects.get(name));
    this.revision += 1;
    const metadata = {
      name,
      namespace: 'demo',
      uid: uid ?? known?.['uid'] ?? `uid-${(this.#uids += 1)}`,
      resourceVersion: String(this.revision),
    };
    const object = { metadata, phase };
    this.objects.set(name, object);
    this.#tell(known === undefined ? 'ADDED' : 'MODIFIED', object);
  }

  remove(name: string): void {
    const object = this.objects.get(name);
    if (!object) return;
    this.objects.delete(name);
    this.revision += 1;
    this.#tell('DELETED', { ...object, metadata: { ...metadataOf(object), resourceVersion: String(this.revision) } });
  }

  bookmark(version = String(this.revision)): void {
    for (const watch of this.open()) watch.push(JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: version } } }));
  }

  /** Forgets what was, as etcd's compaction does. */
  compact(): void {
    this.compactedTo = this.revision;
    this.#history = [];
  }

  /** Another server at the same address: it counts from the start, and knows of nothing. */
  startAnew(): void {
    this.revision = 3;
    this.objects.clear();
    this.#history = [];
  }

  open(): OpenWatch[] {
    return this.watches.filter(({ ended }) => !ended);
  }

  read(_path: string, query: Query): Promise<Result<KubeAnswer, KubeFailure>> {
    this.reads.push(query);
    const scripted = this.readScript.shift()?.(query);
    if (scripted) return Promise.resolve(scripted);
    if (this.away) return Promise.resolve(fail(this.away));
    const all = [...this.objects.values()];
    const [from, version] = (query['continue'] ?? `0/${this.revision}`).split('/').map(Number);
    const limit = Number(query['limit'] ?? all.length);
    const start = from ?? 0;
    const left = all.length - start - limit;
    const metadata = {
      resourceVersion: String(version),
      ...(left > 0 ? { continue: `${start + limit}/${version}`, remainingItemCount: left } : {}),
    };
    return Promise.resolve(answer({ kind: 'PodList', metadata, items: all.slice(start, start + limit) }));
  }

  watch(
    _path: string,
    query: Query,
    options: { idleMs: number; signal: AbortSignal },
  ): Promise<Result<AsyncIterable<string>, KubeFailure>> {
    const scripted = this.watchScript.shift()?.(query) ?? this.away;
    if (scripted) return Promise.resolve(fail(scripted));
    const version = versionNumber(query['resourceVersion']);
    if (version < this.compactedTo) return Promise.resolve(fail(expired));
    const lines = this.#history.filter(({ revision }) => revision > version).map(({ line }) => line);
    const opened = openWatch(query, options.idleMs, lines, options.signal);
    this.watches.push(opened.watch);
    return Promise.resolve(ok(opened.lines));
  }

  create = (): Promise<never> => Promise.reject(new Error('not scripted'));
  delete = (): Promise<never> => Promise.reject(new Error('not scripted'));
  logs = (): Promise<never> => Promise.reject(new Error('not scripted'));
  forward = (): Promise<never> => Promise.reject(new Error('not scripted'));
  exec = (): Promise<never> => Promise.reject(new Error('not scripted'));
  close = (): Promise<void> => Promise.resolve();

  #tell(type: string, object: unknown): void {
    const line = JSON.stringify({ type, object });
    this.#history.push({ revision: this.revision, line });
    if (!this.quiet) for (const watch of this.open()) watch.push(line);
  }
}

export const answer = (body: unknown): Result<KubeAnswer, never> => ok({ body, serverDateMs: null });

function openWatch(query: Query, idleMs: number, waiting: string[], signal: AbortSignal) {
  let ended: 'clean' | KubeFailure | undefined;
  let wake: () => void = () => undefined;
  const watch = {
    query,
    idleMs,
    get ended() {
      return ended !== undefined;
    },
    push(line: string) {
      waiting.push(line);
      wake();
    },
    end() {
      ended ??= 'clean';
      wake();
    },
    fail(failure: KubeFailure) {
      ended ??= failure;
      wake();
    },
  };
  signal.addEventListener('abort', () => watch.end(), { once: true });
  async function* lines(): AsyncGenerator<string, void> {
    try {
      for (;;) {
        const line = waiting.shift();
        if (line !== undefined) yield line;
        else if (ended === 'clean') return;
        else if (ended) throw new KubeStreamError(ended);
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      ended ??= 'clean';
    }
  }
  return { watch, lines: lines() };
}

/** Time that passes only in pauses, and pauses that end when the test says so, or at once while `holding` is false. */
export class FakeTime {
  nowMs = 1_000_000;
  holding = false;
  readonly pauses: number[] = [];
  #release: () => void = () => undefined;
  readonly now = (): number => this.nowMs;
  readonly rest = async (ms: number, signal: AbortSignal): Promise<void> => {
    this.pauses.push(ms);
    if (this.holding) {
      await new Promise<void>((resolve) => {
        this.#release = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    this.nowMs += ms;
    await turn();
  };
  release(): void {
    this.holding = false;
    this.#release();
  }
}

/** Lets everything that is ready go on until `holds` does; fails when that does not come about. */
export async function until(holds: () => boolean, what = 'what was expected'): Promise<void> {
  for (let turns = 0; turns < 2000; turns += 1) {
    if (holds()) return;
    await turn();
  }
  throw new Error(`${what} did not come about`);
}
