import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Owner } from './owner.ts';

describe('Owner', () => {
  it('stops in reverse order, all of it, and then says what failed', async () => {
    const owner = new Owner();
    const stopped: string[] = [];
    owner.own(() => void stopped.push('first'));
    owner.own(() => {
      throw new Error('stuck');
    });
    owner.own(async () => void stopped.push('last'));
    await expect(owner.stop()).rejects.toThrow('something did not stop');
    expect(stopped).toEqual(['last', 'first']);
  });

  it('stops everything once', async () => {
    const owner = new Owner();
    let count = 0;
    owner.own(() => void count++);
    await owner.stop();
    await owner.stop();
    expect(count).toBe(1);
  });

  it('removes its folders', async () => {
    const owner = new Owner();
    const folder = owner.folder();
    expect(existsSync(folder)).toBe(true);
    await owner.stop();
    expect(existsSync(folder)).toBe(false);
  });
});
