import { mkdtemp, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, succeeds } from './command.ts';
import { openFakeTart, type FakeTart } from './fakeTart.ts';
import { BRIDGE, PREFIX, removeLeftovers, takeLock } from './leftovers.ts';
import type { GuestOptions } from './rootFiles.ts';
import { openTestGuest, type TestGuest } from './testGuest.ts';

export const REFERENCE_NAMES = [
  'platform-master',
  'platform-worker1',
  'platform-worker2',
  'dev-master',
  'dev-worker1',
  'staging-master',
  'staging-worker1',
  'prod-master',
  'prod-worker1',
  'prod-worker2',
] as const;

export interface TestLabOptions {
  /** How many guests, from 192.168.64.2 on. Default: 10. */
  readonly count?: number;
  /** Names in the order of addresses; the reference lab's by default. */
  readonly names?: readonly string[];
  /** What is special about a guest, by name. */
  readonly guests?: Readonly<Record<string, GuestOptions>>;
}

export interface TestLab {
  readonly guests: readonly TestGuest[];
  guest(name: string): TestGuest;
  /** The `tart` command of this lab. */
  readonly tart: FakeTart;
  /** A directory that goes with the lab. */
  readonly dir: string;
  close(): Promise<void>;
}

/** Whether this machine can hold the lab: Linux, root, namespaces, sshd. */
export const testLabPossible = async (): Promise<boolean> =>
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  (await succeeds(['sh', '-c', 'command -v ip unshare nsenter openssl busybox && test -x /usr/sbin/sshd']));

/**
 * Opens the real test lab: guests on a bridge 192.168.64.1/24, each with an OpenSSH server, user admin, password admin.
 * Nothing of this machine's own files is changed. What an earlier lab left behind is removed first; this one is removed by
 * `close`, or when the process exits.
 */
export async function openTestLab(options: TestLabOptions = {}): Promise<TestLab> {
  const names = (options.names ?? REFERENCE_NAMES).slice(0, options.count ?? 10);
  const letGo = await takeLock(180_000);
  const onExit = (): void => {
    removeLeftovers();
    letGo();
  };
  process.once('exit', onExit);
  try {
    removeLeftovers();
    const dir = await mkdtemp(join(tmpdir(), PREFIX));
    await chmod(dir, 0o755);
    await command(['ip', '-batch', '-'], `link add ${BRIDGE} type bridge\naddr add 192.168.64.1/24 dev ${BRIDGE}\nlink set ${BRIDGE} up\n`);
    const guests = await Promise.all(names.map((name, index) => openTestGuest(name, index, join(dir, name), options.guests?.[name] ?? {})));
    const tart = await openFakeTart(join(dir, 'tart'), guests);
    return {
      guests,
      tart,
      dir,
      guest(name) {
        const found = guests.find((guest) => guest.name === name);
        if (!found) throw new Error(`no guest ${name} in this lab`);
        return found;
      },
      async close() {
        await Promise.all(guests.map((guest) => guest.close()));
        process.removeListener('exit', onExit);
        onExit();
      },
    };
  } catch (error) {
    process.removeListener('exit', onExit);
    onExit();
    throw error;
  }
}
