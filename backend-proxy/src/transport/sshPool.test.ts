import { describe, expect, it } from 'vitest';
import { fail } from '../result.ts';
import type { HostKeys } from './hostKeys.ts';
import { openSshPool } from './sshPool.ts';
import { toConnectProblem } from './toConnectProblem.ts';
import type { AskRequest, GuestTarget, MacHost } from './transport.ts';

const REQUEST: AskRequest = { setup: '', text: 'echo', endMarker: '@1 done', deadlineMs: 4000, maxBytes: 1000 };
const NEVER = new AbortController().signal;
const hostKeys: HostKeys = {
  check: () => null,
  trustedType: () => undefined,
  stamp: () => 'none',
  list: () => [],
  trust: (name) => fail(name),
  forget: (name) => fail(name),
  close: async () => undefined,
};

/** A Mac from which nothing is reached; counts the tries. */
function deadEnd() {
  const dials: string[] = [];
  const mac: MacHost = {
    name: 'studio',
    run: async () => fail({ kind: 'internal', target: '', doing: '', detail: '', advice: '' }),
    dial: async (address, port) => {
      dials.push(address);
      const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      return fail(toConnectProblem(refused, { target: address, doing: 'connect', address, port, secrets: [] }));
    },
    close: async () => undefined,
  };
  const target: GuestTarget = { vm: 'a', mac, address: '192.168.64.6', login: { user: 'admin', port: 22, password: 'x', hostKeys: 'off' } };
  return { dials, target };
}

describe('a guest that cannot be reached', () => {
  it('is tried again after growing pauses, and fails at once in between, with the time of the first failure', async () => {
    const clock = { nowMs: 0 };
    const { dials, target } = deadEnd();
    const pool = openSshPool({ hostKeys, now: () => clock.nowMs, random: () => 1 });
    const triedAtMs: number[] = [];
    for (clock.nowMs = 0; clock.nowMs <= 20_000; clock.nowMs += 100) {
      const before = dials.length;
      const answer = await pool.ask(target, REQUEST, NEVER);
      expect(answer).toMatchObject({
        ok: false,
        error: { partialText: '', problem: { kind: 'connection_refused', target: 'a', sinceMs: 0 } },
      });
      if (dials.length > before) triedAtMs.push(clock.nowMs);
    }
    expect(triedAtMs).toEqual([0, 500, 1500, 3500, 7500, 12_500, 17_500]);
    await pool.close();
  });

  it('is tried at once under another address or login, and not for an equal login', async () => {
    const { dials, target } = deadEnd();
    const pool = openSshPool({ hostKeys, now: () => 0, random: () => 1 });
    await pool.ask(target, REQUEST, NEVER);
    await pool.ask({ ...target, login: { ...target.login } }, REQUEST, NEVER);
    expect(dials).toHaveLength(1);
    await pool.ask({ ...target, login: { ...target.login, password: 'y' } }, REQUEST, NEVER);
    expect(dials).toHaveLength(2);
    await pool.ask({ ...target, address: '192.168.64.9' }, REQUEST, NEVER);
    expect(dials).toEqual(['192.168.64.6', '192.168.64.6', '192.168.64.9']);
    await pool.close();
  });

  it('is forgotten when it is dropped', async () => {
    const { dials, target } = deadEnd();
    const pool = openSshPool({ hostKeys, now: () => 0, random: () => 1 });
    await pool.ask(target, REQUEST, NEVER);
    pool.drop('a');
    pool.drop('never-heard-of');
    await pool.ask(target, REQUEST, NEVER);
    expect(dials).toHaveLength(2);
    await pool.close();
  });
});
