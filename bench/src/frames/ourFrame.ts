import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { LINUX_COLLECTORS } from '../../../backend-proxy/src/collect/registry.ts';
import { type GuestRunner, openGuestRunner } from '../../../backend-proxy/src/collect/runner.ts';
import type { Intervals } from '../../../backend-proxy/src/collect/schedule.ts';
import { openHostKeys } from '../../../backend-proxy/src/transport/hostKeys.ts';
import { openLocalMac } from '../../../backend-proxy/src/transport/localMac.ts';
import { openSshPool } from '../../../backend-proxy/src/transport/sshPool.ts';
import { Owner } from '../run/owner.ts';
import type { Way } from './way.ts';

/** The product's own pool, frame and parsers, with the given periods. */
export function ourFrame(intervals: Intervals): Way {
  const owner = new Owner();
  const runners = new Map<string, GuestRunner>();
  const stop = new AbortController();
  const mac = openLocalMac('local');
  const hostKeys = openHostKeys({ path: join(owner.folder(), 'known_hosts.json'), now: Date.now });
  owner.own(() => hostKeys.close());
  const pool = openSshPool({ hostKeys });
  owner.own(() => pool.close());
  let nowMs = Date.now();

  const way: Way = {
    async open(guests) {
      for (const { name } of guests) {
        const nonce = () => randomBytes(16).toString('hex');
        runners.set(name, openGuestRunner({ vm: name, collectors: LINUX_COLLECTORS, intervals, pool, now: () => nowMs, nonce }));
      }
      for (const guest of guests) await way.read(guest, Date.now());
    },
    async read({ name, address, port, user, password }, atMs) {
      nowMs = atMs;
      const login = { user, port, password, hostKeys: 'accept-new' as const };
      const report = await runners.get(name)?.sample({ vm: name, mac, address, login }, stop.signal);
      if (!report?.answered) throw new Error(`${name}: ${report?.problem?.detail ?? 'it has no runner'}`);
    },
    async close() {
      stop.abort();
      await owner.stop();
    },
  };
  return way;
}
