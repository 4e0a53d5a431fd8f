import { toSpread } from '../measure/percentile.ts';
import { toBudget } from '../report/budget.ts';
import type { Column, SectionReport, Table } from '../report/section.ts';
import type { Paced } from './pacedMinute.ts';
import type { WayTimes } from './rounds.ts';

export interface WayRow {
  readonly name: string;
  readonly times: WayTimes;
  readonly how: string;
  readonly bytes: number;
}

const READINGS_A_MINUTE = 120; // ten VMs, every 5 s

const COLUMNS: Column[] = [
  { key: 'way', title: 'way', unit: 'text' },
  { key: 'readings', title: 'readings', unit: 'count' },
  { key: 'p50', title: 'one VM p50', unit: 'ms' },
  { key: 'p99', title: 'p99', unit: 'ms' },
  { key: 'all50', title: '10 VMs at once p50', unit: 'ms' },
  { key: 'all99', title: 'p99', unit: 'ms' },
  { key: 'collector', title: 'collector CPU/min', unit: 'cpuSeconds' },
  { key: 'guests', title: 'guests CPU/min', unit: 'cpuSeconds' },
  { key: 'guest', title: 'guest CPU/reading', unit: 'cpuMs' },
  { key: 'memory', title: 'collector memory', unit: 'megabytes' },
];

const PACED_COLUMNS: Column[] = COLUMNS.filter(({ key }) => !key.startsWith('all'));

/** The tables and budgets of the section. */
export function toFramesReport(
  ways: readonly WayRow[],
  paced: { ours: Paced; prometheus: Paced } | null,
  skipped: readonly string[],
): SectionReport {
  const rows = ways.map(({ name, times, bytes }) => {
    const alone = toSpread(times.aloneMs);
    const together = toSpread(times.togetherMs);
    return {
      way: name,
      readings: times.readings,
      p50: alone.p50,
      p99: alone.p99,
      all50: together.p50,
      all99: together.p99,
      collector: (times.collectorSeconds / times.readings) * READINGS_A_MINUTE,
      guests: (times.guestSeconds / times.readings) * READINGS_A_MINUTE,
      guest: (times.guestSeconds / times.readings) * 1000,
      memory: bytes / 1e6,
    };
  });
  const pacedRows = paced ? [pacedRow('our frame', paced.ours), pacedRow('Prometheus, node_exporter', paced.prometheus)] : [];
  const seconds = paced ? Math.round(paced.ours.lastedSeconds) : 0;
  const tables: Table[] = [
    {
      title: 'Ten guests with a real sshd, ways taking turns (loopback; CPU for 10 VMs every 5 s)',
      columns: COLUMNS,
      rows,
      notes: [
        `CPU counted by ${ways[0]?.how ?? ''}: of the collector's process and what it starts, and of everything in the guests' network namespaces.`,
        '"our frame" asks ports every 15 s and disks every 30 s, as configured by default; "all due" asks everything each time.',
        'Execs and ControlMaster run a batch of the same files, df and ss; "five execs" are top -bn1, free -m, df /, ss -tlnp, cat /proc/net/dev.',
      ],
    },
  ];
  if (paced) {
    const notes = [
      'Both read the same guests in the same seconds. Guest CPU: sshd and its children; node_exporter. Memory of the collector process alone.',
      'Latency of Prometheus is its own scrape_duration_seconds. Both spread their targets over the 5 s.',
    ];
    tables.push({ title: `Every 5 s in real time, for ${seconds} s, beside Prometheus`, columns: PACED_COLUMNS, rows: pacedRows, notes });
  }
  const frame = rows[0];
  const budgets = [
    toBudget('one frame on loopback, p50', frame?.p50 ?? null, 10, 'ms'),
    toBudget('guest CPU a frame', frame?.guest ?? null, 5, 'ms'),
    toBudget('collector CPU a minute, 10 VMs', pacedRows[0]?.collector ?? frame?.collector ?? null, 0.5, 's'),
  ];
  return { section: 'frames', tables, budgets, skipped };
}

function pacedRow(way: string, { lastedSeconds, readingsMs, collectorSeconds, guestSeconds, collectorBytes }: Paced) {
  const { p50, p99, count } = toSpread(readingsMs);
  return {
    way,
    readings: count,
    p50,
    p99,
    collector: (collectorSeconds / lastedSeconds) * 60,
    guests: (guestSeconds / lastedSeconds) * 60,
    guest: (guestSeconds / count) * 1000,
    memory: collectorBytes / 1e6,
  };
}
