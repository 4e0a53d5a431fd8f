import { expect, it } from 'vitest';
import { createDataFrame, type QueryResultMetaNotice } from '@grafana/data';
import { foldNotices } from './foldNotices.ts';

const warning = (text: string): QueryResultMetaNotice => ({ severity: 'warning', text });
const frame = (refId: string, notices?: QueryResultMetaNotice[]) =>
  createDataFrame({ refId, fields: [], meta: { custom: { refId }, notices } });

it('makes one notice of each severity, with every text once: a panel shows no more', () => {
  const stopped: QueryResultMetaNotice = { severity: 'info', text: 'Not running: c (stopped)' };
  const folded = foldNotices([
    frame('A', [warning('a is silent'), stopped]),
    frame('A'),
    frame('B', [warning('b is silent'), warning('a is silent')]),
  ]);
  expect(folded.map(({ meta }) => meta)).toEqual([
    { custom: { refId: 'A' }, notices: [warning('a is silent · b is silent'), stopped] },
    { custom: { refId: 'A' }, notices: undefined },
    { custom: { refId: 'B' }, notices: [] },
  ]);
});

it('keeps the notice of a frame that is not the first', () => {
  const folded = foldNotices([frame('A'), frame('B', [warning('a'), warning('b')])]);
  expect(folded.map(({ meta }) => meta?.notices)).toEqual([[warning('a · b')], []]);
});

it.each([[[]], [[frame('A')]], [[frame('A'), frame('B', [warning('a')])]]])('leaves frames alone that have no two notices', (frames) => {
  expect(foldNotices(frames)).toBe(frames);
});
