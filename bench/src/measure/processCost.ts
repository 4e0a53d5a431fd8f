import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openCpuAccount } from './cpuAccount.ts';

const TIMES = 100;

/**
 * CPU milliseconds that starting one small program takes on this machine: what every exec, every program in a frame and every
 * `tart` call pays before it does anything. Machines differ tenfold in it, so the other figures are read beside it.
 */
export async function measureProcessCostMs(): Promise<number> {
  const loop = `read go; i=0; while [ $i -lt ${TIMES} ]; do /bin/true; i=$((i+1)); done; echo done; read end`;
  const child = spawn('sh', ['-c', loop], { stdio: ['pipe', 'pipe', 'inherit'] });
  const account = openCpuAccount('process-cost', [child.pid ?? 0]);
  try {
    const before = account.seconds();
    child.stdin.write('go\n');
    await once(child.stdout, 'data');
    return ((account.seconds() - before) / TIMES) * 1000;
  } finally {
    account.close();
    child.stdin.end();
    await once(child, 'exit');
  }
}
