import { describe, expect, it } from 'vitest';
import { ObserveRefused } from './observeArgs.ts';
import { openHubble } from './openHubble.ts';
import { NOON_MS, demoStore } from './testing.ts';

function open() {
  const clock = { nowMs: NOON_MS };
  const beats = new Set<() => void>();
  const hubble = openHubble({
    cluster: 'dev',
    store: demoStore(),
    seed: 1,
    now: () => clock.nowMs,
    everyTick: (work) => {
      beats.add(work);
      return () => beats.delete(work);
    },
  });
  const beat = (ms: number) => {
    clock.nowMs += ms;
    for (const each of beats) each();
  };
  return { hubble, beats, beat };
}

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

describe('hubble observe in an agent', () => {
  it('prints the last flows of its node alone', async () => {
    const { hubble } = open();
    const lines = await linesOf(hubble.observe('dev-worker1', ['hubble', 'observe', '-o', 'jsonpb', '--last', '7']));
    expect(lines).toHaveLength(7);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ flow: { node_name: 'dev/dev-worker1' }, node_name: 'dev/dev-worker1' });
    hubble.close();
  });

  it('follows until its reader goes, and nothing beats after that', async () => {
    const { hubble, beats, beat } = open();
    const stop = new AbortController();
    const lines: string[] = [];
    const reading = (async () => {
      for await (const line of hubble.observe('dev-master', ['observe', '--follow', '-o', 'json'], stop.signal)) lines.push(line);
    })();
    await expect.poll(() => beats.size).toBe(1);
    beat(10_000);
    await expect.poll(() => lines.length).toBeGreaterThan(10);
    stop.abort();
    await reading;
    expect(beats.size).toBe(0);
    hubble.close();
  });

  it('is ended by the closing of its cluster', async () => {
    const { hubble, beats } = open();
    const reading = linesOf(hubble.observe('dev-master', ['observe', '--follow', '-o', 'json']));
    await expect.poll(() => beats.size).toBe(1);
    hubble.close();
    expect(await reading).toEqual([]);
  });

  it('finds a pod at either end', async () => {
    const { hubble } = open();
    const lines = await linesOf(hubble.observe('dev-master', ['observe', '--all', '-o', 'jsonpb', '--pod', 'demo/redis']));
    const ends = lines.map((line) => /"source":\{[^}]*"pod_name":"redis/.test(line));
    expect(new Set(ends)).toEqual(new Set([true, false]));
    expect(lines.every((line) => line.includes('"pod_name":"redis'))).toBe(true);
    hubble.close();
  });

  it.each([
    [['observe', '--colour', 'on'], 'unknown flag: --colour'],
    [['observe', '-o', 'jsonpb', '--last', 'x'], 'invalid argument "x"'],
    [['observe', '-o', 'jsonpb', '--since', 'noon'], 'failed to parse'],
    [['observe', '-o', 'jsonpb', '--protocol', 'quic'], 'unknown protocol: "quic"'],
  ])('refuses %j', async (argv, message) => {
    const { hubble } = open();
    const refused = await linesOf(hubble.observe('dev-master', argv)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ObserveRefused);
    expect(String(refused)).toContain(message);
    hubble.close();
  });
});
