import { describe, expect, it } from 'vitest';
import { createDataFrame, FieldType } from '@grafana/data';
import { toAnnotationEvents } from './annotationSupport.ts';

describe('toAnnotationEvents', () => {
  it('marks each event at its time, in its severity’s colour, with its labels as tags', () => {
    const frame = createDataFrame({
      fields: [
        { name: 'timestamp', type: FieldType.time, values: [1000, 2000] },
        { name: 'body', type: FieldType.string, values: ['dev-worker1 stopped', 'dev-worker1 is back'] },
        { name: 'severity', type: FieldType.string, values: ['error', 'info'] },
        { name: 'labels', type: FieldType.other, values: [{ vm: 'dev-worker1', kind: 'vm_stopped' }, {}] },
      ],
    });
    expect(toAnnotationEvents(frame)).toEqual([
      { time: 1000, text: 'dev-worker1 stopped', tags: ['dev-worker1', 'vm_stopped'], color: 'red' },
      { time: 2000, text: 'dev-worker1 is back', tags: [], color: 'blue' },
    ]);
  });

  it('marks nothing for a frame without a time', () => {
    expect(toAnnotationEvents(createDataFrame({ fields: [{ name: 'body', type: FieldType.string, values: ['x'] }] }))).toEqual([]);
  });
});
