import type { Problem } from '@tart-lab/contract/problem.ts';
import { semaphore } from '../lifecycle/semaphore.ts';
import type { Result } from '../result.ts';
import { openGuestLink, type ExecOptions, type GuestLink } from './guestLink.ts';
import type { HostKeys } from './hostKeys.ts';
import type { Finished, GuestPool, GuestTarget, SshLogin } from './transport.ts';

/** The guests over SSH, with room for up to four commands beside the shell of each. */
export interface SshPool extends GuestPool {
  exec(target: GuestTarget, command: string, options: ExecOptions): Promise<Result<Finished, Problem>>;
}

/** Logins that may be under way at once: each costs about 10 ms of CPU on both sides, and a thousand come together at start. */
const LOGINS_AT_ONCE = 16;

/**
 * Opens the pool; connections come with the first question to a guest. A second question while one is under way fails as
 * `limit_reached`; another address, port or login of a VM replaces its connection and forgets its failures.
 */
export function openSshPool(options: { hostKeys: HostKeys; now?: () => number; random?: () => number }): SshPool {
  const logins = semaphore(LOGINS_AT_ONCE);
  const links = new Map<string, { target: GuestTarget; link: GuestLink }>();
  const closing = new Set<Promise<void>>();

  const drop = (vm: string): void => {
    const held = links.get(vm);
    if (!held) return;
    links.delete(vm);
    const closed = held.link.close().finally(() => closing.delete(closed));
    closing.add(closed);
  };

  const linkTo = (target: GuestTarget): GuestLink => {
    const held = links.get(target.vm);
    if (held && sameTarget(held.target, target)) return held.link;
    drop(target.vm);
    const link = openGuestLink(target, {
      hostKeys: options.hostKeys,
      turn: () => logins.enter(),
      now: options.now ?? Date.now,
      random: options.random,
    });
    links.set(target.vm, { target, link });
    return link;
  };

  return {
    ask: (target, request, signal) => linkTo(target).ask(request, signal),
    exec: (target, command, execOptions) => linkTo(target).exec(command, execOptions),
    drop,
    async close() {
      for (const vm of [...links.keys()]) drop(vm);
      await Promise.all(closing);
    },
  };
}

const LOGIN_FIELDS = ['user', 'port', 'password', 'identityFile', 'passphrase', 'agent', 'hostKeys'] as const satisfies (keyof SshLogin)[];

function sameTarget(a: GuestTarget, b: GuestTarget): boolean {
  if (a.mac !== b.mac || a.address !== b.address) return false;
  return a.login === b.login || LOGIN_FIELDS.every((field) => a.login[field] === b.login[field]);
}
