import type { CpuAccount } from '../measure/cpuAccount.ts';
import { toSpread } from '../measure/percentile.ts';
import type { Cell } from '../report/section.ts';
import { keptConnection, scrapePage, type Scraped } from './scrapePage.ts';

/** One page, or several of one kind that are scraped one after the other, whose CPU it takes, and how all guests are read anew. */
export interface Page {
  readonly what: string;
  readonly urls: readonly string[];
  readonly account: CpuAccount;
  readonly renew: () => Promise<unknown>;
}

/** Scrapes a page `rounds` times after every guest was read anew (cold), each time followed by a second scrape (warm). */
export async function measureScrapes({ what, urls, account, renew }: Page, rounds: number): Promise<Record<string, Cell>> {
  const agents = urls.map(() => keptConnection());
  const all = async (gzip: boolean): Promise<Scraped> => {
    const scraped = [];
    for (const [i, url] of urls.entries()) scraped.push(await scrapePage(url, agents[i] ?? keptConnection(), gzip));
    return scraped.reduce((sum, one) => ({ ms: sum.ms + one.ms, bytes: sum.bytes + one.bytes, series: sum.series + one.series }));
  };
  try {
    const plain = await all(false);
    const [cold, warm] = [[] as Scraped[], [] as Scraped[]];
    const seconds = { cold: 0, warm: 0 };
    for (let round = 0; round < rounds; round++) {
      await renew();
      const before = account.seconds();
      cold.push(await all(true));
      const between = account.seconds();
      warm.push(await all(true));
      seconds.cold += between - before;
      seconds.warm += account.seconds() - between;
    }
    const [coldMs, warmMs] = [cold, warm].map((scrapes) => toSpread(scrapes.map(({ ms }) => ms)));
    return {
      what,
      series: plain.series,
      bytes: plain.bytes / 1e6,
      packed: (cold.at(-1)?.bytes ?? NaN) / 1e6,
      cold: coldMs?.p50 ?? null,
      coldCpu: (seconds.cold / rounds) * 1000,
      warm: warmMs?.p50 ?? null,
      warmCpu: (seconds.warm / rounds) * 1000,
    };
  } finally {
    for (const agent of agents) agent.destroy();
  }
}
