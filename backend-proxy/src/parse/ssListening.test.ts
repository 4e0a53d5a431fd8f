import { describe, expect, it } from 'vitest';
import { parseSsListening } from './ssListening.ts';

const rows = (text: string) => {
  const result = parseSsListening(text);
  return result.ok ? result.value : result.error;
};

describe('parseSsListening', () => {
  it.each([
    ['0.0.0.0:22', '0.0.0.0', 22],
    ['*:6443', '*', 6443],
    ['[::]:22', '::', 22],
    ['127.0.0.53%lo:53', '127.0.0.53%lo', 53],
    ['[fe80::1]%eth0:80', 'fe80::1%eth0', 80],
    ['[::ffff:127.0.0.1]:8080', '::ffff:127.0.0.1', 8080],
    [':::22', '::', 22],
    ['*%enp0s1:68', '*%enp0s1', 68],
  ])('reads the local address %s', (local, address, port) => {
    expect(rows(`tcp   LISTEN 0      128    ${local}   0.0.0.0:*\n`)).toEqual([
      { protocol: 'tcp', address, port, process: null, pid: null },
    ]);
  });
  it('names every owner of a socket, with the lowest pid', () => {
    expect(
      rows('tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=1203,fd=6),("nginx",pid=1202,fd=6),("systemd",pid=9999,fd=44))\n'),
    ).toEqual([{ protocol: 'tcp', address: '0.0.0.0', port: 80, process: 'nginx, systemd', pid: 1202 }]);
  });
  it('keeps parentheses, commas, quotes and spaces in a name', () => {
    expect(rows('udp UNCONN 0 0 *:5353 *:* users:(("(sd,pam)",pid=7,fd=1),("a" b",pid=8,fd=2))\n')).toMatchObject([
      { process: '(sd,pam), a" b', pid: 7 },
    ]);
  });
  it('makes one row of several sockets on one port and address', () => {
    const line = (pid: number) => `tcp LISTEN 0 511 *:80 *:* users:(("web",pid=${pid},fd=6))\n`;
    expect(rows(line(9) + line(8))).toEqual([{ protocol: 'tcp', address: '*', port: 80, process: 'web', pid: 8 }]);
  });
  it.each(['', 'tcp LISTEN 0 128 0.0.0.0:ssh 0.0.0.0:*\n', 'LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n', 'tcp LISTEN 0 128 0.0.0.0:22\n'])(
    'fails on %j',
    (text) => {
      expect(parseSsListening(text).ok).toBe(false);
    },
  );
});
