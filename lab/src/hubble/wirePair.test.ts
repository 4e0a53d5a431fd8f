import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { wirePair } from './wirePair.ts';

describe('a wire', () => {
  it('carries all that is written, in few pieces, and its end', async () => {
    const [here, there] = wirePair();
    const pieces: number[] = [];
    there.on('data', (piece: Buffer) => pieces.push(piece.length));
    const heard = text(there);
    for (let index = 0; index < 100; index++) here.write('x'.repeat(700));
    here.end();
    expect(await heard).toHaveLength(70_000);
    expect(pieces.length).toBeLessThan(5);
    there.destroy();
  });

  it('makes a writer wait whose reader does not read', async () => {
    const [here, there] = wirePair();
    let written = 0;
    const piece = Buffer.alloc(32 * 1024);
    const write = () => here.write(piece, () => (written += piece.length));
    for (let index = 0; index < 20; index++) write();
    await new Promise((resolve) => setImmediate(resolve));
    expect(written).toBeLessThan(5 * piece.length);
    let heard = 0;
    there.on('data', (part: Buffer) => (heard += part.length));
    await expect.poll(() => heard).toBe(20 * piece.length);
    here.destroy();
  });

  it('breaks at both ends', async () => {
    const [here, there] = wirePair();
    const closed = new Promise((resolve) => here.once('close', resolve));
    there.destroy();
    await closed;
    expect(here.destroyed).toBe(true);
  });
});
