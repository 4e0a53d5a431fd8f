import type { Amounts, Usage } from '../hooks.ts';
import type { KubeObject } from '../objectStore.ts';
import { type Answer, ok } from './answer.ts';
import type { KubeContext } from './context.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { matcherOf } from './matcher.ts';
import { notFound, unavailable } from './refusal.ts';
import { type Resource, groupVersionOf } from './resources.ts';
import { toListItem } from './shapes.ts';
import { toKubeTime } from '../store/memoryStore.ts';

/** metrics.k8s.io: what metrics-server measured of nodes and pods; 503 while it is down. */
export function answerMetrics(context: KubeContext, request: KubeRequest, resource: Resource): Answer {
  const usage = context.conditions().metricsDown ? undefined : context.hooks.usage?.();
  if (!usage) throw unavailable();
  const all = resource.plural === 'nodes' ? nodeMetrics(context, usage) : podMetrics(context, usage);
  const items = all.filter(matcherOf(request));
  if (request.name !== undefined) {
    const [found] = items;
    if (!found) throw notFound(resource, [request.namespace, request.name].filter(Boolean).join('/'));
    return ok(found);
  }
  const list = { kind: `${resource.kind}List`, apiVersion: groupVersionOf(resource), metadata: {} };
  return { ...ok({ ...list, items: items.map(toListItem) }), isList: true };
}

function nodeMetrics(context: KubeContext, usage: Usage): KubeObject[] {
  return usage.nodes.flatMap(({ name, ...amounts }) => {
    const node = context.store.get('core/nodes', name);
    return node ? [{ ...frameOf('NodeMetrics', node, usage), usage: toQuantities(amounts) }] : [];
  });
}

function podMetrics(context: KubeContext, usage: Usage): KubeObject[] {
  return usage.pods.flatMap(({ name, namespace, containers }) => {
    const pod = context.store.get('core/pods', name, namespace);
    if (!pod) return [];
    const used = containers.map((each) => ({ name: each.name, usage: toQuantities(each) }));
    return [{ ...frameOf('PodMetrics', pod, usage), containers: used }];
  });
}

function frameOf(kind: string, { metadata }: KubeObject, { atMs, windowSeconds }: Usage): KubeObject {
  const { name, namespace, labels } = metadata;
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels, creationTimestamp: toKubeTime(atMs) },
    timestamp: toKubeTime(atMs),
    window: `${windowSeconds}s`,
  };
}

function toQuantities({ cpuNanocores, memoryBytes }: Amounts): { cpu: string; memory: string } {
  return { cpu: `${Math.round(cpuNanocores)}n`, memory: `${Math.round(memoryBytes / 1024)}Ki` };
}
