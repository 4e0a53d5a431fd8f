import { join } from 'node:path';
import { ok, fail, type Result } from '../result.ts';
import { fingerprint, keyType } from './fingerprint.ts';
import { hostKeyFileStamp, NO_HOST_KEYS, readHostKeyFile, writeHostKeyFile, type HostKeyFile, type StoredKey } from './hostKeyFile.ts';

export type HostKeyPolicy = 'accept-new' | 'strict' | 'off';

/** Why a host key was refused. Fingerprints are `SHA256:…`; `detail` only where the file itself is the reason. */
export interface HostKeyRefusal {
  readonly kind: 'host_key_changed' | 'host_key_unknown';
  readonly offered: string;
  readonly trusted?: string;
  readonly detail?: string;
}

export interface ListedHostKey {
  readonly name: string;
  readonly type: string;
  readonly fingerprint: string;
  readonly seenAtMs: number;
  readonly pending: boolean;
}

/** The host keys that we trust, one per VM name (never per address: guests take over each other's addresses). */
export interface HostKeys {
  /** Judges the key that `name` shows: null when it may be used. New and refused keys are remembered. */
  check(name: string, key: Buffer, policy: HostKeyPolicy): HostKeyRefusal | null;
  /** The trusted key's algorithm, so that a guest with several keys is asked for the one we know. */
  trustedType(name: string): string | undefined;
  /** Changes when the trusted key of `name` does, also by another process. */
  stamp(name: string): string;
  list(): ListedHostKey[];
  /** Trusts the key that was refused last. `name` may leave out the Mac. */
  trust(name: string): Result<ListedHostKey, string>;
  forget(name: string): Result<string, string>;
  /** Writes what is not yet on disk. */
  close(): Promise<void>;
}

const WRITE_DELAY_MS = 50;

/**
 * Opens the known-hosts file at `path` (JSON, mode 0600; made when the first key is met).
 *
 * The file is read again whenever another process replaced it, so a running proxy sees `tart-lab trust` at once. A file that
 * cannot be read accepts nothing but under policy `off`. Keys met are written together after 50 ms: a thousand guests that
 * start are one write. `onWriteFailed` hears why a write failed; the keys stay in memory and are tried again with the next one.
 */
export function openHostKeys(options: { path: string; now: () => number; onWriteFailed?: (reason: string) => void }): HostKeys {
  const { path, now } = options;
  const fresh = { trusted: new Map<string, StoredKey>(), pending: new Map<string, StoredKey>() };
  let timer: NodeJS.Timeout | undefined;
  let stamp = '';
  let onDisk: Result<HostKeyFile, string> = ok(NO_HOST_KEYS);

  /** What is on disk now, with what we have not written yet. */
  const current = (): Result<HostKeyFile, string> => {
    const stampNow = hostKeyFileStamp(path);
    if (stampNow !== stamp || !onDisk.ok) {
      onDisk = readHostKeyFile(path);
      stamp = stampNow;
    }
    if (!onDisk.ok || fresh.trusted.size + fresh.pending.size === 0) return onDisk;
    return ok({
      version: 1,
      trusted: { ...Object.fromEntries(fresh.trusted), ...onDisk.value.trusted }, // what a person trusted meanwhile wins
      pending: { ...onDisk.value.pending, ...Object.fromEntries(fresh.pending) },
    });
  };

  const write = (file: HostKeyFile): Result<null, string> => {
    try {
      writeHostKeyFile(path, file);
      return ok(null);
    } catch (error) {
      return fail(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (fresh.trusted.size + fresh.pending.size === 0) return;
    const file = current();
    const written = file.ok ? write(file.value) : file;
    if (!written.ok) return options.onWriteFailed?.(written.error);
    fresh.trusted.clear();
    fresh.pending.clear();
  };

  const remember = (where: 'trusted' | 'pending', name: string, key: Buffer): void => {
    fresh[where].set(name, { type: keyType(key), key: key.toString('base64'), seenAtMs: now() });
    timer ??= setTimeout(flush, WRITE_DELAY_MS);
  };

  const trustedKey = (name: string): StoredKey | undefined => {
    const file = current();
    return file.ok ? file.value.trusted[name] : undefined;
  };

  return {
    check(name, key, policy) {
      if (policy === 'off') return null;
      const offered = fingerprint(key);
      const file = current();
      if (!file.ok) return { kind: 'host_key_unknown', offered, detail: file.error };
      const known = file.value.trusted[name];
      if (known && Buffer.from(known.key, 'base64').equals(key)) return null;
      if (!known && policy === 'accept-new') {
        remember('trusted', name, key);
        return null;
      }
      if (file.value.pending[name]?.key !== key.toString('base64')) remember('pending', name, key);
      if (!known) return { kind: 'host_key_unknown', offered };
      return { kind: 'host_key_changed', offered, trusted: fingerprint(Buffer.from(known.key, 'base64')) };
    },
    trustedType: (name) => trustedKey(name)?.type,
    stamp: (name) => trustedKey(name)?.key ?? 'none',
    list() {
      const file = current();
      if (!file.ok) return [];
      const listed = (keys: Record<string, StoredKey>, pending: boolean): ListedHostKey[] =>
        Object.entries(keys).map(([name, key]) => toListed(name, key, pending));
      return [...listed(file.value.trusted, false), ...listed(file.value.pending, true)];
    },
    trust(name) {
      flush();
      const file = current();
      if (!file.ok) return file;
      const found = findName(Object.keys(file.value.pending), name);
      if (!found.ok) return fail(found.error === 'none' ? `no refused key of ${name} is waiting to be trusted` : found.error);
      const { [found.value]: key, ...pending } = file.value.pending;
      if (!key) return fail(`no refused key of ${name} is waiting to be trusted`);
      const written = write({ version: 1, trusted: { ...file.value.trusted, [found.value]: key }, pending });
      return written.ok ? ok(toListed(found.value, key, false)) : written;
    },
    forget(name) {
      flush();
      const file = current();
      if (!file.ok) return file;
      const found = findName([...new Set([...Object.keys(file.value.trusted), ...Object.keys(file.value.pending)])], name);
      if (!found.ok) return fail(found.error === 'none' ? `no key of ${name} is known` : found.error);
      const { [found.value]: _trusted, ...trusted } = file.value.trusted;
      const { [found.value]: _pending, ...pending } = file.value.pending;
      const written = write({ version: 1, trusted, pending });
      return written.ok ? ok(found.value) : written;
    },
    close() {
      flush();
      return Promise.resolve();
    },
  };
}

const toListed = (name: string, key: StoredKey, pending: boolean): ListedHostKey => ({
  name,
  type: key.type,
  fingerprint: fingerprint(Buffer.from(key.key, 'base64')),
  seenAtMs: key.seenAtMs,
  pending,
});

function findName(names: readonly string[], wanted: string): Result<string, string> {
  if (names.includes(wanted)) return ok(wanted);
  const found = names.filter((name) => name.endsWith(`/${wanted}`));
  if (found.length > 1) return fail(`${wanted} is the name of several VMs: say ${found.join(' or ')}`);
  return found[0] === undefined ? fail('none') : ok(found[0]);
}

/** Where the known hosts are kept, below the proxy's state directory. */
export const hostKeysPath = (stateDir: string): string => join(stateDir, 'known-hosts.json');

/** The name that a guest's host key is kept under: its Mac and the VM, also where the VM is shown with its Mac already. */
export const hostKeyName = (mac: string, vm: string): string => (vm.startsWith(`${mac}/`) ? vm : `${mac}/${vm}`);
