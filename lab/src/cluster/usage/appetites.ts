import type { Json } from '../../kube/fields.ts';
import { textAt } from '../../kube/fields.ts';
import { parseQuantity } from '../objects/quantity.ts';
import { recordAt } from '../objects/read.ts';

/** What a container uses on a usual day: CPU in cores, memory in bytes. */
export interface Appetite {
  readonly cores: number;
  readonly bytes: number;
}

/** By the image's name: CPU in thousandths of a core, memory in MiB. */
const BY_IMAGE: Readonly<Record<string, readonly [millicores: number, mebibytes: number]>> = {
  cilium: [45, 210],
  'cilium-envoy': [6, 60],
  'operator-generic': [4, 70],
  'hubble-relay': [3, 30],
  coredns: [3, 24],
  'metrics-server': [5, 42],
  etcd: [28, 74],
  'kube-apiserver': [58, 380],
  'kube-controller-manager': [17, 112],
  'kube-scheduler': [5, 61],
  prometheus: [190, 900],
  'prometheus-config-reloader': [1, 24],
  'prometheus-operator': [4, 46],
  alertmanager: [3, 38],
  grafana: [12, 112],
  'k8s-sidecar': [2, 82],
  'kube-state-metrics': [3, 29],
  'node-exporter': [4, 19],
  loki: [68, 420],
  alloy: [24, 150],
  'http-https-echo': [1, 31],
  nginx: [5, 9],
  httpbin: [5, 61],
  busybox: [0.4, 2],
  redis: [4, 14],
  postgres: [55, 340],
  orders: [130, 1080],
  'opentelemetry-collector': [8, 82],
  web: [42, 190],
  payments: [20, 92],
  invoices: [30, 52],
};
const MIB = 2 ** 20;
const UNKNOWN_SHARE = 0.1;
const UNKNOWN_CORES = 0.002;
const UNKNOWN_MIB = 12;

/** Of images that are not known: a tenth of the CPU that they request. */
export function appetiteOf(container: Json): Appetite {
  const name = /([^/:]+)(?::[^/]*)?$/.exec(textAt(container, 'image') ?? '')?.[1] ?? '';
  const known = BY_IMAGE[name];
  if (known) return { cores: known[0] / 1000, bytes: known[1] * MIB };
  const requests = recordAt(container, 'resources', 'requests');
  const cores = (parseQuantity(requests.cpu) ?? UNKNOWN_CORES / UNKNOWN_SHARE) * UNKNOWN_SHARE;
  return { cores, bytes: (parseQuantity(requests.memory) ?? UNKNOWN_MIB * MIB * 2) / 2 };
}
