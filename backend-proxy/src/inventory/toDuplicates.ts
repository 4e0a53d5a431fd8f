import type { Problem } from '@tart-lab/contract/problem.ts';

/** A running VM's claim to an address and port, and since when (epoch ms). `key` identifies the VM. */
export interface AddressClaim {
  readonly key: string;
  readonly name: string;
  readonly mac: string;
  readonly address: string;
  readonly port: number;
  readonly sinceMs: number;
}

/**
 * Finds VMs of one Mac that claim the same address and port (leases outlive VMs, so tart may give one address twice).
 * The VM that had the address first keeps it; where none was first, nobody is believed. Gives a problem per VM that is not.
 * The same address behind two Macs is two networks, not a duplicate.
 */
export function toDuplicates(claims: readonly AddressClaim[]): Map<string, Problem> {
  const groups = new Map<string, AddressClaim[]>();
  for (const claim of claims) {
    const where = `${claim.mac} ${claim.address} ${claim.port}`;
    const group = groups.get(where);
    if (group) group.push(claim);
    else groups.set(where, [claim]);
  }
  const problems = new Map<string, Problem>();
  for (const group of groups.values()) {
    const [first, second] = group.sort((a, b) => a.sinceMs - b.sinceMs);
    if (!first || !second) continue;
    const holder = first.sinceMs < second.sinceMs ? first : undefined;
    for (const claim of group) {
      if (claim === holder) continue;
      const others = group.filter((other) => other !== claim).map(({ name }) => name);
      problems.set(claim.key, {
        kind: 'address_duplicate',
        target: claim.name,
        doing: 'find the VM’s address',
        detail: `${claim.address} is also the address of ${others.join(', ')}; the VM is not read until it is clear whose it is`,
        advice:
          'Restart one of the VMs, give cloned VMs MAC addresses of their own (tart set NAME --random-mac), or use tart.resolver: agent.',
      });
    }
  }
  return problems;
}
