import type { EventKind, LabEvent, Severity } from '@tart-lab/contract/event.ts';
import type { HpaRow, NodeRow, PodRow } from '../../parse/kube/rows.ts';
import { explainHpa } from './explainHpa.ts';
import type { LabelsOfNode } from './labelSets.ts';

/** One object that changed; `before` is undefined when it was not there, `after` when it is gone. */
interface Change<Row> {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** When a pod, by uid, was last seen in its crash loop (epoch ms). It leaves the loop for each try, and is in the same one after. */
export type CrashLoops = Map<string, number>;

/** Whose changes they are. `loops` is kept from call to call for as long as the cluster is watched. */
export interface EventScope {
  readonly cluster: string;
  readonly labelsOfNode: LabelsOfNode;
  readonly nowMs: number;
  readonly loops: CrashLoops;
}

interface Happening {
  readonly kind: EventKind;
  readonly severity: Severity;
  readonly text: string;
  /** By the cluster's clock; null: when it was seen. */
  readonly happenedMs: number | null;
}

/** The kubelet forgets its back-off after a run of so long: the next crash loop is another one. */
const CALM_MS = 600_000;
const isCrashLoop = ({ reason }: PodRow): boolean => reason.endsWith('CrashLoopBackOff');
const podName = ({ namespace, name }: PodRow): string => `pod ${namespace}/${name}`;
const because = (...words: readonly (string | null | undefined)[]): string => {
  const said = words.filter(Boolean);
  return said.length > 0 ? `: ${said.join(': ')}` : '';
};

/** An object that took the name of one that is gone is a new one. */
const sameObject = <Row extends { readonly uid: string }>({ before, after }: Change<Row>): Change<Row> => ({
  before: before && after && before.uid !== after.uid ? undefined : before,
  after,
});

/** A cluster whose clock is ahead has no events of tomorrow. */
const toEvent = (
  scope: EventScope,
  { happenedMs, kind, severity, text }: Happening,
  labels: Readonly<Record<string, string>>,
): LabEvent => ({
  atMs: Math.min(happenedMs ?? scope.nowMs, scope.nowMs),
  kind,
  severity,
  text: `${scope.cluster}: ${text}`,
  labels: { cluster: scope.cluster, ...labels },
});

/**
 * Tells which nodes became ready or not ready, at the time their condition says. Like its siblings it takes changes in their order,
 * without the first list, which shows what is and not what happened; a list after a break is compared with what was known, so that
 * what happened meanwhile is told once.
 */
export function toNodeEvents(changes: Iterable<Change<NodeRow>>, scope: EventScope): LabEvent[] {
  return [...changes].flatMap((change) => {
    const { before, after } = sameObject(change);
    // A node that joins is not ready at first, which is no news; that it is ready then, is.
    if (!after || after.ready === null || after.ready === (before?.ready ?? false)) return [];
    const condition = after.conditions.find(({ type }) => type === 'Ready');
    const happened = after.ready
      ? ({ kind: 'node_ready', severity: 'info', text: `node ${after.name} is ready` } as const)
      : ({
          kind: 'node_not_ready',
          severity: 'error',
          text: `node ${after.name} is not ready${because(condition?.reason, condition?.message)}`,
        } as const);
    const labels = { node: after.name, ...scope.labelsOfNode(after.name) };
    return [toEvent(scope, { ...happened, happenedMs: condition?.sinceMs ?? null }, labels)];
  });
}

/** Tells of pods that begin to crash over and over (once, until they ran for ten minutes), were killed for memory, or evicted. */
export function toPodEvents(changes: Iterable<Change<PodRow>>, scope: EventScope): LabEvent[] {
  return [...changes].flatMap((change) => {
    const { before, after } = sameObject(change);
    if (change.before && change.before.uid !== after?.uid) scope.loops.delete(change.before.uid);
    if (!after) return [];
    const node = after.node === null ? {} : { node: after.node, ...scope.labelsOfNode(after.node) };
    const labels = { ...node, namespace: after.namespace, workload: after.workload.name, pod: after.name };
    const happenings = [crashLoop(before, after, scope), oomKill(before, after), eviction(before, after)];
    return happenings.flatMap((happening) => (happening ? [toEvent(scope, happening, labels)] : []));
  });
}

function crashLoop(before: PodRow | undefined, after: PodRow, { loops, nowMs }: EventScope): Happening | null {
  const wasLooping = before !== undefined && isCrashLoop(before);
  const lastSeenMs = loops.get(after.uid);
  if (wasLooping || isCrashLoop(after)) loops.set(after.uid, nowMs);
  if (wasLooping || !isCrashLoop(after) || (lastSeenMs !== undefined && nowMs - lastSeenMs < CALM_MS)) return null;
  const text = `${podName(after)} keeps crashing${because(after.lastTermination?.reason, after.message)}`;
  return { kind: 'pod_crash_loop', severity: 'error', text, happenedMs: null };
}

function oomKill(before: PodRow | undefined, after: PodRow): Happening | null {
  const kill = after.lastOomKill;
  if (!kill || (before?.lastOomKill && (kill.atMs ?? 0) <= (before.lastOomKill.atMs ?? 0))) return null;
  const text = `${podName(after)}: container ${kill.container} was killed for using more memory than it may`;
  return { kind: 'pod_oom_killed', severity: 'error', text, happenedMs: kill.atMs };
}

function eviction(before: PodRow | undefined, after: PodRow): Happening | null {
  if (!after.evicted || before?.evicted) return null;
  const where = after.node === null ? '' : ` from ${after.node}`;
  const text = `${podName(after)} was evicted${where}${because(after.evicted.reason, after.evicted.message?.trim())}`;
  return { kind: 'pod_evicted', severity: 'warning', text, happenedMs: after.evicted.atMs };
}

/** Tells of steps that an HPA made, from how many replicas to how many, and by which metric where that is still shown. */
export function toHpaEvents(changes: Iterable<Change<HpaRow>>, scope: EventScope): LabEvent[] {
  return [...changes].flatMap((change) => {
    const { before, after } = sameObject(change);
    if (!after || after.lastScaleAtMs === null || after.lastScaleAtMs === before?.lastScaleAtMs) return [];
    // Until the HPA's next look its status counts the replicas before the step; where we missed that, we know what it had set before.
    const justSet = after.current !== after.desired;
    const from = justSet ? after.current : before?.desired;
    if (from === undefined || from === after.desired) return [];
    const { measured } = explainHpa(after, [], scope.nowMs);
    const why = justSet ? because(measured) : '';
    const text = `HPA ${after.namespace}/${after.name} sets ${after.desired} replicas, before ${from}${why}`;
    const labels = { namespace: after.namespace, workload: after.target.name, hpa: after.name };
    return [toEvent(scope, { kind: 'hpa_step', severity: 'info', text, happenedMs: after.lastScaleAtMs }, labels)];
  });
}
