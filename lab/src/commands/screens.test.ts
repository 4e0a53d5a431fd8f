import { describe, expect, it } from 'vitest';
import { guestNamed, runScript } from '../testing.ts';

describe('the screens that people and the predecessor read', () => {
  it('has a summary of top in procps 4 words', () => {
    const lines = runScript('top -bn1').out.split('\n');
    expect(lines[0]).toMatch(/^top - \d\d:\d\d:\d\d up .+, {2}1 user, {2}load average: [\d.]+, [\d.]+, [\d.]+$/);
    expect(lines[2]).toMatch(/^%Cpu\(s\): +[\d.]+ us, +[\d.]+ sy, .* +[\d.]+ id,/);
    expect(lines[6]).toContain('PID USER');
  });

  it('has free columns where total − available is used', () => {
    const [header, memory] = runScript('free -m').out.split('\n');
    expect(header).toBe('               total        used        free      shared  buff/cache   available');
    const [, total, used, , , , available] = (memory ?? '').split(/\s+/).map(Number);
    expect(Math.abs((total ?? 0) - (available ?? 0) - (used ?? 0))).toBeLessThanOrEqual(1);
  });

  it('has df in the formats that scripts ask for', () => {
    expect(runScript('df -P -k -l').out).toMatch(/^Filesystem +1024-blocks +Used Available Capacity Mounted on\n/);
    expect(runScript('df --output=source,size -B1 /').out).toMatch(/^Filesystem +1B-blocks\n\/dev\/vda1 +\d{11}\n$/);
    expect(runScript('df -P -x tmpfs').out).not.toContain('/run');
    expect(runScript('df -h /').out).toMatch(/ \d+% \/\n$/);
    expect(runScript('df /nonexistent').status).toBe(1);
  });

  it('shows owners of sockets to root only', () => {
    expect(runScript('ss -H -tlnp').out).not.toContain('users:');
    expect(runScript('sudo -n ss -H -tlnp').out).toContain('users:(("sshd",pid=741,fd=3))');
  });

  it('prints the columns that ps was asked for', () => {
    const out = runScript('ps -eo pid,user:32,pcpu,rss,comm --sort=-rss', guestNamed('dev-master')).out.split('\n');
    expect(out[0]).toMatch(/^ +PID USER +%CPU +RSS COMMAND$/);
    expect(out[1]).toContain('kube-apiserver');
    expect(runScript('ps -eo nosuch').status).toBe(1);
  });

  it('lists /proc/net/tcp in the kernel words', () => {
    expect(runScript('grep :0016 /proc/net/tcp').out).toMatch(/^ +0: 00000000:0016 00000000:0000 0A /);
  });
});
