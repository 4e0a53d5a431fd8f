import { describe, expect, it } from 'vitest';
import { createDataFrame, FieldType } from '@grafana/data';
import { z } from 'zod';
import { toAnnotationEvents } from './annotationSupport.ts';

const SOURCE = { type: 'tartlab-tart-datasource', uid: 'tart-lab' };
/** The text of a mark as a browser shows it, and where its link leads. */
function shown(text: string | undefined) {
  const body = document.createElement('div');
  body.innerHTML = text ?? '';
  const link = body.querySelector('a');
  link?.remove();
  return { said: body.textContent, href: link?.getAttribute('href') ?? '' };
}
const Panes = z.record(
  z.string(),
  z.object({ datasource: z.string(), queries: z.array(z.looseObject({})), range: z.object({ from: z.string(), to: z.string() }) }),
);

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
    const marks = toAnnotationEvents(frame, SOURCE);
    expect(marks.map(({ text, ...mark }) => ({ ...mark, said: shown(text).said }))).toEqual([
      { time: 1000, said: 'dev-worker1 stopped', tags: ['dev-worker1', 'vm_stopped'], color: 'red' },
      { time: 2000, said: 'dev-worker1 is back', tags: [], color: 'blue' },
    ]);
  });

  it.each([
    [
      'its machine',
      { vm: 'dev-worker1', cluster: 'dev' },
      [
        { kind: 'metric', vms: ['dev-worker1'] },
        { kind: 'events', vms: ['dev-worker1'] },
      ],
    ],
    ['its cluster', { cluster: 'dev', pod: 'redis-0' }, [{ kind: 'events', clusters: ['dev'] }]],
    ['all that happened', {}, [{ kind: 'events' }]],
  ])('leads to %s around its time', (_where, labels, queries) => {
    const [mark] = toAnnotationEvents(eventOf('something', labels), SOURCE);
    const { href } = shown(mark?.text);
    const [pane] = Object.values(Panes.parse(JSON.parse(new URLSearchParams(href.split('?')[1]).get('panes') ?? '')));
    expect(href).toMatch(/^\/explore\?/);
    expect(pane).toMatchObject({ datasource: 'tart-lab', queries, range: { from: '100000', to: '1900000' } });
  });

  it('shows what an event says as it is, and no element of it', () => {
    const [mark] = toAnnotationEvents(eventOf('port <none> & "x" <img src=x onerror=alert(1)>', { vm: '"><script>' }), SOURCE);
    expect(shown(mark?.text).said).toBe('port <none> & "x" <img src=x onerror=alert(1)>');
    expect(mark?.text).not.toMatch(/<(?!br>|a href|\/a>)/);
  });

  it('marks nothing for a frame without a time', () => {
    const frame = createDataFrame({ fields: [{ name: 'body', type: FieldType.string, values: ['x'] }] });
    expect(toAnnotationEvents(frame, SOURCE)).toEqual([]);
  });
});

const eventOf = (body: string, labels: Record<string, string>) =>
  createDataFrame({
    fields: [
      { name: 'timestamp', type: FieldType.time, values: [1_000_000] },
      { name: 'body', type: FieldType.string, values: [body] },
      { name: 'severity', type: FieldType.string, values: ['info'] },
      { name: 'labels', type: FieldType.other, values: [labels] },
    ],
  });
