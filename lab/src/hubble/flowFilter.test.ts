import { describe, expect, it } from 'vitest';
import { FilterInvalid, toFlowTest } from './flowFilter.ts';
import type { Flow, FlowFilter } from './messages.ts';

const FLOW: Flow = {
  time: { seconds: 1, nanos: 0 },
  uuid: 'u',
  verdict: 'FORWARDED',
  IP: { source: '10.20.1.10', destination: '10.20.1.12', ipVersion: 'IPv4' },
  l4: { TCP: { source_port: 40_112, destination_port: 8080, flags: { SYN: true, ACK: true } } },
  source: {
    identity: 700,
    namespace: 'demo',
    labels: ['k8s:app=web'],
    pod_name: 'web-1',
    workloads: [{ name: 'web', kind: 'Deployment' }],
  },
  destination: { identity: 2, labels: ['reserved:world'] },
  Type: 'L7',
  node_name: 'dev/dev-worker1',
  destination_names: ['api.example.com'],
  l7: { type: 'RESPONSE', http: { code: 503, method: 'GET', url: 'http://web/items?page=2', protocol: 'HTTP/1.1' } },
  event_type: { type: 129 },
  traffic_direction: 'EGRESS',
  is_reply: { value: true },
};

const PASSES: [string, FlowFilter][] = [
  ['an address', { source_ip: ['10.20.1.10'] }],
  ['a network', { destination_ip: ['10.99.0.0/16', '10.20.0.0/16'] }],
  ['a pod by its beginning', { source_pod: ['demo/web'] }],
  ['a namespace', { source_pod: ['demo/'] }],
  ['a label without its source', { source_label: ['app=web'] }],
  ['a reserved label', { destination_label: ['reserved:world'] }],
  ['a name with a star', { destination_fqdn: ['*.example.com'] }],
  ['an owner', { source_workload: [{ name: 'web' }] }],
  ['an identity', { destination_identity: [1, 2] }],
  ['a port', { destination_port: ['8080'] }],
  ['flags, with others beside them', { tcp_flags: [{ SYN: true }] }],
  ['a protocol of layer 4 or 7', { protocol: ['udp', 'http'] }],
  ['a class of status', { http_status_code: ['5+'] }],
  ['a path', { http_path: ['^/items$'] }],
  ['a reply', { reply: [true] }],
  ['a node without its cluster', { node_name: ['dev-worker*'] }],
  ['a type of event', { event_type: [{ type: 129 }] }],
  ['two fields at once', { verdict: ['FORWARDED'], http_method: ['get'] }],
];
const FAILS: [string, FlowFilter][] = [
  ['another address', { source_ip: ['10.20.1.11'] }],
  ['a pod of the default namespace', { source_pod: ['web'] }],
  ['another verdict', { verdict: ['DROPPED', 'AUDIT'] }],
  ['flags that are not set', { tcp_flags: [{ SYN: true, FIN: true }] }],
  ['a status of another class', { http_status_code: ['4+', '200'] }],
  ['one field of two', { verdict: ['FORWARDED'], destination_port: ['443'] }],
  ['a subtype that it has not', { event_type: [{ type: 129, match_sub_type: true, sub_type: 3 }] }],
];

describe('a filter', () => {
  it.each(PASSES)('finds %s', (_name, filter) => {
    expect(toFlowTest([filter])(FLOW)).toBe(true);
    expect(toFlowTest([], [filter])(FLOW)).toBe(false);
  });
  it.each(FAILS)('does not find %s', (_name, filter) => {
    expect(toFlowTest([filter])(FLOW)).toBe(false);
  });
  it('takes a flow that any of the whitelist finds', () => {
    expect(toFlowTest([{ verdict: ['DROPPED'] }, { protocol: ['tcp'] }])(FLOW)).toBe(true);
  });
  it('counts a drop, of which nobody knows, as no reply', () => {
    const drop: Flow = { ...FLOW, verdict: 'DROPPED', is_reply: undefined };
    expect(toFlowTest([{ reply: [false] }])(drop)).toBe(true);
    expect(toFlowTest([{ reply: [false] }])({ ...drop, verdict: 'FORWARDED' })).toBe(false);
  });
  it.each([{ http_status_code: ['x'] }, { source_ip: ['10.20'] }, { http_url: ['('] }])('refuses %j', (filter) => {
    expect(() => toFlowTest([filter])).toThrow(FilterInvalid);
  });
});
