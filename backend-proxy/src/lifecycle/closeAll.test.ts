import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeAll } from './closeAll.ts';

describe('closeAll', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const closes = (name: string, log: string[]) => ({ name, close: async () => void log.push(name) });

  it('closes in reverse order, one after the other', async () => {
    const log: string[] = [];
    const slow = {
      name: 'ssh',
      close: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        log.push('ssh');
      },
    };
    const left = closeAll([closes('store', log), slow, closes('server', log)], { withinMs: 5000 });
    await vi.advanceTimersByTimeAsync(100);
    expect(await left).toEqual([]);
    expect(log).toEqual(['server', 'ssh', 'store']);
  });

  it('names a part that hangs and still closes those opened before it, in time', async () => {
    const log: string[] = [];
    const hung = { name: 'ssh', close: () => new Promise<void>(() => undefined) };
    const left = closeAll([closes('store', log), hung, closes('server', log)], { withinMs: 5000 });
    await vi.advanceTimersByTimeAsync(5000);
    expect(await left).toEqual(['ssh: did not close in time']);
    expect(log).toEqual(['server', 'store']);
  });

  it('names a part that fails, with the reason', async () => {
    const log: string[] = [];
    const broken = {
      name: 'server',
      close: () => {
        throw new Error('not listening');
      },
    };
    expect(await closeAll([closes('store', log), broken], { withinMs: 5000 })).toEqual(['server: not listening']);
    expect(log).toEqual(['store']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
