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
  mainstat: ['string', ['12.3/s', '0.5/s'], { displayName: 'Flows' }],
  arc__forwarded: ['number', [0.9, 1], { color: { mode: 'fixed', fixedColor: '#73BF69' } }],
  arc__dropped: ['number', [0.1, 0]],
});
const edges = frame('edges', {
  id: ['string', ['plain', 'dev/demo/redis > dev/demo/gone dropped', 'dev/demo/redis > dev/demo/nginx-web dropped']],
  source: ['string', ['dev/demo/nginx-web', 'dev/demo/redis', 'dev/demo/redis']],
  target: ['string', ['dev/demo/redis', 'dev/demo/gone', 'dev/demo/nginx-web']],
  color: ['string', ['#73BF69', '#F2495C', '#F2495C']],
  thickness: ['number', [3, 1, 2]],
});
const drawn = (...frames: Frame[]) => {
  const answer = toDataFrames(frames, query);
  const field = (index: number, name: string) => answer[index]?.fields.find((one) => one.name === name);
  return { answer, field, values: (index: number, name: string): unknown[] => [...(field(index, name)?.values ?? [])] };
};

describe('flowGraph', () => {
  it('keeps two frames of a node graph, their names, notices and colours', () => {
    const { answer, values, field } = drawn(nodes, edges);
    expect(answer.map(({ name, meta }) => [name, meta?.preferredVisualisationType, meta?.notices?.[0]?.text])).toEqual([
      ['nodes', 'nodeGraph', '17 flow events were lost'],
      ['edges', 'nodeGraph', '17 flow events were lost'],
    ]);
    expect(values(1, 'color')).toEqual(['#73BF69', '#F2495C']);
    expect(field(0, 'arc__forwarded')?.config.color).toEqual({ mode: 'fixed', fixedColor: '#73BF69' });
    expect(field(0, 'mainstat')?.config.displayName).toBe('Flows');
  });

  it('names the verdicts on a node’s ring, and what its menu lists', () => {
    const { field } = drawn(nodes, edges);
    expect(['title', 'arc__forwarded', 'arc__dropped'].map((name) => field(0, name)?.config.displayName)).toEqual([
      'Workload',
      'Forwarded',
      'Dropped',
    ]);
  });

  it('leaves out an edge to a node that is not there, and says so: the panel would be blank', () => {
    const { answer, values } = drawn(nodes, edges);
    expect(values(1, 'target')).toEqual(['dev/demo/redis', 'dev/demo/nginx-web']);
    expect(values(1, 'thickness')).toEqual([3, 2]);
    expect(answer[1]?.meta?.notices?.map(({ text }) => text)).toEqual([
      '17 flow events were lost',
      'Connections that lead out of this graph and are not drawn: 1',
    ]);
  });

  it('gives edges ids that fit into url(#…), each its own', () => {
    const own = frame('edges', {
      id: ['string', ['a > b', 'a < b', 'c']],
      source: ['string', ['a', 'b', 'c']],
      target: ['string', ['b', 'a', 'd']],
    });
    expect(drawn(own).values(0, 'id')).toEqual(['a_b.0', 'a_b.1', 'c']);
  });

  it('draws an empty graph as an empty graph', () => {
    const none = [
      frame('nodes', { id: ['string', []] }),
      frame('edges', { id: ['string', []], source: ['string', []], target: ['string', []] }),
    ];
    expect(drawn(...none).answer.map(({ length }) => length)).toEqual([0, 0]);
  });
});

describe('flows as a list', () => {
  it('names the verdict of a flow', () => {
    const list: Frame = { schema: { refId: 'A', fields: [{ name: 'verdict', type: 'string' }] }, data: { values: [['dropped']] } };
    const { config } = toDataFrames([list], query)[0]?.fields[0] ?? {};
    expect(config?.mappings?.[0]?.options).toMatchObject({ dropped: { text: 'Dropped', color: 'red' } });
  });
});
