import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';
import type { WatchState } from './kubeWatch.ts';
import { redact } from './redact.ts';
import type { LeftOut, RowSet } from './rowSet.ts';

/** Problems of the whole cluster: every one of its watches meets them, and they are told once. */
const WHOLE_CLUSTER: ReadonlySet<ProblemKind> = new Set([
  'kubeconfig_invalid',
  'cluster_unreachable',
  'cluster_tls_failed',
  'cluster_auth_failed',
  'cluster_throttled',
]);

export interface WatchStates {
  state(): WatchState;
  enter(phase: WatchState['phase'], problem?: Problem): void;
  /** The server told the rows' present state: a list, an event, a bookmark. */
  heard(): void;
  listed(): void;
  restarted(): void;
}

/** Keeps how a watch stands. `onState` is called when the phase, or the kind of problem, becomes another. */
export function watchStates(
  { cluster, resource, rows }: { cluster: string; resource: string; rows: Pick<RowSet<unknown>, 'rows' | 'malformed'> },
  now: () => number,
  onState?: (state: WatchState) => void,
): WatchStates {
  let phase: WatchState['phase'] = 'listing';
  let sinceMs = now();
  let lastContactMs: number | null = null;
  let problem: Problem | null = null;
  let malformedSinceMs: number | null = null;
  let lists = 0;
  let restarts = 0;

  const malformedProblem = ({ count, first }: LeftOut): Problem | null => {
    malformedSinceMs = first === null ? null : (malformedSinceMs ?? now());
    if (first === null) return null;
    const { key, failure } = first;
    return {
      kind: 'cluster_unreadable',
      target: cluster,
      doing: `read ${resource}`,
      detail: redact(
        `${count} of ${resource} could not be read and ${count === 1 ? 'is' : 'are'} left out; the first is ${key}: no ${failure.format}: ${failure.line}`,
        [],
      ),
      advice: 'Look at the object with kubectl get -o json.',
      section: resource,
      sinceMs: malformedSinceMs ?? undefined,
    };
  };

  /** Who looks at a cluster looks at all its watches, several times a cycle: a state is made anew only when it is another. */
  let made: { readonly state: WatchState; readonly leftOut: LeftOut } | null = null;
  const state = (): WatchState => {
    const leftOut = rows.malformed();
    const objects = rows.rows.size;
    if (made?.leftOut === leftOut && made.state.objects === objects) return made.state;
    const wrong = problem ?? malformedProblem(leftOut);
    made = { leftOut, state: { phase, sinceMs, lastContactMs, problem: wrong, objects, malformed: leftOut.count, lists, restarts } };
    return made.state;
  };

  return {
    state,
    enter(next, why) {
      made = null;
      const other = next !== phase || why?.kind !== problem?.kind;
      if (next !== phase) sinceMs = now();
      phase = next;
      problem = why ? { ...why, ...(WHOLE_CLUSTER.has(why.kind) ? {} : { section: resource }), sinceMs } : null;
      if (other) onState?.(state());
    },
    heard() {
      lastContactMs = now();
      made = null;
    },
    listed() {
      lists += 1;
      made = null;
    },
    restarted() {
      restarts += 1;
      made = null;
    },
  };
}
