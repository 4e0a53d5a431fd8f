import { expect, it, vi } from 'vitest';
import { OwnWork } from './ownWork.ts';
import { proxyFacts } from './proxyFacts.ts';
import { fail, ok } from './result.ts';

const problem = { kind: 'history_failed', target: 'history.db', doing: 'read', detail: 'it is being restarted', advice: 'Wait.' } as const;

function factsOf(stats: Parameters<typeof proxyFacts>[0]['history']['stats']) {
  let nowMs = 1_000_000;
  const history = { stats, state: () => ({ state: 'ok', problem: null }) as const, series: () => [] };
  const streams = { stats: () => ({ streams: 0, subscriptions: 0, answers: 0 }) };
  const read = proxyFacts({ history, streams, work: new OwnWork(), version: '1', now: () => nowMs });
  return {
    bytesAfter: async (ms: number) => {
      nowMs += ms;
      return (await read()).historyBytes;
    },
  };
}

it('asks the history for its size once a minute', async () => {
  let bytes = 0;
  const stats = vi.fn(() => Promise.resolve(ok({ series: 1, bytes: (bytes += 4096), oldestMs: null })));
  const facts = factsOf(stats);
  expect(await facts.bytesAfter(0)).toBe(4096);
  expect(await facts.bytesAfter(55_000)).toBe(4096);
  expect(await facts.bytesAfter(5000)).toBe(8192);
  expect(stats).toHaveBeenCalledTimes(2);
});

it('asks again at once when the history could not say', async () => {
  const stats = vi
    .fn()
    .mockResolvedValueOnce(fail(problem))
    .mockResolvedValueOnce(ok({ series: 1, bytes: 4096, oldestMs: null }));
  const facts = factsOf(stats);
  expect(await facts.bytesAfter(0)).toBeNull();
  expect(await facts.bytesAfter(5000)).toBe(4096);
});
