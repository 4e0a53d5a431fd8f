import { describe, expect, it } from 'vitest';
import type { Frame, FrameField } from '@tart-lab/contract/frame.ts';
import { withDefaults } from '../query/withDefaults.ts';
import { toDataFrames } from './toDataFrames.ts';

const query = withDefaults({ refId: 'A', kind: 'flows' });
type Columns = Readonly<Record<string, readonly [type: FrameField['type'], values: readonly unknown[], config?: FrameField['config']]>>;
const frame = (name: string, columns: Columns): Frame => ({
  schema: {
    refId: 'A',
    name,
    meta: { preferredVisualisationType: 'nodeGraph', notices: [{ severity: 'warning', text: '17 flow events were lost' }] },
    fields: Object.entries(columns).map(([field, [type, , config]]) => ({ name: field, type, config })),
  },
  data: { values: Object.values(columns).map(([, values]) => [...values]) },
});
const nodes = frame('nodes', {
  id: ['string', ['dev/demo/nginx-web', 'dev/demo/redis']],
  title: ['string', ['nginx-web', 'redis']],
  mainstat: ['number', [12.345, 0.5], { unit: 'cps', decimals: 1, displayNameFromDS: 'Flows' }],
  arc__forwarded: ['number', [0.9, 1]],
  arc__dropped: ['number', [0.1, 0]],
  detail__bytes: ['number', [2048, null], { unit: 'bytes', displayNameFromDS: 'Bytes' }],
});
const edges = frame('edges', {
  id: ['string', ['e1', 'e2', 'e3']],
  source: ['string', ['dev/demo/nginx-web', 'dev/demo/redis', 'dev/demo/redis']],
  target: ['string', ['dev/demo/redis', 'dev/demo/gone', 'dev/demo/nginx-web']],
  mainstat: ['string', ['12/s', '1/s', '2/s']],
  thickness: ['number', [3, 1, 2]],
  verdict: ['string', ['forwarded', 'forwarded', 'dropped']],
});
const drawn = (...frames: Frame[]) => {
  const answer = toDataFrames(frames, query);
  const field = (index: number, name: string) => answer[index]?.fields.find((one) => one.name === name);
  return { answer, field, values: (index: number, name: string): unknown[] => [...(field(index, name)?.values ?? [])] };
};

describe('flowGraph', () => {
  it('keeps two frames of a node graph, their names and their notices', () => {
    const { answer } = drawn(nodes, frame('edges', { id: ['string', []], source: ['string', []], target: ['string', []] }));
    expect(answer.map(({ name, meta }) => [name, meta?.preferredVisualisationType, meta?.notices?.[0]?.text])).toEqual([
      ['nodes', 'nodeGraph', '17 flow events were lost'],
      ['edges', 'nodeGraph', '17 flow events were lost'],
    ]);
  });

  it('writes numbers with their units, which the panel would not', () => {
    const { values, field } = drawn(nodes, edges);
    expect(values(0, 'mainstat')).toEqual(['12.3 c/s', '0.5 c/s']);
    expect(values(0, 'detail__bytes')).toEqual(['2 KiB', null]);
    expect(field(0, 'mainstat')).toMatchObject({ type: 'string', config: { displayName: 'Flows' } });
    expect(values(1, 'thickness')).toEqual([3, 2]);
  });

  it('gives each verdict on a node’s ring its name and colour', () => {
    const { field } = drawn(nodes, edges);
    expect(field(0, 'arc__dropped')?.config).toMatchObject({ displayName: 'Dropped', color: { mode: 'fixed', fixedColor: 'red' } });
    expect(field(0, 'arc__forwarded')?.config).toMatchObject({ displayName: 'Forwarded', color: { fixedColor: 'green' } });
  });

  it('colours what was dropped and leaves the rest plain', () => {
    const { values } = drawn(nodes, edges);
    expect(values(1, 'color')).toEqual([undefined, '#E02F44']);
  });

  it('leaves out an edge to a node that is not there, and says so: the panel would be blank', () => {
    const { answer, values } = drawn(nodes, edges);
    expect(values(1, 'id')).toEqual(['e1', 'e3']);
    expect(answer[1]?.meta?.notices?.map(({ text }) => text)).toEqual([
      '17 flow events were lost',
      'Connections that lead out of this graph and are not drawn: 1',
    ]);
  });

  it('leaves the proxy’s own colours, and edges that came without nodes', () => {
    const own = frame('edges', {
      id: ['string', ['e']],
      source: ['string', ['a']],
      target: ['string', ['b']],
      verdict: ['string', ['dropped']],
      color: ['string', ['teal']],
    });
    expect(drawn(own).values(0, 'color')).toEqual(['teal']);
  });
});

describe('flows as tables and rates', () => {
  const plain = (fields: FrameField[], values: unknown[][]): Frame => ({ schema: { refId: 'A', fields }, data: { values } });

  it('names and colours the verdict of a flow', () => {
    const { config } = toDataFrames([plain([{ name: 'verdict', type: 'string' }], [['dropped']])], query)[0]?.fields[0] ?? {};
    expect(config?.mappings?.[0]?.options).toMatchObject({ dropped: { text: 'Dropped', color: 'red' } });
  });

  it('draws rates in the colours of their verdicts, as metrics by verdict too', () => {
    const rates = plain(
      [
        { name: 'Time', type: 'time' },
        { name: 'Value', type: 'number', labels: { cluster: 'dev', verdict: 'dropped' } },
      ],
      [[1000], [2]],
    );
    const metric = withDefaults({ refId: 'A', metric: 'tart_flows_per_second' });
    for (const asked of [query, metric]) {
      expect(toDataFrames([rates], asked)[0]?.fields[1]?.config.color).toEqual({ mode: 'fixed', fixedColor: 'red' });
    }
  });
});
