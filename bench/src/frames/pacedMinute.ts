import type { TestLab } from '../../../tests/testlab/testLab.ts';
import { openCpuAccount, type CpuAccount } from '../measure/cpuAccount.ts';
import { readMemory } from '../measure/memory.ts';
import { startPrometheus } from '../prometheus/startPrometheus.ts';
import type { Owner } from '../run/owner.ts';
import { waitUntil } from '../run/startProcess.ts';
import { startNodeExporters } from './nodeExporters.ts';
import type { RunningWay } from './startWay.ts';

/** One collector in real time, a cycle every 5 s. CPU in seconds over `lastedSeconds`; latencies in ms a target. */
export interface Paced {
  readonly lastedSeconds: number;
  readonly readingsMs: readonly number[];
  readonly collectorSeconds: number;
  readonly guestSeconds: number;
  readonly collectorBytes: number;
}

const PERIOD_MS = 5000;

/**
 * Lets our frame and Prometheus with node_exporter in every guest read the same ten guests at the same time, every 5 s, for some
 * cycles. Prometheus' latencies are its own `scrape_duration_seconds`; both spread their targets over the period.
 */
export async function pacedMinute(
  owner: Owner,
  lab: TestLab,
  ours: RunningWay,
  guests: CpuAccount,
  cycles: number,
): Promise<{ ours: Paced; prometheus: Paced }> {
  const exporters = await startNodeExporters(owner, lab);
  const exporterAccount = openCpuAccount('node-exporters', exporters.pids);
  owner.own(() => exporterAccount.close());
  const prometheus = await startPrometheus(owner, exporters.targets, owner.folder());
  const prometheusAccount = openCpuAccount('prometheus', [prometheus.pid]);
  owner.own(() => prometheusAccount.close());
  await waitUntil('the first scrapes', 15_000, async () => (await prometheus.query('up == 1')).length === lab.guests.length);

  const accounts = [ours.account, guests, prometheusAccount, exporterAccount];
  const before = accounts.map((account) => account.seconds());
  const startedMs = performance.now();
  const readingsMs: number[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    const answer = await ours.tell({ do: 'spread', overMs: PERIOD_MS * 0.9 });
    readingsMs.push(...answer.readingsMs);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedMs + (cycle + 1) * PERIOD_MS - performance.now())));
  }
  const lastedSeconds = (performance.now() - startedMs) / 1000;
  const [oursUsed = NaN, guestsUsed = NaN, prometheusUsed = NaN, exportersUsed = NaN] = accounts.map(
    (account, i) => account.seconds() - (before[i] ?? NaN),
  );
  const scrapes = await prometheus.query(`scrape_duration_seconds[${Math.ceil(lastedSeconds)}s]`);
  return {
    ours: {
      lastedSeconds,
      readingsMs,
      collectorSeconds: oursUsed,
      guestSeconds: guestsUsed,
      collectorBytes: readMemory([ours.pid]).residentBytes,
    },
    prometheus: {
      lastedSeconds,
      readingsMs: scrapes.flatMap(({ points }) => points.map(([, value]) => Number(value) * 1000)),
      collectorSeconds: prometheusUsed,
      guestSeconds: exportersUsed,
      collectorBytes: readMemory([prometheus.pid]).residentBytes,
    },
  };
}
