import type { Frame, FrameField } from '@tart-lab/contract/frame.ts';
import type { FlowsQuery } from '@tart-lab/contract/query.ts';

/** Who talks to whom in a small cluster, in flows a second; redis is closed to httpbin by a policy. */
const TALK = [
  { from: 'world', to: 'nginx-web', forwarded: 24, dropped: 0, protocol: 'HTTP' },
  { from: 'k6', to: 'nginx-web', forwarded: 180, dropped: 0, protocol: 'HTTP' },
  { from: 'nginx-web', to: 'httpbin', forwarded: 42.5, dropped: 0, protocol: 'HTTP' },
  { from: 'nginx-web', to: 'redis', forwarded: 96, dropped: 0, protocol: 'TCP' },
  { from: 'httpbin', to: 'redis', forwarded: 0, dropped: 3.2, protocol: 'TCP' },
  { from: 'nginx-web', to: 'coredns', forwarded: 8, dropped: 0, protocol: 'DNS' },
  { from: 'httpbin', to: 'coredns', forwarded: 5, dropped: 0.4, protocol: 'DNS' },
] as const;

const namespaceOf = (workload: string): string => (workload === 'coredns' ? 'kube-system' : workload === 'world' ? 'world' : 'demo');
const idOf = (workload: string): string => (workload === 'world' ? 'dev/world' : `dev/${namespaceOf(workload)}/${workload}`);
const NOTICES = [{ severity: 'warning', text: 'dev lost 17 flow events; rates are too low meanwhile' } as const];

/** Hubble's flows as the proxy answers them in each view. */
export function flowFrames({ refId, view, workloads, verdicts, limit }: FlowsQuery, from: number, to: number): Frame[] {
  const talk = TALK.filter(
    ({ from: source, to: target, forwarded, dropped }) =>
      (workloads.length === 0 || workloads.some((one) => fits(one, source) || fits(one, target))) &&
      (verdicts.length === 0 || (verdicts.includes('dropped') && dropped > 0) || (verdicts.includes('forwarded') && forwarded > 0)),
  ).slice(0, limit);
  switch (view) {
    case 'graph':
      return [nodes(refId, talk), edges(refId, talk)];
    case 'connections':
      return [connections(refId, talk)];
    case 'list':
      return [list(refId, talk, to)];
    case 'rates':
      return [rate(refId, 'forwarded', from, to, 350), rate(refId, 'dropped', from, to, 3.6)];
  }
}

const fits = (entry: string, name: string): boolean => name === entry || (entry.endsWith('*') && name.startsWith(entry.slice(0, -1)));

type Talk = readonly (typeof TALK)[number][];
type Column = readonly [name: string, type: FrameField['type'], values: readonly unknown[], config?: FrameField['config']];

const frame = (refId: string, name: string, visualisation: string, columns: readonly Column[]): Frame => ({
  schema: {
    refId,
    name,
    meta: { preferredVisualisationType: visualisation, notices: NOTICES.map((notice) => ({ ...notice })) },
    fields: columns.map(([field, type, , config]) => ({ name: field, type, ...(config ? { config } : {}) })),
  },
  data: { values: columns.map(([, , values]) => [...values]) },
});
const perSecond = (title: string) => ({ unit: 'cps', decimals: 1, displayNameFromDS: title });

const COLOURS = { forwarded: '#73BF69', dropped: '#F2495C' } as const;
const SUMMED = ['forwarded', 'dropped'] as const;
const rateText = (perSecond: number): string => `${Number(perSecond.toPrecision(3))}/s`;

function nodes(refId: string, talk: Talk): Frame {
  const names = [...new Set(talk.flatMap(({ from, to }) => [from, to]))];
  const sums = names.map((name) => {
    const own = talk.filter(({ from, to }) => from === name || to === name);
    const forwarded = own.reduce((sum, one) => sum + one.forwarded, 0);
    const dropped = own.reduce((sum, one) => sum + one.dropped, 0);
    return { forwarded, dropped, all: forwarded + dropped };
  });
  return frame(refId, 'nodes', 'nodeGraph', [
    ['id', 'string', names.map(idOf)],
    ['title', 'string', names],
    ['subtitle', 'string', names.map(namespaceOf)],
    ['mainstat', 'string', sums.map(({ all }) => rateText(all)), { displayName: 'Flows' }],
    [
      'secondarystat',
      'string',
      sums.map(({ dropped }) => (dropped > 0 ? `${rateText(dropped)} dropped` : null)),
      { displayName: 'Dropped' },
    ],
    ...SUMMED.map((verdict): Column => [
      `arc__${verdict}`,
      'number',
      sums.map((sum) => sum[verdict] / sum.all),
      { displayName: verdict, color: { mode: 'fixed', fixedColor: COLOURS[verdict] } },
    ]),
    ['detail__cluster', 'string', names.map(() => 'dev'), { displayName: 'Cluster' }],
  ]);
}

/** One edge for each verdict between two workloads; what was dropped is drawn last. */
function edges(refId: string, talk: Talk): Frame {
  const rows = SUMMED.flatMap((verdict) => talk.filter((one) => one[verdict] > 0).map((one) => ({ ...one, verdict, rate: one[verdict] })));
  return frame(refId, 'edges', 'nodeGraph', [
    ['id', 'string', rows.map(({ from, to, verdict }) => `${idOf(from)} > ${idOf(to)} ${verdict}`)],
    ['source', 'string', rows.map(({ from }) => idOf(from))],
    ['target', 'string', rows.map(({ to }) => idOf(to))],
    [
      'mainstat',
      'string',
      rows.map(({ rate, verdict }) => `${rateText(rate)}${verdict === 'dropped' ? ' dropped' : ''}`),
      { displayName: 'Flows' },
    ],
    ['secondarystat', 'string', rows.map(({ verdict }) => (verdict === 'dropped' ? 'POLICY_DENIED' : null)), { displayName: 'Why' }],
    ['color', 'string', rows.map(({ verdict }) => COLOURS[verdict])],
    ['thickness', 'number', rows.map(({ rate }) => 1 + Math.log10(1 + rate))],
    ['strokedasharray', 'string', rows.map(({ verdict }) => (verdict === 'dropped' ? '6 4' : null))],
    ['detail__verdict', 'string', rows.map(({ verdict }) => verdict), { displayName: 'Verdict' }],
    ['detail__protocol', 'string', rows.map(({ protocol }) => protocol), { displayName: 'Protocol' }],
  ]);
}

const connections = (refId: string, talk: Talk): Frame =>
  frame(refId, 'connections', 'table', [
    ['source', 'string', talk.map(({ from }) => from), { displayNameFromDS: 'From' }],
    ['destination', 'string', talk.map(({ to }) => to), { displayNameFromDS: 'To' }],
    ['protocol', 'string', talk.map(({ protocol }) => protocol), { displayNameFromDS: 'Protocol' }],
    ['forwarded', 'number', talk.map(({ forwarded }) => forwarded), perSecond('Forwarded')],
    ['dropped', 'number', talk.map(({ dropped }) => dropped), perSecond('Dropped')],
  ]);

const list = (refId: string, talk: Talk, to: number): Frame =>
  frame(refId, 'flows', 'table', [
    ['time', 'time', talk.map((_, i) => to - i * 700), { displayNameFromDS: 'Time' }],
    ['verdict', 'string', talk.map(({ dropped }) => (dropped > 0 ? 'dropped' : 'forwarded')), { displayNameFromDS: 'Verdict' }],
    ['protocol', 'string', talk.map(({ protocol }) => protocol), { displayNameFromDS: 'Protocol' }],
    ['source', 'string', talk.map(({ from }) => from), { displayNameFromDS: 'From' }],
    ['destination', 'string', talk.map(({ to: target }) => target), { displayNameFromDS: 'To' }],
    ['drop_reason', 'string', talk.map(({ dropped }) => (dropped > 0 ? 'POLICY_DENIED' : null)), { displayNameFromDS: 'Drop reason' }],
  ]);

function rate(refId: string, verdict: string, from: number, to: number, usual: number): Frame {
  const times: number[] = [];
  for (let atMs = Math.ceil(from / 5000) * 5000; atMs <= to; atMs += 5000) times.push(atMs);
  return {
    schema: {
      refId,
      meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
      fields: [
        { name: 'Time', type: 'time' },
        { name: 'Value', type: 'number', labels: { verdict }, config: { unit: 'cps', interval: 5000, displayNameFromDS: verdict } },
      ],
    },
    data: { values: [times, times.map((atMs) => usual * (1 + 0.2 * Math.sin(atMs / 30_000)))] },
  };
}
