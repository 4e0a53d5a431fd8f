import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { openCpuAccount } from './cpuAccount.ts';

const BUSY = 'i=0; while [ $i -lt 150000 ]; do i=$((i+1)); done';

describe.skipIf(process.platform !== 'linux')('openCpuAccount', () => {
  it('counts a process and its child that has ended, and lets both go', async () => {
    const child = spawn('sh', ['-c', `read go; ${BUSY}; sh -c '${BUSY}'; echo done; read end`], { stdio: ['pipe', 'pipe', 'inherit'] });
    const account = openCpuAccount('test', [child.pid ?? 0]);
    try {
      const before = account.seconds();
      child.stdin.write('go\n');
      await once(child.stdout, 'data');
      const used = account.seconds() - before;
      expect(used).toBeGreaterThan(0.02);
      expect(used).toBeLessThan(30);
    } finally {
      account.close();
      child.stdin.end();
      await once(child, 'exit');
    }
  });
});
