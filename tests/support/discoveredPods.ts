import { z } from 'zod';

const Words = z.record(z.string(), z.string()).default({});
const Pod = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), uid: z.string(), labels: Words, annotations: Words }),
  spec: z.object({ nodeName: z.string().default(''), containers: z.array(z.object({ name: z.string() })) }),
  status: z.object({ phase: z.string() }),
});

/**
 * What discovery says of each container of some pods, as role `pod` of Prometheus' and Alloy's kubernetes discovery does:
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#pod
 */
export function discoveredPods(objects: readonly unknown[]): Record<string, string>[] {
  return objects.flatMap((object) => {
    const { metadata, spec, status } = Pod.parse(object);
    const { name, namespace, uid, labels, annotations } = metadata;
    const named = (kind: string, words: Readonly<Record<string, string>>) =>
      Object.entries(words).flatMap(([word, value]): [string, string][] => {
        const safe = word.replace(/[^a-zA-Z0-9_]/g, '_');
        return [
          [`__meta_kubernetes_pod_${kind}_${safe}`, value],
          [`__meta_kubernetes_pod_${kind}present_${safe}`, 'true'],
        ];
      });
    const about = {
      __meta_kubernetes_namespace: namespace,
      __meta_kubernetes_pod_name: name,
      __meta_kubernetes_pod_uid: uid,
      __meta_kubernetes_pod_node_name: spec.nodeName,
      __meta_kubernetes_pod_phase: status.phase,
      ...Object.fromEntries([...named('label', labels), ...named('annotation', annotations)]),
    };
    return spec.containers.map((container) => ({ ...about, __meta_kubernetes_pod_container_name: container.name }));
  });
}
