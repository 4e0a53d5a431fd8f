// The way of a collector that polls: every 5 s `kubectl get nodes` and `kubectl get pods -A` as JSON for each cluster, all at once.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { answerMessages } from './answerMessages.ts';
import { ToPolling, type Polled } from './messages.ts';

const run = promisify(execFile);
const MOST_BYTES = 512 * 1024 * 1024;
const stop = new AbortController();

async function poll({ kubectl, kubeconfigs, cacheDir, everyMs, forMs }: ToPolling): Promise<Polled> {
  const polled = { cycleMs: [] as number[], missed: 0, processes: 0, failed: 0 };
  const asks = kubeconfigs.flatMap((file) => [
    ['--kubeconfig', file, 'get', 'nodes', '-o', 'json'],
    ['--kubeconfig', file, 'get', 'pods', '-A', '-o', 'json'],
  ]);

  async function cycle(): Promise<void> {
    const startedMs = performance.now();
    polled.processes += asks.length;
    const answers = await Promise.allSettled(
      asks.map(async (args) => {
        const { stdout } = await run(kubectl, ['--cache-dir', cacheDir, ...args], { maxBuffer: MOST_BYTES, signal: stop.signal });
        const list: unknown = JSON.parse(stdout);
        return list;
      }),
    );
    polled.failed += answers.filter(({ status }) => status === 'rejected').length;
    polled.cycleMs.push(performance.now() - startedMs);
  }

  let last: Promise<void> = Promise.resolve();
  let isBusy = false;
  let beats = Math.max(1, Math.round(forMs / everyMs));
  const beat = (): void => {
    if (beats-- <= 0) return;
    if (isBusy) return void polled.missed++;
    isBusy = true;
    last = cycle().finally(() => (isBusy = false));
  };
  beat();
  const timer = setInterval(beat, everyMs);
  await new Promise((resolve) => setTimeout(resolve, forMs));
  clearInterval(timer);
  await last;
  return polled;
}

answerMessages(ToPolling, poll, () => Promise.resolve(stop.abort()));
