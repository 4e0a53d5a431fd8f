import { expect, it } from 'vitest';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { RowsMemory } from './rowsMemory.ts';

const events = (...rows: readonly [number, string, string][]): Frame => ({
  schema: {
    refId: 'A',
    meta: { notices: [{ severity: 'info', text: 'Nothing happened in this range' }] },
    fields: [
      { name: 'timestamp', type: 'time' },
      { name: 'body', type: 'string' },
      { name: 'id', type: 'string' },
    ],
  },
  data: { values: [rows.map(([at]) => at), rows.map(([, body]) => body), rows.map(([, , id]) => id)] },
});
const answer = (frame: Frame, toMs: number) => ({ frames: [frame], exactFromMs: 100, toMs });

it('tells an event once, also one that is older than others', () => {
  const memory = new RowsMemory();
  expect(memory.take(answer(events([200, 'x', '1']), 210))?.data).toMatchObject({ frames: [{ data: { values: [[200], ['x'], ['1']] } }] });
  const late = memory.take(answer(events([200, 'x', '1'], [150, 'killed a while ago', '2']), 220));
  expect(late?.data).toMatchObject({ toMs: 220, frames: [{ data: { values: [[150], ['killed a while ago'], ['2']] } }] });
  expect(memory.take(answer(events([200, 'x', '1'], [150, 'killed a while ago', '2']), 230))).toBeNull();
});

it('tells an event of a new history that has the number of an old one', () => {
  const memory = new RowsMemory();
  memory.take(answer(events([200, 'x', '1']), 210));
  expect(memory.take(answer(events([300, 'y', '1']), 310))?.data).toMatchObject({ frames: [{ data: { values: [[300], ['y'], ['1']] } }] });
});

it('begins with all that it looks through, without what was said of the range, or not at all', () => {
  const memory = new RowsMemory();
  memory.take(answer(events([200, 'x', '1']), 210));
  expect(memory.begin(205)).toMatchObject({ name: 'rows', data: { frames: [{ data: { values: [[200], ['x'], ['1']] } }] } });
  expect(JSON.stringify(memory.begin(205))).not.toContain('Nothing happened');
  expect(memory.begin(99)).toBeNull();
});
