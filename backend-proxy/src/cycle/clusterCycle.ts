import type { Labels, Sample } from '@tart-lab/contract/sample.ts';
import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { ProblemKind } from '@tart-lab/contract/problem.ts';
import type { ClusterConfig } from '../config/config.ts';
import { every } from '../lifecycle/every.ts';
import { aborted, rest } from '../lifecycle/rest.ts';
import type { Semaphore } from '../lifecycle/semaphore.ts';
import { flowProblems } from '../live/flows/flowSource.ts';
import { FlowSampler } from '../live/flows/flowSampler.ts';
import { FlowStore } from '../live/flows/flowStore.ts';
import { ClusterState, LOAD_TESTS_LAST_MS, type WatchName } from '../live/clusterState.ts';
import type { LabState } from '../live/labState.ts';
import type { Log } from '../log.ts';
import { parseApiVersion } from '../parse/kube/apiVersion.ts';
import type { VmJoin } from '../sample/cluster/joinVms.ts';
import { ClusterSampler, type LabelsOfNode } from '../sample/cluster/clusterSampler.ts';
import { mergeLatest } from '../sample/mergeLatest.ts';
import type { History } from '../store/history.ts';
import type { FlowNews, HubblePod } from '../transport/hubble/hubble.ts';
import { openHubble, type Hubble } from '../transport/hubble/openHubble.ts';
import { openKubeApi } from '../transport/kube/openKubeApi.ts';
import type { StreamPace } from '../transport/kube/streamPace.ts';
import { openClusterWatches } from './clusterWatches.ts';
import { ClusterReach } from './clusterReach.ts';
import { HpaMemory } from './hpaMemory.ts';
import { openLoadTests } from './loadTests.ts';
import { readUsage } from './usage.ts';

export interface ClusterCycleParts {
  readonly cluster: ClusterConfig;
  readonly intervals: { readonly guestsMs: number; readonly podUsageMs: number };
  readonly lab: LabState;
  readonly history: Pick<History, 'append' | 'appendEvents'>;
  /** Shared by all clusters: their first lists come one after the other. */
  readonly lists: Semaphore;
  /** Shared by all clusters: their flows are taken in together. */
  readonly pace: StreamPace;
  readonly log: Log;
  readonly now: () => number;
}

const VERSION_TIMEOUT_MS = 8000;
/** Where tart does not answer, nodes are sampled without their VMs after so long. */
const VMS_WITHIN_MS = 15_000;
const VMS_LOOK_MS = 200;
/** Usage that is older is not known any more: it would pass for what is used now. */
const USAGE_LASTS_MS = 60_000;
/** Flows come, but not all of them. */
const FLOW_LOSSES = ['flows_lost', 'flows_sampled'] as const;
const isFlowLoss = (kind: ProblemKind): boolean => FLOW_LOSSES.some((one) => one === kind);

export interface ClusterCycle {
  readonly state: ClusterState;
  /** Resolves when everything has ended after the signal's abort. */
  readonly ended: Promise<void>;
}

/**
 * Watches one cluster until `signal` aborts: its objects by watches, usage every `podUsageMs`, and from both the series and events
 * that history keeps. HPAs are explained every `guestsMs`. What is out of touch gives no samples: its series end in a gap.
 */
export function openClusterCycle(parts: ClusterCycleParts, signal: AbortSignal): ClusterCycle {
  const { cluster, intervals, lab, history, pace, log, now } = parts;
  const api = openKubeApi(cluster, { now, pace, onClock: (problem) => state.setPartProblem('clock', problem, now()) });
  const startedMs = now();
  const ends: Promise<void>[] = [];
  /** A part that runs until the signal. One that ends by a bug says so; the others go on. */
  const own = (ended: Promise<void>): void => {
    ends.push(ended.catch(reportBug));
  };
  const reach = new ClusterReach();
  const hpas = new HpaMemory();
  const sampler = new ClusterSampler();

  /** Which node is which VM: looked up at the first question of a cycle, as most cycles of the guests ask none. */
  let join: VmJoin | null = null;
  const labelsOfNode: LabelsOfNode = (node): Labels => {
    join ??= lab.joinOf(state);
    const vm = join.vmOfNode(node);
    return vm ? { vm: vm.name, mac: vm.mac } : {};
  };
  let loadTestSamples: readonly Sample[] = [];
  const loadTests = openLoadTests(
    {
      api,
      publish,
      append: (samples) => {
        if (samples.length === 0) return;
        history.append(samples);
        loadTestSamples = mergeLatest(loadTestSamples, samples, now(), LOAD_TESTS_LAST_MS);
        state.setSamples('loadTest', loadTestSamples);
      },
      setProblem: (problem) => state.setPartProblem('loadTest', problem, now()),
      now,
      onBug: reportBug,
    },
    signal,
  );
  const opened = openClusterWatches(
    { api, lists: parts.lists, labelsOfNode, onPods: (changes, first) => loadTests.take(changes, first), publish, log, now },
    signal,
  );
  own(opened.ended);
  // Hubble names a pod's owner only at the pod's own node.
  const flows = new FlowStore(cluster.name, (namespace, pod) => opened.watches.pods.rows.get(`${namespace}/${pod}`)?.workload ?? null);
  const flowSampler = new FlowSampler(flows);
  const hubble = openFlows();
  const state = new ClusterState(cluster.name, opened.watches, flows, () => hubble?.state() ?? null);
  const ownLabels: Labels = Object.freeze({ cluster: cluster.name });
  let podsListed = false;

  function openFlows(): Hubble | null {
    if (cluster.hubble === 'off') return null;
    const listPods = (): HubblePod[] =>
      [...opened.watches.pods.rows.values()]
        .filter(({ namespace }) => namespace === cluster.hubbleNamespace)
        .map(({ name, node, ready, app }) => ({ name, node, ready, labels: { 'k8s-app': app ?? '' } }));
    const onNews = (news: readonly FlowNews[]): void => flows.apply(news, now());
    const hubble = openHubble(api, { mode: cluster.hubble, namespace: cluster.hubbleNamespace, listPods, onNews, now }, signal);
    own(hubble.ended);
    return hubble;
  }

  function publish(events: readonly LabEvent[]): void {
    history.appendEvents(events);
    for (const { kind, text, labels } of events) log.info({ kind, text, ...labels }, 'lab_changed');
  }
  const isInTouch = (watched: WatchName): boolean => state.ageMs(watched, now()) === 0;

  /** What a cycle of the guests brings: how the cluster stands, its HPAs and its flows. */
  async function sampleOften(): Promise<void> {
    const nowMs = now();
    const flowsTaken = hubble === null ? null : pace.takeIn();
    join = null;
    state.explanations = hpas.explain(state.view.hpas, nowMs);
    const changed = reach.toEvents(state, nowMs);
    publish(changed);
    // Who was away may be back as another version.
    if (changed.some(({ kind }) => kind === 'cluster_back')) state.version = null;
    const samples: Sample[] = [];
    if (state.isDecided()) samples.push({ metric: 'tart_cluster_up', labels: ownLabels, atMs: nowMs, value: state.isUp() ? 1 : 0 });
    samples.push(...sampler.sampleWatches(cluster.name, state.states(), nowMs));
    if (isInTouch('hpas')) samples.push(...sampler.sampleHpas(state.view, state.explanations, nowMs));
    if (isInTouch('pdbs')) samples.push(...sampler.samplePdbs(state.view, nowMs));
    state.setSamples('often', samples);
    history.append(samples);
    if (flowsTaken === null) return;
    await flowsTaken;
    if (!signal.aborted) sampleFlowsOften(nowMs);
  }

  /** Of the flows that were taken in until then. */
  function sampleFlowsOften(nowMs: number): void {
    history.append(flowSampler.sample(nowMs));
    const wrong = flowProblems(state, nowMs);
    for (const kind of FLOW_LOSSES) state.setPartProblem(kind, wrong.find((problem) => problem.kind === kind) ?? null, nowMs);
    state.setPartProblem('hubble', wrong.find(({ kind }) => !isFlowLoss(kind)) ?? null, nowMs);
  }

  /** A node's series carry its VM: one that began before the VMs are known would be another series for ever. */
  async function vmsKnown(): Promise<void> {
    while (!lab.isReady() && now() - startedMs < VMS_WITHIN_MS && !signal.aborted) await rest(VMS_LOOK_MS, signal);
  }

  /** Usage says little before there are nodes and pods to which it belongs. */
  async function readUsageNow(): Promise<void> {
    // Asked for once: a listener of the signal for each time would stay to the end.
    if (!podsListed) await Promise.race([opened.podsListed, aborted(signal)]);
    podsListed = true;
    if (signal.aborted || !isInTouch('nodes')) return;
    const usage = await readUsage(api, signal);
    if (signal.aborted) return;
    state.setPartProblem('usage', usage.ok ? null : usage.error, now());
    if (usage.ok) state.setUsage(usage.value.nodes, usage.value.pods, now());
    else if (now() - (state.usageAtMs ?? 0) > USAGE_LASTS_MS) state.forgetUsage();
    await vmsKnown();
    if (signal.aborted) return;
    join = null;
    const nowMs = now();
    const objects = isInTouch('nodes') && isInTouch('pods') ? sampler.sampleObjects(state.view, labelsOfNode, nowMs) : [];
    const used = usage.ok ? sampler.sampleUsage(state.view, labelsOfNode, nowMs) : [];
    state.setSamples('objects', objects);
    state.setSamples('usage', used);
    history.append(objects);
    history.append(used);
    if (state.version === null) await readVersion();
  }

  async function readVersion(): Promise<void> {
    const answer = await api.read('/version', {}, { timeoutMs: VERSION_TIMEOUT_MS, signal });
    const version = answer.ok ? parseApiVersion(answer.value.body) : undefined;
    if (version?.ok) state.version = version.value;
  }

  own(every(intervals.guestsMs, sampleOften, signal));
  own(every(intervals.podUsageMs, readUsageNow, signal));
  return { state, ended: Promise.all([...ends, aborted(signal).then(() => loadTests.ended())]).then(() => api.close()) };

  function reportBug(bug: unknown): void {
    if (signal.aborted) return;
    log.error({ target: cluster.name, stack: bug instanceof Error ? bug.stack : String(bug) }, 'cluster_cycle_failed');
    const advice = 'Report it with the log line that has the same time; restart the proxy.';
    const detail = 'a part of the cluster’s collection ended by a bug';
    state.setPartProblem('internal', { kind: 'internal', target: cluster.name, doing: 'watch the cluster', detail, advice }, now());
  }
}
