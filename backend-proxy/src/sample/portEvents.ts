import type { PortRow } from '@tart-lab/contract/rows.ts';

/** Owners by `tcp/22`; null where the guest's user may not see them. */
export type PortOwners = ReadonlyMap<string, string | null>;

export interface PortChange {
  readonly kind: 'port_opened' | 'port_closed' | 'port_owner_changed';
  readonly protocol: string;
  readonly port: string;
  readonly text: string;
}

/** Sockets that programs open for a moment to ask and be answered (DNS, NTP, QUIC) get UDP ports from here on. */
const FIRST_EPHEMERAL_PORT = 32768;

/** Listening ports with their owners' names; one entry for a port that listens on several addresses. Ephemeral UDP is left out. */
export function toPortOwners(rows: readonly PortRow[]): PortOwners {
  const owners = new Map<string, Set<string>>();
  for (const { protocol, port, process } of rows) {
    if (protocol === 'udp' && port >= FIRST_EPHEMERAL_PORT) continue;
    const names = owners.get(`${protocol}/${port}`) ?? new Set();
    if (process !== null) names.add(process);
    owners.set(`${protocol}/${port}`, names);
  }
  return new Map([...owners].map(([key, names]) => [key, names.size > 0 ? [...names].sort().join(', ') : null]));
}

/** What differs between two listings. An owner that appears or hides is no change: it depends on sudo, not on the guest's programs. */
export function portChanges(before: PortOwners, after: PortOwners): PortChange[] {
  const changes: PortChange[] = [];
  const add = (kind: PortChange['kind'], key: string, text: string) => {
    const [protocol = '', port = ''] = key.split('/');
    changes.push({ kind, protocol, port, text });
  };
  for (const [key, owner] of after) {
    const previous = before.get(key);
    if (!before.has(key)) add('port_opened', key, `port ${key} opened${owner ? ` by ${owner}` : ''}`);
    else if (owner && previous && owner !== previous)
      add('port_owner_changed', key, `port ${key} now belongs to ${owner}, before to ${previous}`);
  }
  for (const [key, owner] of before) {
    if (!after.has(key)) add('port_closed', key, `port ${key} closed${owner ? `, it belonged to ${owner}` : ''}`);
  }
  return changes;
}
