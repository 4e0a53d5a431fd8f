import { describe, expect, it } from 'vitest';
import { toJsonpb, toRfc3339 } from './jsonpb.ts';
import type { Flow } from './messages.ts';
import { toTimestamp } from './messages.ts';

const FLOW: Flow = {
  time: { seconds: 1_773_144_000, nanos: 120_000_000 },
  uuid: 'af1b1e2c-2eb4-44f4-a45a-edea052ae0dc',
  verdict: 'FORWARDED',
  drop_reason: undefined,
  IP: { source: '10.20.1.10', destination: '10.20.1.12', ipVersion: 'IPv4' },
  l4: { TCP: { source_port: 40_112, destination_port: 80 } },
  source: { identity: 2, labels: ['reserved:world'] },
  destination: { ID: 81, identity: 23_311, namespace: 'demo', labels: ['k8s:app=web'], pod_name: 'web-1' },
  Type: 'L7',
  node_name: 'dev/dev-worker1',
  l7: { type: 'RESPONSE', latency_ns: '1834211', http: { code: 200, method: 'GET', url: 'http://web/?a=1&b=<2>', protocol: 'HTTP/1.1' } },
  event_type: { type: 129 },
  is_reply: { value: false },
};

describe('a line of jsonpb', () => {
  it('is what the real command prints for the same message', () => {
    expect(toJsonpb({ flow: FLOW, node_name: FLOW.node_name, time: FLOW.time })).toBe(
      '{"flow":{"time":"2026-03-10T12:00:00.120Z","uuid":"af1b1e2c-2eb4-44f4-a45a-edea052ae0dc","verdict":"FORWARDED",' +
        '"IP":{"source":"10.20.1.10","destination":"10.20.1.12","ipVersion":"IPv4"},"l4":{"TCP":{"source_port":40112,"destination_port":80}},' +
        '"source":{"identity":2,"labels":["reserved:world"]},' +
        '"destination":{"ID":81,"identity":23311,"namespace":"demo","labels":["k8s:app=web"],"pod_name":"web-1"},' +
        '"Type":"L7","node_name":"dev/dev-worker1","l7":{"type":"RESPONSE","latency_ns":"1834211",' +
        '"http":{"code":200,"method":"GET","url":"http://web/?a=1\\u0026b=\\u003c2\\u003e","protocol":"HTTP/1.1"}},' +
        '"event_type":{"type":129},"is_reply":false},"node_name":"dev/dev-worker1","time":"2026-03-10T12:00:00.120Z"}',
    );
  });

  it('has lost events with their counts as text', () => {
    const time = { seconds: 1_773_144_000, nanos: 0 };
    const lost_events = { source: 'PERF_EVENT_RING_BUFFER' as const, num_events_lost: '17', cpu: { value: 1 }, first: time, last: time };
    expect(toJsonpb({ lost_events, node_name: 'dev/dev-worker1', time })).toBe(
      '{"lost_events":{"source":"PERF_EVENT_RING_BUFFER","num_events_lost":"17","cpu":1,"first":"2026-03-10T12:00:00Z",' +
        '"last":"2026-03-10T12:00:00Z"},"node_name":"dev/dev-worker1","time":"2026-03-10T12:00:00Z"}',
    );
  });

  it.each([
    [0, '2026-03-10T12:00:00Z'],
    [120_000_000, '2026-03-10T12:00:00.120Z'],
    [120_456_000, '2026-03-10T12:00:00.120456Z'],
    [120_456_001, '2026-03-10T12:00:00.120456001Z'],
    [1000, '2026-03-10T12:00:00.000001Z'],
  ])('shows %d ns in as few digits as hold them', (nanos, text) => {
    expect(toRfc3339({ seconds: 1_773_144_000, nanos })).toBe(text);
  });

  it('keeps microseconds of a time in ms', () => {
    expect(toTimestamp(1_773_144_000_120.25)).toEqual({ seconds: 1_773_144_000, nanos: 120_250_000 });
  });
});
