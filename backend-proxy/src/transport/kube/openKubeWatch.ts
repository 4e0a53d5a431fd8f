import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';
import { backoff } from '../../lifecycle/backoff.ts';
import { rest as restFor } from '../../lifecycle/rest.ts';
import type { Semaphore } from '../../lifecycle/semaphore.ts';
import { fail, ok, type Result } from '../../result.ts';
import { resourceOf, type KubeAttempt } from './kubeAttempt.ts';
import type { KubeApi, KubeFailure } from './kubeApi.ts';
import { KubeStreamError } from './kubeStreamError.ts';
import type { KubeWatch, RowChange, WatchedResource, WatchState } from './kubeWatch.ts';
import { metadataOf, versionNumber } from './objectIdentity.ts';
import { readList } from './readList.ts';
import { rowSet } from './rowSet.ts';
import { toProblem, unreadable } from './toKubeFailure.ts';
import { ofStatus } from './toStatusFailure.ts';
import { parseWatchEvent } from './watchEvent.ts';
import { watchStates } from './watchStates.ts';

export interface KubeWatchOptions<Row> {
  /** What changed, in the server's order; called after `rows` has it. */
  readonly onChange: (changes: readonly RowChange<Row>[]) => void;
  /** What a list found to differ; `first` for the first list, which differs from nothing. Without it, `onChange` is called. */
  readonly onReplace?: (changes: readonly RowChange<Row>[], first: boolean) => void;
  /** Called when the phase, or the kind of problem, becomes another. */
  readonly onState?: (state: WatchState) => void;
  /** Watches that share one list in turn: a list's pages are large, and all clusters at once need not be in memory. */
  readonly lists?: Semaphore;
  /** 100 by default: as quick as kubectl's 500, and 2,500 pods cost 75 MB less of memory that is not given back. */
  readonly pageSize?: number;
  /** A watch without a byte for so long is given up. Bookmarks come about every minute. */
  readonly idleMs?: number;
  readonly connectTimeoutMs?: number;
  readonly pageTimeoutMs?: number;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A watch that lived so long was a good one: the next may begin at once, and pauses are short again. */
const SETTLED_MS = 5000;
const MAX_RETRY_AFTER_MS = 5 * 60_000;
/** Failures that time alone does not heal are tried again less often. */
const SLOW: ReadonlySet<ProblemKind> = new Set(['cluster_auth_failed', 'cluster_forbidden', 'cluster_throttled', 'cluster_tls_failed']);
/** A list waits so long for its turn and no longer: those before it may belong to a cluster that does not answer. */
const LIST_TURN_MS = 1000;
/** Answers to a watch that mean "not from this place": the next try lists again. */
const NOT_FROM_HERE: ReadonlySet<number> = new Set([400, 404, 405, 409, 410, 422]);

/** Where in the server's history the rows are. `fresh`: no watch went on from there yet. */
interface Place {
  version: string;
  readonly endpoint: string | null;
  fresh: boolean;
}

type Ended =
  | { readonly how: 'clean' | 'expired'; readonly livedMs: number }
  | { readonly how: 'failed'; readonly livedMs: number; readonly failure: KubeFailure; readonly relist: boolean };

/**
 * Keeps the rows of one kind of object as the API server has them, until `signal` aborts: a list in pages, then a watch from
 * there; after any end of it again a watch, or a list where the server forgot the place (410), is another one than before, or
 * fell silent: then rows are compared, and `watch_silent` is told when something had been missed, until more is heard.
 * It never gives up and never fails: how it stands is its state.
 */
export function openKubeWatch<Row>(
  api: KubeApi,
  resource: WatchedResource<Row>,
  options: KubeWatchOptions<Row>,
  signal: AbortSignal,
): KubeWatch<Row> {
  const { now = Date.now, random = Math.random, rest = restFor, pageSize = 100, idleMs = 90_000 } = options;
  const { connectTimeoutMs = 15_000, pageTimeoutMs = 60_000, onChange, onReplace } = options;
  const query = resource.query ?? {};
  const set = rowSet((object) => resource.toRow(object), resource.keep);
  const states = watchStates({ cluster: api.cluster, resource: resource.name, rows: set }, now, options.onState);
  const attempt: KubeAttempt = {
    cluster: api.cluster,
    verb: 'watch',
    resource: resourceOf(resource.path),
    server: null,
    via: null,
    secrets: [],
  };
  const quickPauses = backoff({ baseMs: 500, capMs: 10_000, random });
  const slowPauses = backoff({ baseMs: 1000, capMs: 30_000, random });
  let lists = 0;

  const pauseAfter = async ({ problem, retryAfterMs }: KubeFailure): Promise<void> => {
    if (signal.aborted) return;
    states.enter('down', problem);
    const pauseMs = (SLOW.has(problem.kind) ? slowPauses : quickPauses).nextMs();
    await rest(pauseMs + Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS), signal);
  };

  const takeTurn = async (): Promise<(() => void) | undefined> => {
    const impatient = new AbortController();
    const admitted = new AbortController();
    if (options.lists) void rest(LIST_TURN_MS, AbortSignal.any([signal, admitted.signal])).then(() => impatient.abort());
    const leave = await options.lists?.enter(impatient.signal);
    admitted.abort();
    return leave;
  };

  /** `silent` is the silence after which the list looks whether anything was missed. */
  const list = async (silent: Problem | null): Promise<Result<Place, KubeFailure>> => {
    const leave = await takeTurn();
    try {
      const request = {
        path: resource.path,
        query,
        toRow: (object: unknown) => resource.toRow(object),
        pageSize,
        timeoutMs: pageTimeoutMs,
        signal,
      };
      const listed = await readList(api, request);
      if (!listed.ok) return listed;
      const changes = set.replace(listed.value.objects, listed.value.nameless);
      states.heard();
      states.listed();
      if (silent && changes.length > 0) states.enter('watching', silent);
      else states.enter('watching');
      lists += 1;
      if (onReplace) onReplace(changes, lists === 1);
      else if (changes.length > 0) onChange(changes);
      return ok({ version: listed.value.version, endpoint: api.endpoint?.() ?? null, fresh: true });
    } finally {
      leave?.();
    }
  };

  /**
   * Before a watch goes on: whether the server that is there now still has our place. One that was set up anew counts from the
   * start, and would keep a watch from our place waiting without a word.
   */
  const stillThere = async (place: Place): Promise<Result<boolean, KubeFailure>> => {
    const answer = await api.read(resource.path, { ...query, limit: '1' }, { timeoutMs: connectTimeoutMs, signal });
    if (!answer.ok) return answer;
    const version = metadataOf(answer.value.body)?.['resourceVersion'];
    if (typeof version !== 'string') return fail(unreadable('the answer is JSON, but no list', { ...attempt, verb: 'list' }));
    return ok(!(versionNumber(version) < versionNumber(place.version)) && place.endpoint === (api.endpoint?.() ?? null));
  };

  /** What changed cannot be told: any row may be out of date. */
  const lost = (what: string, startMs: number): Ended => ({
    how: 'failed',
    livedMs: now() - startMs,
    failure: unreadable(what, attempt),
    relist: true,
  });

  const watch = async (place: Place): Promise<Ended> => {
    const timeoutSeconds = String(Math.round(300 + random() * 300));
    const asked = { ...query, resourceVersion: place.version, allowWatchBookmarks: 'true', timeoutSeconds };
    const opened = await api.watch(resource.path, asked, { signal, connectTimeoutMs, idleMs });
    const startMs = now();
    if (!opened.ok) return endedBy(opened.error, 0);
    if (states.state().phase !== 'watching') states.enter('watching');
    try {
      for await (const line of opened.value) {
        const event = parseWatchEvent(line);
        if (!event) return lost('a line of the watch is no event', startMs);
        if (event.type === 'ERROR') return endedBy(ofStatus(event.status, attempt), now() - startMs);
        // What is older than what was told before must change nothing; and this server's history is not the one we know.
        if (versionNumber(event.version) < versionNumber(place.version)) return { how: 'expired', livedMs: now() - startMs };
        states.heard();
        states.enter('watching');
        if (event.version !== undefined) place.version = event.version;
        if (event.type === 'BOOKMARK') continue;
        const changes = event.type === 'DELETED' ? set.remove(event.object) : set.put(event.object);
        if (!changes) return lost('an object of the watch has no name', startMs);
        if (changes.length > 0) onChange(changes);
      }
    } catch (error) {
      if (!(error instanceof KubeStreamError)) throw error;
      return endedBy(error.failure, now() - startMs);
    }
    return { how: 'clean', livedMs: now() - startMs };
  };

  const run = async (): Promise<void> => {
    let place: Place | null = null;
    let shortEnds = 0;
    let silent: Problem | null = null;
    while (!signal.aborted) {
      if (place !== null) {
        const there = await stillThere(place);
        if (!there.ok) {
          await pauseAfter(there.error);
          continue;
        }
        if (!there.value) states.enter('relisting');
        // Some servers send no bookmarks for what never changes, and some connections are dead: only a list tells which it was.
        if (!there.value || silent) place = null;
      }
      if (place === null) {
        const listed = await list(silent);
        if (!listed.ok) {
          await pauseAfter(listed.error);
          continue;
        }
        place = listed.value;
        silent = null;
      }
      const wasFresh: boolean = place.fresh;
      place.fresh = false;
      const ended: Ended = await watch(place);
      if (signal.aborted) break;
      states.restarted();
      if (ended.livedMs >= SETTLED_MS) {
        quickPauses.reset();
        slowPauses.reset();
        shortEnds = 0;
      }
      switch (ended.how) {
        case 'clean':
          if (ended.livedMs >= SETTLED_MS) break;
          shortEnds += 1;
          if (shortEnds > 1) await pauseAfter(failureOf(endsAtOnce(ended.livedMs, attempt)));
          else await rest(quickPauses.nextMs(), signal);
          break;
        case 'expired':
          place = null;
          states.enter('relisting');
          // A place of just now that is forgotten already: the server is in trouble, and lists are the dearest of requests.
          if (wasFresh && ended.livedMs < SETTLED_MS) await rest(quickPauses.nextMs(), signal);
          break;
        case 'failed':
          if (ended.relist) place = null;
          if (ended.failure.problem.kind === 'watch_silent') silent = ended.failure.problem;
          else await pauseAfter(ended.failure);
          break;
      }
    }
  };

  return { rows: set.rows, state: () => states.state(), ended: run() };
}

function endedBy(failure: KubeFailure, livedMs: number): Ended {
  if (failure.status === 410 || failure.reason === 'Expired' || failure.reason === 'Gone') return { how: 'expired', livedMs };
  return { how: 'failed', livedMs, failure, relist: NOT_FROM_HERE.has(failure.status ?? 0) };
}

const endsAtOnce = (livedMs: number, attempt: KubeAttempt): Problem =>
  toProblem(
    'cluster_failed',
    `the API server ends the watch after ${Math.round(livedMs)} ms, again and again`,
    'Something between may allow no long answers: look at the time limits of proxies and load balancers before the API server.',
    attempt,
  );

const failureOf = (problem: Problem): KubeFailure => ({ problem, status: null, reason: null, retryAfterMs: null });
