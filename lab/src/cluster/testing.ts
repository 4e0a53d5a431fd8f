import { makeFleet } from '../fleet.ts';
import { Guest } from '../guest/guest.ts';
import { NOON_MS } from '../testing.ts';
import type { Machine } from './nodes/machine.ts';
import { openCluster, type SimulatedCluster } from './openCluster.ts';

/** A VM that a test switches off and on. */
export interface TestMachine extends Machine {
  running: boolean;
  ip: string;
  held: number | null;
}

/** The machines of a cluster of the reference lab, always a fifth busy. */
export function machinesOf(cluster: string): TestMachine[] {
  return makeFleet()
    .filter((spec) => spec.cluster === cluster)
    .map((spec, index) => {
      const machine: TestMachine = {
        ...spec,
        guest: new Guest(spec, 1),
        running: true,
        ip: `192.168.64.${10 + index}`,
        held: null,
        address: () => machine.ip,
        isRunning: () => machine.running,
        bootId: () => '0f0f0f0f-0000-4000-a000-000000000000',
        busyRatio: () => 0.2,
        memoryUsed: () => spec.memoryMiB * 0.4 * 2 ** 20,
        holdLoad: (busy) => {
          machine.held = busy;
        },
      };
      return machine;
    });
}

/** A cluster whose clock stands at noon until the test moves it, and its machines. */
export function testCluster(
  name: string,
  seed = 1,
): { cluster: SimulatedCluster; machines: TestMachine[]; advance: (seconds: number) => void } {
  const machines = machinesOf(name);
  const cluster = openCluster({ name, machines, seed, now: () => NOON_MS, held: true });
  return { cluster, machines, advance: (seconds) => cluster.agenda.runUntil(cluster.agenda.now() + seconds * 1000) };
}
