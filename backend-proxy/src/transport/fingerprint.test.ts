import { describe, expect, it } from 'vitest';
import { fingerprint, keyType } from './fingerprint.ts';

// Public keys made by ssh-keygen, with what ssh-keygen -lf says of them.
const ED25519 = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAINuGN+lwB9gMyNDuSHncxnPSaOVR3oxBgFNXCVbyuKAx', 'base64');
const RSA = Buffer.from(
  'AAAAB3NzaC1yc2EAAAADAQABAAABAQDVtC+ZlwvkEr+0lZwBs7FwK2DbJ4iZXcBxIinIR+mr1fudjwz6g1cP8SvBN9kVUCGNgoWiD2Tztgs97VR2MYBGDJzrOo6amGwTY7YxQpMBQbkzcaf31mgsrBer/gpHfcbOlJv3Mo/TNzAIW0xu4qleWY0MWC1OLEV/DAHvm/7IujWyw6o0hF4WtVTgowq5f8qKuEXaO+Bu/7PJC2A1h35r8rxtisqnc1+zEHtuSYBbx5I+2JRKeSd9BkDA2NuTYXqQPsLaDJq55ERKKUGIiErwmHSNP7prsqv/h/VHww+M+GlMMJFOzSfaeSM0Md+ntD5qmtf5A7iD6bk/3+8bhK3d',
  'base64',
);

describe('fingerprint', () => {
  it('is what ssh-keygen -lf prints', () => {
    expect(fingerprint(ED25519)).toBe('SHA256:PdGO3LiwuWaJkGtv0C5hdEJBxM/xtBPUhyAHQ1RceeM');
    expect(fingerprint(RSA)).toBe('SHA256:muknZYToXCb6yziZ1IUYX5QztBBkCmJ/skc877EVAFI');
  });
});

describe('keyType', () => {
  it('reads the algorithm from the key', () => {
    expect([keyType(ED25519), keyType(RSA)]).toEqual(['ssh-ed25519', 'ssh-rsa']);
  });

  it('is unknown for what is no key', () => {
    expect([keyType(Buffer.alloc(0)), keyType(Buffer.from('hello, world')), keyType(Buffer.from([0, 0, 0, 2, 10, 10]))]).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});
