import { of } from 'rxjs';
import { FieldType, type AnnotationSupport, type AnnotationEvent, type DataFrame } from '@grafana/data';
import type { TartLabQuery } from '../query/types.ts';

const COLOURS: ReadonlyMap<unknown, string> = new Map([
  ['error', 'red'],
  ['warning', 'orange'],
  ['info', 'blue'],
]);

/** Marks on a panel: what happened to the VMs. New annotations ask for events; each mark has its severity's colour. */
export const annotationSupport: AnnotationSupport<TartLabQuery> = {
  getDefaultQuery: () => ({ kind: 'events' }),
  processEvents: (_annotation, frames) => of(frames.flatMap(toAnnotationEvents)),
};

/**
 * The rows of an events frame (`timestamp`, `body`, `severity`, `labels`) as annotations; labels become tags.
 * A frame without a time or a text gives none.
 */
export function toAnnotationEvents(frame: DataFrame): AnnotationEvent[] {
  const column = (name: string): readonly unknown[] | undefined => frame.fields.find((field) => field.name === name)?.values;
  const times = column('timestamp') ?? frame.fields.find((field) => field.type === FieldType.time)?.values;
  const texts = column('body') ?? frame.fields.find((field) => field.type === FieldType.string)?.values;
  if (!times || !texts) return [];
  return Array.from({ length: frame.length }, (_, row) => ({
    time: Number(times[row]),
    text: String(texts[row]),
    tags: tagsOf(column('labels')?.[row]),
    color: COLOURS.get(column('severity')?.[row]) ?? 'blue',
  }));
}

function tagsOf(labels: unknown): string[] {
  return typeof labels === 'object' && labels !== null ? [...new Set(Object.values(labels).map(String))] : [];
}
