import { describe, expect, it } from 'vitest';
import { Problem } from '@tart-lab/contract/problem.ts';
import { toConnectProblem, withoutSecrets, type ConnectAttempt } from './toConnectProblem.ts';

const SECRET = 'correct horse';
const ATTEMPT: ConnectAttempt = {
  target: 'dev-worker1',
  doing: 'log in to admin@192.168.64.6',
  address: '192.168.64.6',
  port: 22,
  user: 'admin',
  platform: 'linux',
  offered: ['publickey', 'password'],
  tried: ['key', 'password'],
  secrets: [SECRET, ''],
};
const error = (message: string, fields: Record<string, unknown> = {}): Error => Object.assign(new Error(message), fields);

// Errors as Node 24, ssh2 1.17 and OpenSSH give them.
const MET: [string, Error][] = [
  ['no_route', error('connect EHOSTUNREACH 192.168.64.6:22', { code: 'EHOSTUNREACH' })],
  ['no_route', error('connect ENETUNREACH 192.168.64.6:22', { code: 'ENETUNREACH', level: 'client-socket' })],
  ['no_route', error('getaddrinfo ENOTFOUND studio.lan', { code: 'ENOTFOUND' })],
  ['no_route', error('connect EPERM 192.168.64.6:22', { code: 'EPERM' })],
  ['no_route', error('(SSH) Channel open failure: No route to host', { reason: 2 })],
  ['connection_refused', error('connect ECONNREFUSED 192.168.64.6:22', { code: 'ECONNREFUSED' })],
  ['connection_refused', error('(SSH) Channel open failure: Connection refused', { reason: 2 })],
  ['connect_timed_out', error('connect ETIMEDOUT 192.168.64.6:22', { code: 'ETIMEDOUT' })],
  ['connect_timed_out', error('timed out after 5000 ms')],
  ['connect_timed_out', error('Timed out while waiting for handshake', { level: 'client-timeout' })],
  ['connect_timed_out', error('(SSH) Channel open failure: Connection timed out', { reason: 2 })],
  ['connection_lost', error('Keepalive timeout', { level: 'client-timeout' })],
  ['connection_lost', error('read ECONNRESET', { code: 'ECONNRESET', level: 'client-socket' })],
  ['connection_lost', error('Connection lost before handshake', { level: 'protocol' })],
  ['connection_lost', error('the connection was closed at once')],
  ['ssh_auth_failed', error('All configured authentication methods failed', { level: 'client-authentication' })],
  ['ssh_failed', error('Handshake failed: no matching key exchange algorithm', { level: 'handshake' })],
  ['ssh_failed', error('(SSH) Channel open failure: administratively prohibited: open failed', { reason: 1 })],
  ['ssh_failed', error('Invalid identification string')],
];

describe('toConnectProblem', () => {
  it.each(MET)('is %s for %s', (kind, met) => {
    const problem = toConnectProblem(met, ATTEMPT);
    expect(Problem.safeParse(problem).success).toBe(true);
    expect(problem).toMatchObject({ kind, target: 'dev-worker1', doing: 'log in to admin@192.168.64.6' });
    expect(problem.detail).not.toBe('');
    expect(problem.advice).not.toBe('');
  });

  it('names what was offered and what was tried when a login is refused', () => {
    const refused = error('All configured authentication methods failed', { level: 'client-authentication' });
    expect(toConnectProblem(refused, ATTEMPT).detail).toBe(
      'the guest offers publickey, password to user admin; it refused our key, password',
    );
    const keyless = toConnectProblem(refused, {
      ...ATTEMPT,
      offered: ['publickey'],
      tried: [],
      unusable: 'the key file /k cannot be read (ENOENT)',
    });
    expect(keyless.detail).toBe('the guest offers publickey to user admin; nothing we have fits; the key file /k cannot be read (ENOENT)');
    expect(keyless.advice).toContain('~admin/.ssh/authorized_keys');
  });

  it('explains local network privacy on macOS, there alone', () => {
    const unreachable = error('connect EHOSTUNREACH', { code: 'EHOSTUNREACH' });
    expect(toConnectProblem(unreachable, { ...ATTEMPT, platform: 'darwin' }).advice).toContain('Local Network');
    expect(toConnectProblem(unreachable, ATTEMPT).advice).not.toContain('Local Network');
  });

  it('shows both fingerprints and the command that trusts the new key', () => {
    const refusal = { kind: 'host_key_changed', offered: 'SHA256:new', trusted: 'SHA256:old' } as const;
    const problem = toConnectProblem(error('Host denied (verification failed)', { level: 'handshake' }), { ...ATTEMPT, refusal });
    expect(problem.kind).toBe('host_key_changed');
    expect(problem.detail).toMatch(/SHA256:new.*SHA256:old/);
    expect(problem.advice).toContain('tart-lab trust dev-worker1');
  });

  it('tells an unknown key from known hosts that cannot be read', () => {
    const unknown = toConnectProblem(error('Host denied'), { ...ATTEMPT, refusal: { kind: 'host_key_unknown', offered: 'SHA256:new' } });
    expect(unknown.advice).toContain('tart-lab trust dev-worker1');
    const unreadable = toConnectProblem(error('Host denied'), {
      ...ATTEMPT,
      refusal: { kind: 'host_key_unknown', offered: 'SHA256:new', detail: '/x is not JSON' },
    });
    expect(unreadable).toMatchObject({ kind: 'host_key_unknown', detail: '/x is not JSON' });
  });

  it('never repeats a secret, whatever the other side said', () => {
    for (const [, met] of MET) {
      const leaking = Object.assign(error(`${met.message} for ${SECRET}`), { ...met });
      expect(JSON.stringify(toConnectProblem(leaking, ATTEMPT))).not.toContain(SECRET);
    }
    expect(JSON.stringify(toConnectProblem(`odd ${SECRET}`, ATTEMPT))).not.toContain(SECRET);
  });

  it('cuts longer secrets first, and nothing for an empty one', () => {
    expect(withoutSecrets('a secret1 and a secret', ['secret', 'secret1', ''])).toBe('a ••• and a •••');
  });
});
