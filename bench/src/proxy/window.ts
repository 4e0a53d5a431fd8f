import { readMemory } from '../measure/memory.ts';
import { readProcessTimes } from '../measure/procStat.ts';
import { type Cadence, readCadence } from './readCadence.ts';
import type { RunningProxy } from './startProxy.ts';

/** What the proxy took while something went on. CPU in seconds, of the process itself and of the programs it started. */
export interface Window {
  readonly lastedSeconds: number;
  readonly cpuSeconds: number;
  readonly ownCpuSeconds: number;
  readonly residentBytes: number;
  readonly cadence: Cadence;
}

/** Measures the proxy while `work` goes on. */
export async function measureWindow(proxy: RunningProxy, work: () => Promise<void>): Promise<Window> {
  const own = (): number => readProcessTimes(proxy.pid)?.ownSeconds ?? NaN;
  const before = { own: own(), all: proxy.account.seconds() };
  const fromMs = Date.now();
  await work();
  const toMs = Date.now();
  const [ownCpuSeconds, cpuSeconds] = [own() - before.own, proxy.account.seconds() - before.all];
  const residentBytes = readMemory([proxy.pid]).residentBytes;
  const cadence = await readCadence(proxy.client, fromMs, toMs);
  return { lastedSeconds: (toMs - fromMs) / 1000, cpuSeconds, ownCpuSeconds, residentBytes, cadence };
}

/** Lets time go by. */
export const idle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
