import { describe, expect, it } from 'vitest';
import type { QueryResult } from '../../../contract/query.ts';
import { sumRates, toSamplingFactor } from './countedFlows.ts';
import { toClusters } from './referenceLab.ts';
import { toRows } from './tableRows.ts';

const answer = (labels: Record<string, string>, times: number[], values: (number | null)[]): QueryResult => ({
  status: 200,
  frames: [
    {
      schema: {
        refId: 'A',
        name: '',
        fields: [
          { name: 'Time', type: 'time' },
          { name: 'Value', type: 'number', labels },
        ],
      },
      data: { values: [times, values] },
    },
  ],
});

describe('sumRates', () => {
  it('takes each rate for the time since the value before', () => {
    const rates = answer({ verdict: 'dropped' }, [0, 5000, 10_000, 11_000], [100, 2, null, 3]);
    expect(sumRates(rates, 'verdict')).toEqual(new Map([['dropped', 10 + 18]]));
  });
  it('counts the first value of a series when others came before it', () => {
    const frames = [
      ...answer({ verdict: 'forwarded' }, [0, 5000, 10_000], [0, 10, 10]).frames,
      ...answer({ verdict: 'audit' }, [10_000], [2]).frames,
    ];
    expect(sumRates({ status: 200, frames }, 'verdict')).toEqual(
      new Map([
        ['forwarded', 100],
        ['audit', 10],
      ]),
    );
  });
});

describe('toSamplingFactor', () => {
  const said = (text: string): QueryResult => {
    const [frame] = answer({}, [], []).frames;
    if (!frame) throw new Error('no frame');
    return { status: 200, frames: [{ ...frame, schema: { ...frame.schema, meta: { notices: [{ severity: 'info', text }] } } }] };
  };
  it('is read from the notice', () => {
    expect(toSamplingFactor(said('dev: so many flows came that up to one in 8 was read whole; edges are scaled up'))).toBe(8);
  });
  it('is 1 when nothing is said', () => expect(toSamplingFactor(answer({}, [], []))).toBe(1));
});

describe('toClusters', () => {
  const clusters = [{ name: 'dev', hubble: 'auto' }];
  it('leaves out clusters, or their flows, or nothing', () => {
    expect(toClusters('VMs alone', clusters)).toEqual([]);
    expect(toClusters('with 4 clusters', clusters)).toEqual([{ name: 'dev', hubble: 'off' }]);
    expect(toClusters('with 4 clusters and their flows', clusters)).toEqual(clusters);
  });
});

describe('toRows', () => {
  it('turns columns into rows', () => {
    expect(
      toRows(
        ['pod', 'restarts'],
        [
          ['a', 'b'],
          [1, null],
        ],
      ),
    ).toEqual([
      { pod: 'a', restarts: 1 },
      { pod: 'b', restarts: null },
    ]);
  });
});
