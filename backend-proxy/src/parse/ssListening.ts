import type { PortRow } from '@tart-lab/contract/rows.ts';
import { fail, ok, type ParseFailure, type Result } from '../result.ts';

const OWNER = /\("((?:[^"]|"(?!,pid=))*)",pid=(\d+),/g;

/** `[::]:22`, `*:6443`, `127.0.0.53%lo:53`, `[fe80::1]%eth0:80`, and without brackets as older ss prints IPv6: `:::22`. */
function parseLocal(local: string): { address: string; port: number } | null {
  const match = /^(.*):(\d+)$/.exec(local);
  const host = match?.[1];
  if (!match || !host) return null;
  return { address: host.replace(/^\[(.*)\](%.*)?$/, '$1$2'), port: Number(match[2]) };
}

/**
 * Parses `ss -H -tulnp`: protocol, state, two queues, local, peer and, where the asking user may see it, `users:((…))`.
 *
 * Several sockets of one protocol, address and port (SO_REUSEPORT) are one row. `process` holds the owners' names, `pid` the
 * lowest pid of them (a server's first process); both are null where the owner is hidden. IPv6 loses its brackets and keeps its scope.
 * Fails: with the line that has no local port. No output is a failure: a guest that is reached over SSH listens somewhere.
 */
export function parseSsListening(text: string): Result<PortRow[], ParseFailure> {
  const found = new Map<string, { row: Omit<PortRow, 'process' | 'pid'>; owners: Map<number, string> }>();
  for (const line of text.trimEnd().split('\n')) {
    const [protocol, state, , , local, peer] = line.split(/\s+/, 6);
    const place = parseLocal(local ?? '');
    if ((protocol !== 'tcp' && protocol !== 'udp') || !state || !place || !peer) return fail({ format: 'ss -H -tulnp', line });
    const key = `${protocol} ${place.address} ${place.port}`;
    const entry = found.get(key) ?? { row: { protocol, ...place }, owners: new Map<number, string>() };
    for (const owner of line.matchAll(OWNER)) entry.owners.set(Number(owner[2]), owner[1]!);
    found.set(key, entry);
  }
  return ok(
    [...found.values()].map(({ row, owners }) => ({
      ...row,
      process: owners.size > 0 ? [...new Set(owners.values())].sort().join(', ') : null,
      pid: owners.size > 0 ? Math.min(...owners.keys()) : null,
    })),
  );
}
