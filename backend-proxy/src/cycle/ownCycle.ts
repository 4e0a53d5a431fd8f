import type { History } from '../store/history.ts';
import type { LabState } from '../live/labState.ts';
import type { ProxyFacts } from '../ownWork.ts';
import { every } from '../lifecycle/every.ts';
import { ProxySampler } from '../sample/proxy/proxySampler.ts';

export interface OwnCycleParts {
  readonly periodMs: number;
  readonly readFacts: () => Promise<ProxyFacts>;
  readonly lab: Pick<LabState, 'frames' | 'problems'>;
  readonly history: Pick<History, 'append'>;
  readonly now: () => number;
}

/** Samples the proxy itself as often as guests are read, until `signal` aborts. */
export async function runOwnCycle({ periodMs, readFacts, lab, history, now }: OwnCycleParts, signal: AbortSignal): Promise<void> {
  const sampler = new ProxySampler();
  await every(
    periodMs,
    async () => {
      const facts = await readFacts();
      history.append(sampler.sample({ atMs: now(), facts, frames: lab.frames(), problems: lab.problems() }));
    },
    signal,
  );
}
