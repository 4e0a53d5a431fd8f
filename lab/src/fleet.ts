/** What a VM of the simulated lab is for; it decides its load, processes and ports. */
export type Role = 'master' | 'worker';

/** One VM as it was created. Memory in MiB, disk in decimal GB, as tart counts them. */
export interface VmSpec {
  readonly name: string;
  readonly cluster: string | null;
  readonly role: Role;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskGb: number;
  /** Third octet group of the pods' network, `10.20` for dev. */
  readonly podPrefix: string;
  /** How busy it is on average, 0 to 1. */
  readonly busy: number;
}

const vm = (cluster: string, name: string, cpus: number, memoryMiB: number, podPrefix: string, busy: number): VmSpec => ({
  name: `${cluster}-${name}`,
  cluster,
  role: name === 'master' ? 'master' : 'worker',
  cpus,
  memoryMiB,
  diskGb: name === 'master' ? 20 : 40,
  podPrefix,
  busy,
});

/** The reference lab: one Mac, four clusters, ten VMs. */
const REFERENCE: readonly VmSpec[] = [
  vm('platform', 'master', 2, 4096, '10.10', 0.17),
  vm('platform', 'worker1', 3, 12288, '10.10', 0.38),
  vm('platform', 'worker2', 2, 8192, '10.10', 0.29),
  vm('dev', 'master', 2, 4096, '10.20', 0.14),
  vm('dev', 'worker1', 2, 8192, '10.20', 0.31),
  vm('staging', 'master', 2, 4096, '10.30', 0.11),
  vm('staging', 'worker1', 2, 8192, '10.30', 0.12),
  vm('prod', 'master', 2, 3072, '10.40', 0.16),
  vm('prod', 'worker1', 2, 8192, '10.40', 0.42),
  vm('prod', 'worker2', 2, 8192, '10.40', 0.36),
];

export const CLUSTERS: readonly string[] = [...new Set(REFERENCE.flatMap(({ cluster }) => cluster ?? []))];

/** The first `count` VMs: the reference lab, then `bench-0001` and on, which belong to no cluster. */
export function makeFleet(count = REFERENCE.length): VmSpec[] {
  const fleet = REFERENCE.slice(0, count);
  for (let index = 1; fleet.length < count; index++) {
    fleet.push({
      name: `bench-${String(index).padStart(4, '0')}`,
      cluster: null,
      role: 'worker',
      cpus: 2,
      memoryMiB: 4096,
      diskGb: 20,
      podPrefix: '10.90',
      busy: 0.1 + (index % 7) * 0.05,
    });
  }
  return fleet;
}
