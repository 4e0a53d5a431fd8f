import type { Guest } from '../../guest/guest.ts';

/** A VM as its cluster's node sees it. */
export interface Machine {
  readonly name: string;
  readonly role: 'master' | 'worker';
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskGb: number;
  /** How busy it is on average, 0 to 1. */
  readonly busy: number;
  /** First two octets of the cluster's pod network, `10.20`. */
  readonly podPrefix: string;
  /** What runs in the VM, for those who look around in its containers. */
  readonly guest: Guest;
  readonly address: () => string;
  readonly isRunning: () => boolean;
  readonly bootId: (atMs: number) => string;
  /** Busy share of all its CPUs, 0 to 1, without what the cluster's load tests add. */
  readonly busyRatio: (atMs: number) => number;
  /** Memory in use, in bytes. */
  readonly memoryUsed: (atMs: number) => number;
  /** Its CPUs are this busy from now on; null lets go. */
  readonly holdLoad: (busy: number | null, atMs: number) => void;
}
