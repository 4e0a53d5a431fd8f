import { describe, expect, it } from 'vitest';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { titleKey, withTitles } from './columnTitle.ts';

it.each([
  ['Memory used %', 'memory-used-percent'],
  ['Memory used', 'memory-used'],
  ['HTTP errors (5xx)', 'http-errors-5xx'],
  ['클러스터', ''],
])('makes of %j the key %j', (title, key) => expect(titleKey(title)).toBe(key));

const frame = (preferredVisualisationType: string): Frame => ({
  schema: {
    refId: 'A',
    meta: { preferredVisualisationType, custom: { columns: [{ id: 'vm', title: 'VM' }], other: 1 } },
    fields: [
      { name: 'vm', type: 'string', config: { displayNameFromDS: 'VM', filterable: true } },
      { name: 'mainstat', type: 'string', config: { displayName: 'Flows' } },
      { name: 'plain', type: 'string' },
    ],
  },
  data: { values: [[], [], []] },
});

describe('withTitles', () => {
  it('keeps everything else of a table and a graph, and English titles where no other language is chosen', () => {
    expect(withTitles(frame('table'))).toEqual(frame('table'));
    expect(withTitles(frame('nodeGraph'))).toEqual(frame('nodeGraph'));
  });

  it('leaves series alone: their names are names of things', () => {
    const series = frame('graph');
    expect(withTitles(series)).toBe(series);
  });
});
