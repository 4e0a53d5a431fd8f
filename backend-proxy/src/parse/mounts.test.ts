import { expect, it } from 'vitest';
import { parseReadonlyMounts } from './mounts.ts';

it('knows which mounts are read-only, the later of two on one place, and names with spaces', () => {
  const text =
    '/dev/vda2 / ext4 rw,relatime,errors=remount-ro 0 0\n/dev/vdb1 /mnt/build\\040cache ext4 ro,relatime 0 0\n/dev/vdc /a ext4 ro 0 0\n/dev/vdd /a ext4 rw 0 0\nbroken\n';
  expect([...parseReadonlyMounts(text)]).toEqual([
    ['/', false],
    ['/mnt/build cache', true],
    ['/a', false],
  ]);
});
