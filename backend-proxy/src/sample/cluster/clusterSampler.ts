import type { Sample } from '@tart-lab/contract/sample.ts';
import type { ClusterView } from '../../collect/kube/clusterView.ts';
import { samplesAt } from './adder.ts';
import type { HpaExplanation } from './explainHpa.ts';
import { LabelCache } from './labelCache.ts';
import { hasPodSeries, labelSets, type LabelsOfNode } from './labelSets.ts';
import { addPodSamples } from './podSamples.ts';
import { usageByWorkload } from './workloadUsage.ts';

export type { LabelsOfNode } from './labelSets.ts';

/** How a watch stands, as far as samples tell it. */
interface WatchStanding {
  readonly phase: 'listing' | 'watching' | 'relisting' | 'down';
  readonly objects: number;
}

// Rows are gone through by `forEach`: interpreted, as most of the proxy is, `for … of` over a map makes two objects a row.
/**
 * Makes the samples of one cluster: what its objects say now, under the catalogue's names. What is not known is absent. It keeps its
 * label objects from call to call, and the reasons it counted last, so that a reason without pods is 0 once before its series ends.
 */
export class ClusterSampler {
  private readonly objectLabels = new LabelCache();
  private readonly usageLabels = new LabelCache();
  private readonly hpaLabels = new LabelCache();
  private readonly pdbLabels = new LabelCache();
  private readonly watchLabels = new LabelCache();
  private reasonsBefore: readonly string[] = [];
  private sawPods = false;

  /** Nodes, pods and workloads. A list that never held anything was not read yet, and gives nothing. */
  sampleObjects(view: ClusterView, labelsOfNode: LabelsOfNode, atMs: number): Sample[] {
    const { samples, add } = samplesAt(atMs);
    const labels = labelSets(this.objectLabels, view.cluster, labelsOfNode);
    let ready = 0;
    view.nodes.forEach((node) => {
      const own = labels.node(node.name);
      if (node.ready === true) ready++;
      add('tart_node_ready', own, node.ready === true ? 1 : 0);
      add('tart_node_pods_allocatable', own, node.podsAllocatable);
      add('tart_node_cpu_allocatable_cores', own, node.allocatable.cpuCores);
      add('tart_node_memory_allocatable_bytes', own, node.allocatable.memoryBytes);
    });
    if (view.nodes.size > 0) {
      add('tart_cluster_nodes', labels.cluster(), view.nodes.size);
      add('tart_cluster_nodes_ready', labels.cluster(), ready);
    }
    this.sawPods ||= view.pods.size > 0;
    if (this.sawPods) this.reasonsBefore = addPodSamples(view, labels, add, this.reasonsBefore);
    this.objectLabels.forgetUnused();
    return samples;
  }

  /** What metrics.k8s.io said last. A workload uses what those of its pods do that are known; a pod that just started is not yet. */
  sampleUsage(view: ClusterView, labelsOfNode: LabelsOfNode, atMs: number): Sample[] {
    const { samples, add } = samplesAt(atMs);
    const labels = labelSets(this.usageLabels, view.cluster, labelsOfNode);
    view.nodeUsage.forEach(({ name, cpuCores, memoryBytes }) => {
      const own = labels.node(name);
      const allocatable = view.nodes.get(name)?.allocatable;
      add('tart_node_cpu_usage_cores', own, cpuCores);
      add('tart_node_cpu_usage_ratio', own, allocatable?.cpuCores ? cpuCores / allocatable.cpuCores : null);
      add('tart_node_memory_usage_bytes', own, memoryBytes);
      add('tart_node_memory_usage_ratio', own, allocatable?.memoryBytes ? memoryBytes / allocatable.memoryBytes : null);
    });
    usageByWorkload(view).forEach(({ namespace, workload, cpuCores, memoryBytes }) => {
      const own = labels.workload(namespace, workload);
      add('tart_workload_cpu_usage_cores', own, cpuCores);
      add('tart_workload_memory_usage_bytes', own, memoryBytes);
    });
    if (hasPodSeries(view))
      view.podUsage.forEach(({ cpuCores, memoryBytes }, key) => {
        const pod = view.pods.get(key);
        if (!pod || pod.node === null) return;
        const own = labels.pod(pod, pod.node);
        add('tart_pod_cpu_usage_cores', own, cpuCores);
        add('tart_pod_memory_usage_bytes', own, memoryBytes);
      });
    this.usageLabels.forgetUnused();
    return samples;
  }

  /** HPAs, with what their explanations (by `namespace/name`) say the formula asks for. */
  sampleHpas(view: ClusterView, explanations: ReadonlyMap<string, HpaExplanation>, atMs: number): Sample[] {
    const { samples, add } = samplesAt(atMs);
    const labels = labelSets(this.hpaLabels, view.cluster, () => ({}));
    for (const [key, hpa] of view.hpas) {
      const own = labels.hpa(hpa.namespace, hpa.name);
      // Before its controller looked at it, the status of a new HPA says 0.
      const started = hpa.conditions.length > 0;
      add('tart_hpa_replicas', own, started ? hpa.current : null);
      add('tart_hpa_replicas_desired', own, started ? hpa.desired : null);
      add('tart_hpa_replicas_asked', own, explanations.get(key)?.asked);
      add('tart_hpa_replicas_min', own, hpa.min);
      add('tart_hpa_replicas_max', own, hpa.max);
      for (const { name, type, current, target } of hpa.metrics) {
        const ofMetric = labels.hpaMetric(hpa.namespace, hpa.name, name);
        add(type === 'utilization' ? 'tart_hpa_utilization_ratio' : 'tart_hpa_metric', ofMetric, current);
        add(type === 'utilization' ? 'tart_hpa_utilization_target_ratio' : 'tart_hpa_metric_target', ofMetric, target);
      }
    }
    this.hpaLabels.forgetUnused();
    return samples;
  }

  /** How the cluster's watches stand. One whose first list is on its way gives nothing; what one out of touch keeps is not counted. */
  sampleWatches(cluster: string, states: readonly (readonly [string, WatchStanding])[], atMs: number): Sample[] {
    const { samples, add } = samplesAt(atMs);
    const labels = labelSets(this.watchLabels, cluster, () => ({}));
    states.forEach(([watch, { phase, objects }]) => {
      if (phase === 'listing') return;
      const own = labels.watch(watch);
      add('tartlab_watch_up', own, phase === 'down' ? 0 : 1);
      add('tartlab_watch_objects', own, phase === 'down' ? null : objects);
    });
    this.watchLabels.forgetUnused();
    return samples;
  }

  /** PDBs, as their controller counted last; one that it has not looked at yet gives nothing. */
  samplePdbs(view: ClusterView, atMs: number): Sample[] {
    const { samples, add } = samplesAt(atMs);
    const labels = labelSets(this.pdbLabels, view.cluster, () => ({}));
    view.pdbs.forEach((pdb) => {
      const own = labels.pdb(pdb.namespace, pdb.name);
      add('tart_pdb_healthy', own, pdb.healthy);
      add('tart_pdb_healthy_wanted', own, pdb.healthyWanted);
      add('tart_pdb_disruptions_allowed', own, pdb.disruptionsAllowed);
    });
    this.pdbLabels.forgetUnused();
    return samples;
  }
}
