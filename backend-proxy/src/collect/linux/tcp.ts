import { SNMP_DETAILS, SOCKSTAT_DETAILS } from '@tart-lab/contract/guestDetails.ts';
import type { Reading } from '@tart-lab/contract/sample.ts';
import { parseEstablished, parseNetCounters } from '../../parse/netSnmp.ts';
import { parseSockstat, parseSockstat6, parseSockstatCounts } from '../../parse/sockstat.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

/**
 * How many TCP sockets the guest has, as the first lines of `ss -s` say it: the kernel's own counts, which cost nothing to read
 * however many sockets there are. Counting every state takes ss and a walk over all sockets. `established` is absent where
 * the kernel gives no /proc/net/snmp.
 */
export const tcp: Collector = {
  name: 'tcp',
  os: 'linux',
  everySeconds: 0,
  files: ['/proc/net/sockstat'],
  optionalFiles: ['/proc/net/sockstat6', '/proc/net/snmp'],
  toFindings(section) {
    const files = splitFiles(section);
    const sockets = parseSockstat(files.get('/proc/net/sockstat') ?? '');
    if (!sockets.ok) return sockets;
    const inUse6 = parseSockstat6(files.get('/proc/net/sockstat6'));
    if (!inUse6.ok) return inUse6;
    const snmp = files.get('/proc/net/snmp');
    const established = snmp === undefined ? undefined : parseEstablished(snmp);
    if (established && !established.ok) return established;
    const { inUse, timeWait, orphaned, allocated } = sockets.value;
    const count = (state: string, value: number) => reading('tart_tcp_sockets', value, { state });
    return ok({
      readings: [
        ...(established ? [count('established', established.value)] : []),
        count('in_use', inUse + inUse6.value),
        count('time_wait', timeWait),
        count('orphaned', orphaned),
        count('allocated', allocated),
      ],
      details: () => detailsOf(files),
    });
  },
};

function detailsOf(files: ReadonlyMap<string, string>): Reading[] {
  const snmp = parseNetCounters(files.get('/proc/net/snmp') ?? '');
  const sockets = parseSockstatCounts(`${files.get('/proc/net/sockstat') ?? ''}\n${files.get('/proc/net/sockstat6') ?? ''}`);
  const found = (prefix: string, names: readonly string[], values: ReadonlyMap<string, number>): Reading[] =>
    names.flatMap((name) => {
      const value = values.get(name);
      return value === undefined ? [] : [reading(`${prefix}_${name}`, value)];
    });
  return [...found('node_netstat', SNMP_DETAILS, snmp), ...found('node_sockstat', SOCKSTAT_DETAILS, sockets)];
}
