import type { TestLab } from '../../../tests/testlab/testLab.ts';
import { findProgram } from '../run/findProgram.ts';
import type { Owner } from '../run/owner.ts';
import { waitUntil } from '../run/startProcess.ts';

const PORT = 9100;

/** Starts Debian's node_exporter in every guest, with its default collectors. Gives their targets and process ids. */
export async function startNodeExporters(owner: Owner, lab: TestLab): Promise<{ targets: string[]; pids: number[] }> {
  const program = findProgram('prometheus-node-exporter');
  if (program === null) throw new Error('prometheus-node-exporter is not installed');
  const pids: number[] = [];
  owner.own(() => pids.forEach(end));
  const targets = lab.guests.map(({ address }) => `${address}:${PORT}`);
  for (const [i, guest] of lab.guests.entries()) {
    const start = `${program} --web.listen-address=${targets[i] ?? ''} --log.level=error >/dev/null 2>&1 & echo $!`;
    pids.push(Number(await guest.run(['sh', '-c', start])));
  }
  for (const target of targets) await waitUntil(`node_exporter at ${target}`, 10_000, () => answers(target));
  return { targets, pids };
}

const answers = (target: string): Promise<boolean> =>
  fetch(`http://${target}/`).then(
    ({ ok }) => ok,
    () => false, // not listening yet
  );

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // it ended with its guest
  }
}
