// Appends cycles of samples to a new history, as the proxy does: `node ingestMain.ts FILE VMS SERIES CYCLES`. Prints one line of JSON.
import { readMemory } from '../measure/memory.ts';
import { openHistory } from '../../../backend-proxy/src/store/history.ts';
import { toSeries, valueAt } from './dataset.ts';

const [path = '', vms, perVm, cycles] = process.argv.slice(2);
const series = toSeries(Number(vms), Number(perVm));
const opened = await openHistory({ path, rawMs: 86_400_000, minuteMs: 30 * 86_400_000 });
if (!opened.ok) throw new Error(opened.error.detail);
const history = opened.value;

const beginMs = Date.now() - Number(cycles) * 5000;
const flushesMs: number[] = [];
let cpuSeconds = 0;
for (let cycle = 0; cycle < Number(cycles); cycle++) {
  const atMs = beginMs + cycle * 5000;
  const samples = series.map(({ metric, labels, scale }, i) => ({ metric, labels, atMs, value: valueAt(i, scale, atMs) }));
  const before = process.cpuUsage();
  const startedMs = performance.now();
  history.append(samples);
  await history.flush();
  flushesMs.push(performance.now() - startedMs);
  const { user, system } = process.cpuUsage(before);
  if (cycle > 0) cpuSeconds += (user + system) / 1e6; // the first also names every series
}
const memory = readMemory([process.pid]);
await history.close();
process.stdout.write(JSON.stringify({ samplesACycle: series.length, flushesMs, cpuSeconds, ...memory }));
