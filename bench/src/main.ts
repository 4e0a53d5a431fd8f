// `npm run bench`: measurements side by side, each table with its budgets. Stops whatever it started, also on SIGINT and SIGTERM.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { parseArguments, USAGE } from './arguments.ts';
import { measureProcessCostMs } from './measure/processCost.ts';
import { formatBudget, round } from './report/budget.ts';
import { formatTable } from './report/formatTable.ts';
import type { SectionReport } from './report/section.ts';
import { Owner } from './run/owner.ts';
import { SECTION } from './sections.ts';

const parsed = parseArguments(process.argv.slice(2));
if (!parsed.ok) {
  console.error(`${parsed.error}\n${USAGE}`);
  process.exit(2);
}
const { sections, quick, json } = parsed.value;

let owner = new Owner();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => void owner.stop().finally(() => process.exit(code)));
}

const machine = {
  processCostMs: process.platform === 'linux' ? await measureProcessCostMs() : null,
  cpus: cpus().length,
  model: cpus()[0]?.model ?? '',
  kernel: release(),
  node: process.version,
  loadBefore: loadavg(),
  at: new Date().toISOString(),
};
const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
console.log(`${machine.cpus} CPUs (${machine.model.trim()}), Linux ${machine.kernel}, Node ${machine.node}; load before: ${load()}\n`);

if (machine.processCostMs !== null) {
  console.log(
    `Starting one small program costs ${round(machine.processCostMs)} ms of CPU on this machine; execs and tart calls contain it.\n`,
  );
}

const needsLinux = (section: string): SectionReport => ({
  section,
  tables: [],
  budgets: [],
  skipped: [`${section}: CPU and memory are read from /proc, which only Linux has`],
});

const reports: (SectionReport & { loadAfter: number[] })[] = [];
let failed = false;
for (const name of sections) {
  owner = new Owner();
  console.log(`## ${name}\n`);
  try {
    const report = process.platform === 'linux' ? await SECTION[name](owner, quick) : needsLinux(name);
    reports.push({ ...report, loadAfter: loadavg() });
    for (const table of report.tables) console.log(`${formatTable(table)}\n`);
    for (const why of report.skipped) console.log(`  skipped  ${why}`);
    for (const budget of report.budgets) console.log(formatBudget(budget));
    console.log(`  load after: ${load()}\n`);
  } catch (error) {
    failed = true;
    console.error(`${name} could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  } finally {
    await owner.stop();
  }
  // After every section, so that a run that is stopped leaves what it has.
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, quick, reports }, null, 2)}\n`);
}
process.exit(failed ? 1 : 0);
