import { expect, it } from 'vitest';
import { lokiStreams } from './lokiStreams.ts';
import { eventOf } from './testing.ts';

it('makes a stream of each kind, severity and cluster, its lines in the order of their time, in nanoseconds', () => {
  const events = [
    eventOf(3),
    eventOf(1),
    eventOf(2, { kind: 'node_not_ready', severity: 'error', labels: { cluster: 'dev', node: 'dev-worker1' } }),
    eventOf(4, { labels: { vm: 'lonely', mac: 'studio' } }),
  ];
  expect(lokiStreams(events)).toEqual({
    streams: [
      {
        stream: { job: 'tart-lab', kind: 'vm_started', severity: 'info', cluster: 'dev' },
        values: [
          ['1000000000', '{"text":"event 1","vm":"dev-worker1","mac":"studio","cluster":"dev"}'],
          ['3000000000', '{"text":"event 3","vm":"dev-worker1","mac":"studio","cluster":"dev"}'],
        ],
      },
      {
        stream: { job: 'tart-lab', kind: 'node_not_ready', severity: 'error', cluster: 'dev' },
        values: [['2000000000', '{"text":"event 2","cluster":"dev","node":"dev-worker1"}']],
      },
      {
        stream: { job: 'tart-lab', kind: 'vm_started', severity: 'info' },
        values: [['4000000000', '{"text":"event 4","vm":"lonely","mac":"studio"}']],
      },
    ],
  });
});

it('has no label for a VM, a pod or a port: there are too many of them', () => {
  const many = Array.from({ length: 500 }, (_, n) =>
    eventOf(n, { kind: 'port_opened', labels: { vm: `vm-${n}`, port: String(n), cluster: 'dev' } }),
  );
  expect(lokiStreams(many).streams).toHaveLength(1);
});

it('tells a time of half a millisecond as a whole one', () => {
  expect(lokiStreams([eventOf(1, { atMs: 1_800_000_000_000.5 })]).streams[0]?.values[0]?.[0]).toBe('1800000000001000000');
});
