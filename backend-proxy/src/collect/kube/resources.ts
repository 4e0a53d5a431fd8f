import { parseDeployment } from '../../parse/kube/deployment.ts';
import { parseEndpointSlice } from '../../parse/kube/endpointSlice.ts';
import { parseHpa } from '../../parse/kube/hpa.ts';
import { parseKubeEvent } from '../../parse/kube/kubeEvent.ts';
import { parseNode } from '../../parse/kube/node.ts';
import { parsePdb } from '../../parse/kube/pdb.ts';
import { parsePod } from '../../parse/kube/pod.ts';
import { parseService } from '../../parse/kube/service.ts';
import type { WatchedResource } from '../../transport/kube/kubeWatch.ts';
import type { RowOf, WatchName } from './clusterView.ts';

type WatchedResources = { readonly [Name in WatchName]: WatchedResource<RowOf<Name>> };

/** Of a cluster's events, the newest: a busy one has tens of thousands. */
const MOST_EVENTS = 1000;

/** Every kind of object that is watched in a cluster: where it is in the API, and what is kept of it. */
export const WATCHED_RESOURCES: WatchedResources = {
  nodes: { name: 'nodes', path: '/api/v1/nodes', toRow: parseNode },
  pods: { name: 'pods', path: '/api/v1/pods', toRow: parsePod },
  deployments: { name: 'deployments', path: '/apis/apps/v1/deployments', toRow: parseDeployment },
  hpas: { name: 'hpas', path: '/apis/autoscaling/v2/horizontalpodautoscalers', toRow: parseHpa },
  pdbs: { name: 'pdbs', path: '/apis/policy/v1/poddisruptionbudgets', toRow: parsePdb },
  services: { name: 'services', path: '/api/v1/services', toRow: parseService },
  endpointSlices: { name: 'endpointSlices', path: '/apis/discovery.k8s.io/v1/endpointslices', toRow: parseEndpointSlice },
  events: { name: 'events', path: '/api/v1/events', toRow: parseKubeEvent, keep: { most: MOST_EVENTS, order: ({ atMs }) => atMs ?? 0 } },
};

/** Use of nodes and pods, which cannot be watched; read with `parseNodeUsage` and `parsePodUsage`. */
export const USAGE_PATHS = { nodes: '/apis/metrics.k8s.io/v1beta1/nodes', pods: '/apis/metrics.k8s.io/v1beta1/pods' } as const;
