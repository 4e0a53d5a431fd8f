import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, describe, expect, it } from 'vitest';
import { KeyStore } from './keys.ts';

const directory = mkdtempSync(join(tmpdir(), 'tart-lab-keys-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('the lab’s keys', () => {
  it('stay the same over restarts, until one is renewed', () => {
    const key = new KeyStore(directory).hostKey('dev-master');
    expect(new KeyStore(directory).hostKey('dev-master')).toBe(key);
    expect(new KeyStore(directory).hostKey('dev-master', true)).not.toBe(key);
  });

  it('can all be read, for as many VMs as a benchmark wants', () => {
    const store = new KeyStore(directory);
    for (let index = 0; index < 600; index++) expect(ssh2.utils.parseKey(store.hostKey(`bench-${index}`))).not.toBeInstanceOf(Error);
  });
});
