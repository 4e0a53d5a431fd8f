import type { CpuAccount } from '../measure/cpuAccount.ts';
import type { RunningWay } from './startWay.ts';

/** What one way took in all rounds: times in ms, CPU in seconds, and the number of readings behind the CPU. */
export interface WayTimes {
  readonly aloneMs: number[];
  readonly togetherMs: number[];
  readings: number;
  collectorSeconds: number;
  guestSeconds: number;
}

/** What a guest does after its answer (ending a session) belongs to the way that asked. */
const SETTLE_MS = 150;

/**
 * Lets the ways take turns: in each round each way reads guests one after the other for about `forMs`, then all at once.
 * The order moves on by one in every round, so that no way always follows the same.
 */
export async function takeRounds(
  ways: readonly RunningWay[],
  guests: CpuAccount,
  rounds: number,
  forMs: number,
): Promise<Map<RunningWay, WayTimes>> {
  const all = new Map(
    ways.map((way): [RunningWay, WayTimes] => [way, { aloneMs: [], togetherMs: [], readings: 0, collectorSeconds: 0, guestSeconds: 0 }]),
  );
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < ways.length; turn++) {
      const way = ways[(round + turn) % ways.length];
      const times = way && all.get(way);
      if (!way || !times) continue;
      const before = { collector: way.account.seconds(), guests: guests.seconds() };
      const alone = await way.tell({ do: 'one by one', atLeast: 3, forMs });
      const together = await way.tell({ do: 'all at once' });
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      times.collectorSeconds += way.account.seconds() - before.collector;
      times.guestSeconds += guests.seconds() - before.guests;
      times.aloneMs.push(...alone.readingsMs);
      times.togetherMs.push(together.wholeMs);
      times.readings += alone.readingsMs.length + together.readingsMs.length;
    }
  }
  return all;
}
