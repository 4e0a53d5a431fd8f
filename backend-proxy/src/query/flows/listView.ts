import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { FlowsQuery } from '@tart-lab/contract/query.ts';
import type { Flow } from '../../parse/hubble/flow.ts';
import { flag, number, text, time, toField } from '../tableColumns.ts';
import type { Column } from '../tableColumns.ts';
import { ageText } from '../vmNotices.ts';
import { latencyText } from './flowLook.ts';
import type { FlowsScope } from './flowsScope.ts';

interface Listed {
  readonly cluster: string;
  readonly flow: Flow;
}

const COLUMNS: readonly Column<Listed>[] = [
  time('time', 'Time', ({ flow }) => flow.atMs),
  text('cluster', 'Cluster', ({ cluster }) => cluster),
  text('verdict', 'Verdict', ({ flow }) => flow.verdict),
  text('source_namespace', 'Source namespace', ({ flow }) => flow.source.namespace),
  text('source', 'Source', ({ flow }) => flow.source.workload),
  text('destination_namespace', 'Destination namespace', ({ flow }) => flow.destination.namespace),
  text('destination', 'Destination', ({ flow }) => flow.destination.workload),
  number('port', 'Port', 'none', ({ flow }) => flow.destination.port),
  text('protocol', 'Protocol', ({ flow }) => flow.protocol),
  text('direction', 'Direction', ({ flow }) => flow.direction),
  flag('reply', 'Reply', ({ flow }) => flow.reply),
  text('inside', 'Inside', ({ flow }) => insideText(flow)),
  text('drop_reason', 'Drop reason', ({ flow }) => flow.dropReason),
  text('policy', 'Policy', ({ flow }) => flow.policies.join(', ') || null),
  text('node', 'Node', ({ flow }) => flow.node || null),
  text('source_pod', 'Source pod', ({ flow }) => flow.source.pod),
  text('destination_pod', 'Destination pod', ({ flow }) => flow.destination.pod),
  text('source_address', 'Source address', ({ flow }) => addressText(flow.source)),
  text('destination_address', 'Destination address', ({ flow }) => addressText(flow.destination)),
];

/** The latest single flows as a table, newest first. A notice says how far back they reach when that is less than the range. */
export function listView(
  { refId, limit }: FlowsQuery,
  scope: FlowsScope,
  rangeFromMs: number,
  nowMs: number,
): { frames: Frame[]; notices: Notice[] } {
  const { fromMs, toMs, sources, holds } = scope;
  const listed: Listed[] = [];
  let reachMs = Number.NEGATIVE_INFINITY;
  for (const { source } of sources) {
    const { latest, isWhole } = source.flows.latest();
    if (!isWhole) reachMs = Math.max(reachMs, latest[0]?.atMs ?? reachMs);
    for (const flow of latest) {
      if (flow.atMs >= fromMs && flow.atMs <= toMs + 1000 && holds(flow)) listed.push({ cluster: source.name, flow });
    }
  }
  listed.sort((a, b) => b.flow.atMs - a.flow.atMs);
  const shown = listed.slice(0, limit);
  const notices: Notice[] = [];
  if (shown.length < listed.length)
    notices.push({ severity: 'info', text: `Showing the newest ${shown.length} of ${listed.length} flows` });
  else if (reachMs > rangeFromMs)
    notices.push({ severity: 'info', text: `Single flows reach back ${ageText(nowMs - reachMs)}: so many are kept` });
  const schema = { refId, name: 'flows', meta: { preferredVisualisationType: 'table' }, fields: COLUMNS.map(toField) };
  return { frames: [{ schema, data: { values: COLUMNS.map(({ value }) => shown.map(value)) } }], notices };
}

/** `GET http://nginx-web/ 503 in 1.83 ms`, `redis.demo.svc.cluster.local. NXDOMAIN`, `SYN, ACK`. */
function insideText({ http, dns, latencyMs, tcpFlags }: Flow): string | null {
  const took = latencyMs === null ? '' : ` in ${latencyText(latencyMs)}`;
  if (http) return `${http.method} ${http.url}${http.code === null ? '' : ` ${http.code}`}${took}`;
  if (dns) return `${dns.query}${dns.code === null ? '' : ` ${dnsText(dns.code)}`}${took}`;
  return tcpFlags.length > 0 ? tcpFlags.join(', ') : null;
}

const dnsText = (code: number): string => ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'][code] ?? `code ${code}`;
const addressText = ({ address, port }: Flow['source']): string | null =>
  address === null ? null : port === null ? address : `${address}:${port}`;
