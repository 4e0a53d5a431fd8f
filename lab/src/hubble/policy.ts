import type { Policy } from './messages.ts';

/** A policy as a flow names it. */
export function policy(name: string, namespace: string): Policy {
  const labels = [
    'k8s:io.cilium.k8s.policy.derived-from=CiliumNetworkPolicy',
    `k8s:io.cilium.k8s.policy.name=${name}`,
    `k8s:io.cilium.k8s.policy.namespace=${namespace}`,
  ];
  return { name, namespace, labels, revision: '12', kind: 'CiliumNetworkPolicy' };
}
