import type { VmSpec } from '../fleet.ts';
import { fraction } from '../random.ts';
import { newConditions, type Conditions } from './conditions.ts';
import { makeProfile, type Profile } from './profile.ts';

/** The lab's clock starts here: waves count seconds from it. */
const EPOCH_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/** Seconds on the lab's clock, which waves take. */
export const labSeconds = (atMs: number): number => (atMs - EPOCH_MS) / 1000;

/**
 * One simulated guest. What it shows is a function of (seed, VM, time) and of the conditions that faults set; it keeps no
 * counters, so nothing runs while nobody asks.
 */
export class Guest {
  readonly spec: VmSpec;
  readonly profile: Profile;
  readonly conditions: Conditions = newConditions();
  /** Its address on the Mac's NAT network, as the guest itself sees it; the lab reaches it by a loopback address. */
  readonly address: string;
  /** Files that someone wrote in the guest. */
  readonly written = new Map<string, string>();

  constructor(spec: VmSpec, seed: number) {
    this.spec = spec;
    this.profile = makeProfile(spec, seed);
    this.address = `192.168.64.${2 + Math.floor(fraction(spec.name) * 250)}`;
  }

  /** When the guest last booted: by its own calendar, unless a fault rebooted it later. */
  bootedAtMs(atMs: number): number {
    const { daysBetweenBoots, bootPhase } = this.profile;
    const turns = (atMs - EPOCH_MS) / DAY_MS / daysBetweenBoots + bootPhase;
    const planned = EPOCH_MS + Math.floor((Math.floor(turns) - bootPhase) * daysBetweenBoots * DAY_MS);
    const { rebootedAtMs } = this.conditions;
    return rebootedAtMs !== null && rebootedAtMs > planned ? rebootedAtMs : planned;
  }

  /** A fresh one for every boot, as the kernel makes it. */
  bootId(atMs: number): string {
    const { tag } = this.profile;
    const boot = Math.floor(this.bootedAtMs(atMs) / 1000)
      .toString(16)
      .padStart(12, '0')
      .slice(-12);
    return `${tag.slice(0, 8)}-${tag.slice(8, 12)}-4${tag.slice(13, 16)}-a${tag.slice(17, 20)}-${boot}`;
  }
}
