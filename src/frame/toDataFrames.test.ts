import { describe, expect, it } from 'vitest';
import { DataFrameType, getDisplayProcessor, createTheme } from '@grafana/data';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { withDefaults } from '../query/withDefaults.ts';
import { toDataFrames } from './toDataFrames.ts';

const query = withDefaults({ refId: 'A', metric: 'tart_vm_cpu_busy_ratio' });
const frame = (config: Record<string, unknown>, values: (number | null)[] = [0.2, null, 0.95]): Frame => ({
  schema: {
    refId: 'A',
    meta: {
      type: 'timeseries-multi',
      typeVersion: [0, 1],
      preferredVisualisationType: 'graph',
      notices: [{ severity: 'warning', text: 'dev-worker1 last answered 40 s ago' }],
    },
    fields: [
      { name: 'Time', type: 'time' },
      { name: 'Value', type: 'number', labels: { vm: 'dev-master', device: 'en0' }, config },
    ],
  },
  data: { values: [[1000, 2000, 3000], values] },
});
const first = (frames: ReturnType<typeof toDataFrames>) => {
  const value = frames[0]?.fields[1];
  if (!value) throw new Error('no value field');
  return value;
};

describe('toDataFrames', () => {
  it('keeps gaps, labels, kind and notices', () => {
    const frames = toDataFrames([frame({ unit: 'percentunit' })], query);
    expect(frames[0]).toMatchObject({ refId: 'A', length: 3, meta: { type: DataFrameType.TimeSeriesMulti, typeVersion: [0, 1] } });
    expect(frames[0]?.meta?.notices?.[0]?.text).toBe('dev-worker1 last answered 40 s ago');
    expect([...first(frames).values]).toEqual([0.2, null, 0.95]);
    expect(first(frames).labels).toEqual({ vm: 'dev-master', device: 'en0' });
  });

  it('turns a share of a whole amber at 80 % and red at 90 %, from a base that reaches to minus infinity', () => {
    const { config } = first(toDataFrames([frame({ unit: 'percentunit', max: 1 })], query));
    expect(config.thresholds?.steps.map(({ value }) => value)).toEqual([-Infinity, 0.8, 0.9]);
  });

  it('gives a sum of shares no colours', () => {
    const { config } = first(toDataFrames([frame({ unit: 'percentunit', max: 1 })], { ...query, aggregate: 'sum' }));
    expect(config.thresholds).toBeUndefined();
  });

  it('reads a VM’s state as Up or Down, and a sum of them as a number', () => {
    const up = { ...query, metric: 'tart_vm_up' };
    const shown = (asked: typeof up): string[] => {
      const field = first(toDataFrames([frame({ unit: 'short' }, [1, 0])], asked));
      const display = getDisplayProcessor({ field, theme: createTheme() });
      return [...field.values].map((value) => display(value).text);
    };
    expect(shown(up)).toEqual(['Up', 'Down']);
    expect(shown({ ...up, aggregate: 'sum' })).toEqual(['1', '0']);
  });

  it.each([
    ['tart_cluster_up', ['Up', 'Down']],
    ['tart_node_ready', ['Ready', 'Not ready']],
  ])('reads %s as a state', (metric, texts) => {
    const field = first(toDataFrames([frame({ unit: 'short' }, [1, 0])], { ...query, metric }));
    const display = getDisplayProcessor({ field, theme: createTheme() });
    expect([...field.values].map((value) => display(value).text)).toEqual(texts);
  });

  it('names series as the proxy does', () => {
    const { config } = first(toDataFrames([frame({ displayNameFromDS: 'dev-master en0' })], query));
    expect(config.displayNameFromDS).toBe('dev-master en0');
  });

  it('shows a frame kind that Grafana does not know as a plain frame', () => {
    const unknown = frame({});
    unknown.schema.meta = { type: 'future', preferredVisualisationType: 'hologram' };
    expect(toDataFrames([unknown], query)[0]?.meta).toMatchObject({ type: undefined, preferredVisualisationType: undefined });
  });
});
