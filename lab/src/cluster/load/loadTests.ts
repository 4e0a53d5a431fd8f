import { recordsAt, textAt, textMapAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import type { ClusterNodes } from '../nodes/clusterNodes.ts';
import { keyOf } from '../objects/meta.ts';
import { isReady, phaseOf } from '../objects/pod.ts';
import { timeAt } from '../objects/read.ts';
import { k6OptionsOf, type K6Options } from './k6Options.ts';
import { IDLE_PERCENT, afterLoad, underLoad } from './nginxLoad.ts';

export interface LoadTest extends K6Options {
  readonly namespace: string;
  readonly pod: string;
  readonly fromMs: number;
  /** Its script prints figures while it runs and JSON at its end, as that of `tart-lab loadtest`. */
  readonly printsJson: boolean;
  /** Infinity while it runs. */
  toMs: number;
}

/** The app that load tests are run against. */
export const LOADED_APP = 'nginx-web';
const K6_CORES_PER_USER = 0.006;
const REQUEST_CORES = 0.1;
const KEPT_MS = 1_800_000;
const MOST_BUSY = 0.92;

/** Load tests that run or ran, as the pods of their Jobs say, and what they do to nginx-web and to the VMs below. */
export class LoadTests {
  private readonly context: ClusterContext;
  private readonly nodes: ClusterNodes;
  private readonly tests = new Map<string, LoadTest>();
  /** How many pods of the app were ready since when, by namespace; the latest last. */
  private readonly readiness = new Map<string, { atMs: number; ready: number }[]>();
  private readonly readyPods = new Map<string, Set<string>>();

  constructor(context: ClusterContext, nodes: ClusterNodes) {
    this.context = context;
    this.nodes = nodes;
    context.feed.on('core/pods', (pod, type) => {
      if (textMapAt(pod, 'metadata', 'labels').app === LOADED_APP) this.noteReadiness(pod, type === 'DELETED');
      const options = k6OptionsOf(pod);
      if (options) this.noteTest(pod, options, type === 'DELETED');
    });
  }

  running(): LoadTest[] {
    return [...this.tests.values()].filter(({ toMs }) => toMs === Infinity);
  }

  testOf(pod: KubeObject): LoadTest | undefined {
    return this.tests.get(pod.metadata.uid ?? '');
  }

  /** CPU of each ready pod of nginx-web in percent of its request, at a time of the last half hour. */
  percentAt(namespace: string, atMs: number): number {
    let percent = IDLE_PERCENT;
    const ready = this.readyAt(namespace, atMs);
    for (const test of this.tests.values()) {
      if (test.namespace !== namespace || atMs < test.fromMs) continue;
      const load = atMs < test.toMs ? underLoad(test.users, ready, atMs - test.fromMs) : afterLoad(atMs - test.toMs);
      percent = Math.max(percent, load);
    }
    return percent;
  }

  /** The mean over a window, by the second. */
  meanPercent(namespace: string, fromMs: number, toMs: number): number {
    if (this.tests.size === 0) return IDLE_PERCENT;
    const steps = Math.max(1, Math.round((toMs - fromMs) / 1000));
    let sum = 0;
    for (let step = 0; step < steps; step++) sum += this.percentAt(namespace, fromMs + ((step + 0.5) * (toMs - fromMs)) / steps);
    return sum / steps;
  }

  /** How many times as much as usual a workload has to do. */
  loadOf(namespace: string, workload: string): number {
    return this.loadAt(namespace, workload, this.context.agenda.now());
  }

  loadAt(namespace: string, workload: string, atMs: number): number {
    return workload !== LOADED_APP || this.tests.size === 0 ? 1 : this.percentAt(namespace, atMs) / IDLE_PERCENT;
  }

  readyAt(namespace: string, atMs: number): number {
    return this.readiness.get(namespace)?.findLast((entry) => entry.atMs <= atMs)?.ready ?? 0;
  }

  private noteReadiness(pod: KubeObject, gone: boolean): void {
    const { namespace = '' } = pod.metadata;
    const pods = this.readyPods.get(namespace) ?? new Set<string>();
    this.readyPods.set(namespace, pods);
    if (!gone && isReady(pod) && pod.metadata.deletionTimestamp === undefined) pods.add(keyOf(pod));
    else pods.delete(keyOf(pod));
    const history = this.readiness.get(namespace) ?? [];
    this.readiness.set(namespace, history);
    if (history.at(-1)?.ready === pods.size) return;
    const nowMs = this.context.agenda.now();
    history.push({ atMs: nowMs, ready: pods.size });
    while (history.length > 1 && (history[1]?.atMs ?? Infinity) < nowMs - KEPT_MS) history.shift();
    if (this.tests.size > 0) this.holdMachines();
  }

  private noteTest(pod: KubeObject, options: K6Options, gone: boolean): void {
    const { uid = '', namespace = '', name } = pod.metadata;
    const nowMs = this.context.agenda.now();
    const known = this.tests.get(uid);
    if (!known && !gone && phaseOf(pod) === 'Running') {
      for (const [key, { toMs }] of this.tests) if (toMs < nowMs - KEPT_MS) this.tests.delete(key);
      const fromMs = timeAt(recordsAt(pod, 'status', 'containerStatuses')[0], 'state', 'running', 'startedAt') ?? nowMs;
      this.tests.set(uid, {
        ...options,
        namespace,
        pod: name,
        fromMs: Math.max(fromMs, nowMs - 1000),
        printsJson: this.printsJson(pod),
        toMs: Infinity,
      });
      const known = this.tests.get(uid);
      this.context.agenda.after(options.seconds * 1000, () => this.end(known));
      this.holdMachines();
    } else if (known && (gone || phaseOf(pod) !== 'Running' || pod.metadata.deletionTimestamp !== undefined)) this.end(known);
  }

  /** Whether the script that the pod mounts makes its own summary. */
  private printsJson(pod: KubeObject): boolean {
    const { namespace } = pod.metadata;
    return recordsAt(pod, 'spec', 'volumes').some((volume) => {
      const name = textAt(volume, 'configMap', 'name');
      const script = name === undefined ? undefined : this.context.store.get('core/configmaps', name, namespace);
      return Object.values(textMapAt(script, 'data')).some((text) => text.includes('handleSummary'));
    });
  }

  private end(test: LoadTest | undefined): void {
    if (test?.toMs !== Infinity) return;
    test.toMs = this.context.agenda.now();
    this.holdMachines();
  }

  /** The workers are as busy as nginx-web and k6 make them, beside what they do anyway. */
  private holdMachines(): void {
    const nowMs = this.context.agenda.now();
    const running = this.running();
    const workers = this.nodes.machines.filter(({ role }) => role === 'worker');
    const users = running.reduce((sum, test) => sum + test.users, 0);
    const namespaces = [...new Set(running.map(({ namespace }) => namespace))];
    const nginxCores = namespaces.reduce((sum, namespace) => {
      const ready = this.readyAt(namespace, nowMs);
      return sum + (ready * REQUEST_CORES * underLoad(users, ready, 15_000)) / 100;
    }, 0);
    const cores = nginxCores + users * K6_CORES_PER_USER;
    const allCores = workers.reduce((sum, { cpus }) => sum + cpus, 0);
    for (const machine of workers) {
      const busy = Math.round(100 * Math.min(MOST_BUSY, machine.busy + cores / Math.max(1, allCores))) / 100;
      machine.holdLoad(running.length === 0 ? null : busy, nowMs);
    }
  }

  /** Cores that a pod of k6 uses. */
  k6Cores(pod: KubeObject, atMs: number): number {
    const test = this.testOf(pod);
    return test && test.fromMs <= atMs && atMs < test.toMs ? test.users * K6_CORES_PER_USER : 0.002;
  }
}
