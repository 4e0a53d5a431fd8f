import { describe, expect, it } from 'vitest';
import { parseDf } from './df.ts';

const HEADER = 'Filesystem     1024-blocks    Used Available Capacity Mounted on\n';
const mounts = (rows: string) => {
  const result = parseDf(HEADER + rows);
  return result.ok ? result.value : result.error;
};

describe('parseDf', () => {
  it('gives bytes', () => {
    expect(mounts('/dev/vda2 19485120 9633512 8835816 53% /\n')).toEqual([
      {
        device: '/dev/vda2',
        mountpoint: '/',
        fstype: null,
        sizeBytes: 19485120 * 1024,
        usedBytes: 9633512 * 1024,
        availableBytes: 8835816 * 1024,
        files: null,
        filesFree: null,
      },
    ]);
  });
  it('keeps spaces in mount points and devices', () => {
    expect(mounts('/dev/vdb1 100 10 90 10% /mnt/build cache\nmy share 100 10 90 10% /mnt/a  b\n')).toMatchObject([
      { mountpoint: '/mnt/build cache' },
      { device: 'my share', mountpoint: '/mnt/a  b' },
    ]);
  });
  it('leaves out what counts nothing, and has 0 available on an overfull disk', () => {
    expect(mounts('systemd-1 - - - - /proc/binfmt\n/dev/a 100 120 -20 100% /a\n')).toMatchObject([{ mountpoint: '/a', availableBytes: 0 }]);
    expect(mounts('rpool 0 0 0 - /pool\n')).toMatchObject([{ sizeBytes: 0 }]);
  });
  it('reads types with -T, and inodes where GNU df was asked for them', () => {
    const typed = parseDf('Filesystem Type 1024-blocks Used Available Capacity Mounted on\nmy disk ext4 100 10 90 10% /mnt/a b\n');
    expect(typed.ok && typed.value).toMatchObject([{ device: 'my disk', fstype: 'ext4', mountpoint: '/mnt/a b', files: null }]);
    const gnu = parseDf(
      'Filesystem Type Inodes IFree 1K-blocks Used Avail Mounted on\n/dev/vda2 ext4 1245184 1100000 100 10 90 /\n/dev/vda1 vfat 0 0 50 1 49 /boot/efi\nx btrfs - - 5 1 4 /b\n',
    );
    expect(gnu.ok && gnu.value).toMatchObject([
      { fstype: 'ext4', files: 1_245_184, filesFree: 1_100_000, availableBytes: 90 * 1024 },
      { fstype: 'vfat', files: 0 },
      { fstype: 'btrfs', files: null, filesFree: null },
    ]);
  });
  it.each([
    '',
    HEADER,
    'df: /: Input/output error\n',
    `${HEADER}/dev/vda2 19485120 9633512\n`,
    `Filesystem Size Used\n/dev/a 1 1 1 1% /\n`,
  ])('fails on %j', (text) => {
    expect(parseDf(text).ok).toBe(false);
  });
});
