/**
 * Devices of single pods and of the pod network: Cilium (`lxc*`, `cilium_*`), Calico (`cali*`), Azure (`azv*`), and `veth*` of
 * every other network plugin and of Docker. Their bytes are seen again on the uplink, and their names come and go with pods,
 * so they get no series; the interfaces table shows them.
 */
export function isPodDevice(device: string): boolean {
  return /^(?:lxc|veth|cali|cilium_|azv)/.test(device);
}
