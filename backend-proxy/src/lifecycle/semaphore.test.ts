import { describe, expect, it } from 'vitest';
import { semaphore } from './semaphore.ts';

describe('semaphore', () => {
  it('lets the next one in when a place is given back, in the order of asking', async () => {
    const places = semaphore(2);
    const log: string[] = [];
    const enter = async (name: string) => {
      const leave = await places.enter();
      log.push(name);
      return leave;
    };
    const [leaveA] = await Promise.all([enter('a'), enter('b')]);
    const c = enter('c');
    const d = enter('d');
    await Promise.resolve();
    expect(log).toEqual(['a', 'b']);
    leaveA();
    leaveA();
    (await c)();
    await d;
    expect(log).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes an aborted one out of the queue', async () => {
    const places = semaphore(1);
    const leave = await places.enter();
    const stop = new AbortController();
    const given = places.enter(stop.signal);
    const next = places.enter();
    stop.abort();
    (await given)();
    leave();
    await expect(next).resolves.toBeTypeOf('function');
  });
});
