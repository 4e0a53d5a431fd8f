import { openTestLab, testLabPossible } from '../../../tests/testlab/testLab.ts';
import { openCpuAccount } from '../measure/cpuAccount.ts';
import { readMemory } from '../measure/memory.ts';
import { descendants } from '../measure/processTree.ts';
import { readAllProcessTimes } from '../measure/procStat.ts';
import type { SectionReport } from '../report/section.ts';
import { findProgram } from '../run/findProgram.ts';
import type { Owner } from '../run/owner.ts';
import { toFramesReport } from './framesReport.ts';
import { namespacePids } from './namespacePids.ts';
import { pacedMinute } from './pacedMinute.ts';
import { takeRounds } from './rounds.ts';
import { startWay } from './startWay.ts';
import { WAYS } from './ways.ts';

/** Reads ten real sshds in every way, side by side. Needs root on Linux with sshd; says what it leaves out and why. */
export async function frames(owner: Owner, quick: boolean): Promise<SectionReport> {
  if (!(await testLabPossible())) {
    const why = 'no reading over real sshd: the ten network namespaces need root on Linux, with iproute2, openssh-server and busybox';
    return { section: 'frames', tables: [], budgets: [], skipped: [why] };
  }
  const skipped: string[] = [];
  const lacks = (way: string, programs: readonly string[]): boolean => {
    const missing = programs.filter((program) => findProgram(program) === null);
    if (missing.length > 0) skipped.push(`${way}: ${missing.join(' and ')} not installed`);
    return missing.length > 0;
  };

  const lab = await openTestLab({ count: 10 });
  owner.own(() => lab.close());
  const namespaces = await Promise.all(lab.guests.map(async (guest) => (await guest.run(['readlink', '/proc/self/ns/net'])).trim()));
  const guestAccount = openCpuAccount('guests', namespacePids(namespaces));
  owner.own(() => guestAccount.close());

  const guests = lab.guests.map(({ name, address }) => ({ name, address, port: 22, user: 'admin', password: 'admin' }));
  const names = Object.keys(WAYS).filter((name) => name !== 'ControlMaster' || !lacks(name, ['ssh', 'sshpass']));
  const ways = [];
  for (const name of names) ways.push(await startWay(owner, name, guests));
  const times = await takeRounds(ways, guestAccount, quick ? 3 : 10, quick ? 500 : 1000);

  const rows = [...times].map(([{ name, pid, account }, wayTimes]) => ({
    name,
    times: wayTimes,
    how: account.how,
    bytes: readMemory(descendants(readAllProcessTimes(), [pid]).map((process) => process.pid)).residentBytes,
  }));
  const ours = ways[0];
  const paced =
    ours && !lacks('Prometheus', ['prometheus', 'prometheus-node-exporter'])
      ? await pacedMinute(owner, lab, ours, guestAccount, quick ? 4 : 12)
      : null;
  return toFramesReport(rows, paced, skipped);
}
