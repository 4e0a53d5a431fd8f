import { describe, expect, it } from 'vitest';
import { parsePs } from './ps.ts';

const rows = (text: string) => {
  const result = parsePs(text);
  return result.ok ? result.value : result.error;
};

describe('parsePs', () => {
  it('reads procps', () => {
    expect(
      rows(
        '    PID USER                             %CPU   RSS COMMAND\n   2301 admin                             250 65536 Web Content\n',
      ),
    ).toEqual([{ pid: 2301, user: 'admin', command: 'Web Content', cpuRatio: 2.5, memoryBytes: 65536 * 1024 }]);
  });
  it('reads busybox: times instead of percent, sizes with a unit', () => {
    const text =
      'PID   USER     TIME   ELAPSED RSS  COMMAND\n    1 root       0:30  10:00  1.5m init\n  812 root      1h00   1d01  900 sshd\n   99 root       0:00  00:00   4g new one\n';
    expect(rows(text)).toEqual([
      { pid: 1, user: 'root', command: 'init', cpuRatio: 0.05, memoryBytes: 1.5 * 1024 ** 2 },
      { pid: 812, user: 'root', command: 'sshd', cpuRatio: 0.04, memoryBytes: 900 * 1024 },
      { pid: 99, user: 'root', command: 'new one', cpuRatio: 0, memoryBytes: 4 * 1024 ** 3 },
    ]);
  });
  it('reads procps times with hours and days', () => {
    expect(rows('PID USER TIME ELAPSED RSS COMMAND\n1 root 01:00:00 1-01:00:00 0 init\n')).toMatchObject([{ cpuRatio: 0.04 }]);
  });
  it.each([
    '',
    'PID USER RSS COMMAND\n1 root 5 init\n',
    'PID USER %CPU RSS COMMAND\n',
    'PID USER %CPU RSS COMMAND\n1 root ? 5 init\n',
    'PID USER %CPU RSS COMMAND\n1 root 0.1 big init\n',
    'PID USER %CPU RSS COMMAND\nx root 0.1 5 init\n',
    'PID USER TIME ELAPSED RSS COMMAND\n1 root soon 10:00 5 init\n',
  ])('fails on %j', (text) => {
    expect(parsePs(text).ok).toBe(false);
  });
});
