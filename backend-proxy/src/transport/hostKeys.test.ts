import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { hostKeyName, openHostKeys, type HostKeys } from './hostKeys.ts';

const key = (text: string): Buffer => {
  const type = Buffer.from('ssh-ed25519');
  return Buffer.concat([Buffer.from([0, 0, 0, type.length]), type, Buffer.from(text)]);
};
const OLD = key('old');
const NEW = key('new');

describe('host keys', () => {
  let dir: string;
  let path: string;
  let reasons: string[];
  const open = (): HostKeys => openHostKeys({ path, now: () => 5000, onWriteFailed: (reason) => reasons.push(reason) });

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'host-keys-'));
    path = join(dir, 'state', 'known-hosts.json');
    reasons = [];
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('accepts a new key once and holds the guest to it, also after a restart', async () => {
    const keys = open();
    expect(keys.check('studio/a', OLD, 'accept-new')).toBe(null);
    expect(keys.check('studio/a', OLD, 'accept-new')).toBe(null);
    const refusal = { kind: 'host_key_changed', offered: fingerprint(NEW), trusted: fingerprint(OLD) };
    expect(keys.check('studio/a', NEW, 'accept-new')).toEqual(refusal);
    await keys.close();
    expect(open().check('studio/a', NEW, 'accept-new')).toEqual(refusal);
    expect(open().check('studio/a', NEW, 'strict')).toEqual(refusal);
    expect(open().trustedType('studio/a')).toBe('ssh-ed25519');
  });

  it('goes by the name: another VM may show any key', async () => {
    const keys = open();
    keys.check('studio/a', OLD, 'accept-new');
    expect(keys.check('attic/a', NEW, 'accept-new')).toBe(null);
    expect(keys.check('studio/b', OLD, 'accept-new')).toBe(null);
    await keys.close();
  });

  it('accepts nothing unknown under strict, and everything under off, which remembers nothing', async () => {
    const keys = open();
    expect(keys.check('studio/a', OLD, 'strict')).toEqual({ kind: 'host_key_unknown', offered: fingerprint(OLD) });
    expect(keys.check('studio/b', OLD, 'off')).toBe(null);
    await keys.close();
    expect(keys.list()).toEqual([{ name: 'studio/a', type: 'ssh-ed25519', fingerprint: fingerprint(OLD), seenAtMs: 5000, pending: true }]);
  });

  it('lets another process trust the refused key, and sees it at once', async () => {
    const keys = open();
    keys.check('studio/a', OLD, 'accept-new');
    keys.check('studio/a', NEW, 'accept-new');
    await keys.close();
    const before = keys.stamp('studio/a');
    expect(open().trust('a')).toEqual({
      ok: true,
      value: { name: 'studio/a', type: 'ssh-ed25519', fingerprint: fingerprint(NEW), seenAtMs: 5000, pending: false },
    });
    expect(keys.stamp('studio/a')).not.toBe(before);
    expect(keys.check('studio/a', NEW, 'accept-new')).toBe(null);
    expect(keys.check('studio/a', OLD, 'accept-new')).toMatchObject({ kind: 'host_key_changed' });
    await keys.close();
  });

  it('keeps what another process wrote when it writes itself', async () => {
    const keys = open();
    const other = open();
    keys.check('studio/a', OLD, 'accept-new');
    other.check('studio/b', NEW, 'accept-new');
    await keys.close();
    await other.close();
    expect(
      open()
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['studio/a', 'studio/b']);
  });

  it('trusts nothing where nothing waits, and asks which one where names are shared', async () => {
    const keys = open();
    expect(keys.trust('a')).toMatchObject({ ok: false, error: expect.stringContaining('no refused key of a') });
    keys.check('studio/a', OLD, 'strict');
    keys.check('attic/a', NEW, 'strict');
    expect(keys.trust('a')).toMatchObject({ ok: false, error: expect.stringMatching(/studio\/a or attic\/a|attic\/a or studio\/a/) });
    expect(keys.trust('attic/a')).toMatchObject({ ok: true });
    expect(keys.trust('a')).toMatchObject({ ok: true, value: { name: 'studio/a' } });
  });

  it('forgets a key, so that the next one is new', async () => {
    const keys = open();
    keys.check('studio/a', OLD, 'accept-new');
    expect(keys.forget('a')).toEqual({ ok: true, value: 'studio/a' });
    expect(keys.forget('a')).toMatchObject({ ok: false });
    expect(keys.check('studio/a', NEW, 'accept-new')).toBe(null);
    await keys.close();
  });

  it('writes a file that its owner alone can read, and leaves no other behind', async () => {
    const keys = open();
    keys.check('studio/a', OLD, 'accept-new');
    await keys.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(dir, 'state'))).toEqual(['known-hosts.json']);
  });

  it.each(['{ "version": 1, "trus', '{"version":2}', '[]'])('accepts no key from behind a file it cannot read: %s', async (text) => {
    const keys = open();
    keys.check('studio/a', OLD, 'accept-new');
    await keys.close();
    writeFileSync(path, text);
    expect(keys.check('studio/a', OLD, 'accept-new')).toMatchObject({ kind: 'host_key_unknown', detail: expect.stringContaining(path) });
    expect(keys.trust('a')).toMatchObject({ ok: false });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('says when it cannot write, and goes on from memory', async () => {
    writeFileSync(join(dir, 'state'), 'a file where the directory should be');
    const keys = open();
    expect(keys.check('studio/a', OLD, 'accept-new')?.detail).toMatch(/cannot be read/);
    rmSync(join(dir, 'state'));
    expect(keys.check('studio/a', OLD, 'accept-new')).toBe(null);
    writeFileSync(join(dir, 'state'), '');
    await keys.close();
    expect(reasons).toHaveLength(1);
  });
});

describe('hostKeyName', () => {
  it('has the Mac once', () => {
    expect([hostKeyName('studio', 'a'), hostKeyName('studio', 'studio/a'), hostKeyName('studio', 'studio')]).toEqual([
      'studio/a',
      'studio/a',
      'studio/studio',
    ]);
  });
});
