import type { VmSpec } from '../fleet.ts';
import { Random } from '../random.ts';
import { makeWave, type Wave } from '../wave.ts';

export interface DeviceProfile {
  readonly name: string;
  readonly index: number;
  readonly physical: boolean;
  readonly mac: string;
  readonly mtu: number;
  /** Bytes per second. */
  readonly receive: Wave;
  readonly transmit: Wave;
}

/** Everything about a VM that the seed decides once: how its values move. Ratios are of the whole VM, rates are per second. */
export interface Profile {
  readonly cpu: Readonly<Record<'user' | 'nice' | 'system' | 'iowait' | 'softirq' | 'steal', Wave>>;
  readonly memoryUsed: Wave;
  readonly pageCache: Wave;
  readonly diskRead: Wave;
  readonly diskWrite: Wave;
  readonly diskBusy: Wave;
  readonly pressureCpu: Wave;
  readonly pressureMemory: Wave;
  readonly pressureIo: Wave;
  readonly switches: Wave;
  readonly forks: Wave;
  readonly connections: Wave;
  readonly processes: Wave;
  readonly devices: readonly DeviceProfile[];
  readonly diskUsedAtClean: number;
  readonly diskGrowthPerDay: number;
  readonly daysBetweenCleans: number;
  readonly cleanPhase: number;
  readonly daysBetweenBoots: number;
  readonly bootPhase: number;
  readonly tag: string;
}

export function makeProfile(spec: VmSpec, seed: number): Profile {
  const random = new Random(`${seed}/${spec.name}`);
  const wave = (mean: number, daily: number, noise: number): Wave => makeWave(random, mean, daily, noise);
  const { busy } = spec;
  const bytes = (spec.role === 'master' ? 40_000 : 220_000) * (0.4 + 2.5 * busy);
  return {
    cpu: {
      user: wave(busy * 0.66, 0.3, 0.6),
      nice: wave(busy * 0.005, 0.1, 0.3),
      system: wave(busy * 0.27, 0.25, 0.55),
      iowait: wave(0.008 + busy * 0.01, 0.2, 0.7),
      softirq: wave(busy * 0.05, 0.3, 0.5),
      steal: wave(0.0015, 0.1, 0.8),
    },
    memoryUsed: wave(spec.role === 'master' ? 0.46 : 0.34 + busy * 0.4, 0.06, 0.05),
    pageCache: wave(0.24, 0.05, 0.06),
    diskRead: wave(90_000 + 500_000 * busy, 0.2, 0.75),
    diskWrite: wave(250_000 + 900_000 * busy, 0.25, 0.65),
    diskBusy: wave(0.01 + 0.06 * busy, 0.25, 0.65),
    pressureCpu: wave(0.01 + 0.12 * busy, 0.3, 0.6),
    pressureMemory: wave(0.0008, 0.2, 0.7),
    pressureIo: wave(0.006 + 0.03 * busy, 0.2, 0.7),
    switches: wave(1800 + 9000 * busy, 0.25, 0.4),
    forks: wave(3 + 10 * busy, 0.2, 0.5),
    connections: wave(spec.role === 'master' ? 42 : 24 + 40 * busy, 0.25, 0.3),
    processes: wave(spec.role === 'master' ? 24 : 30, 0.1, 0.25),
    devices: makeDevices(random, spec, bytes),
    diskUsedAtClean: random.between(0.28, 0.5),
    diskGrowthPerDay: random.between(0.002, 0.009),
    daysBetweenCleans: random.between(22, 45),
    cleanPhase: random.next(),
    daysBetweenBoots: random.between(11, 40),
    bootPhase: random.next(),
    tag: random.hex(32),
  };
}

function makeDevices(random: Random, spec: VmSpec, bytes: number): DeviceProfile[] {
  let index = 0;
  const device = (name: string, receive: number, transmit: number, mtu: number, physical = false): DeviceProfile => ({
    name,
    index: ++index,
    physical,
    mac: name === 'lo' ? '00:00:00:00:00:00' : `${physical ? '5e' : '2a'}:${[1, 2, 3, 4, 5].map(() => random.hex(2)).join(':')}`,
    mtu,
    receive: makeWave(random, receive, 0.35, 0.5),
    transmit: makeWave(random, transmit, 0.35, 0.5),
  });
  const lo = bytes * (spec.role === 'master' ? 3 : 0.3);
  const devices = [device('lo', lo, lo, 65536), device('enp0s1', bytes, bytes * 0.7, 1500, true)];
  if (spec.cluster === null) return devices;
  devices.push(device('cilium_net', bytes * 0.01, bytes * 0.02, 1500), device('cilium_host', bytes * 0.02, bytes * 0.01, 1500));
  devices.push(device('cilium_vxlan', bytes * 0.35, bytes * 0.3, 1500));
  const pods = spec.role === 'master' ? 2 : random.integer(4, 7);
  devices.push(device('lxc_health', 40, 40, 1500));
  for (let pod = 0; pod < pods; pod++) devices.push(device(`lxc${random.hex(12)}`, (bytes * 0.6) / pods, (bytes * 0.5) / pods, 1500));
  return devices;
}
