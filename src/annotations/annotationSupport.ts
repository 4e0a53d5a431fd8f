import { of } from 'rxjs';
import { FieldType, textUtil, type AnnotationSupport, type AnnotationEvent, type DataFrame, type DataSourceRef } from '@grafana/data';
import { t } from '@grafana/i18n';
import { z } from 'zod';
import type { TartLabQuery } from '../query/types.ts';
import { annotationLink } from './annotationLink.ts';

const COLOURS: ReadonlyMap<unknown, string> = new Map([
  ['error', 'red'],
  ['warning', 'orange'],
  ['info', 'blue'],
]);

const Labels = z.record(z.string(), z.string()).catch({});

/**
 * Marks on a panel: what happened in the lab. New annotations ask for events; each mark has its severity's colour and a link to what
 * `source` knows of the time around it.
 */
export const annotationSupport = (source: DataSourceRef): AnnotationSupport<TartLabQuery> => ({
  getDefaultQuery: () => ({ kind: 'events' }),
  processEvents: (_annotation, frames) => of(frames.flatMap((frame) => toAnnotationEvents(frame, source))),
});

/**
 * The rows of an events frame (`timestamp`, `body`, `severity`, `labels`) as annotations; labels become tags. Grafana takes their
 * text for HTML. A frame without a time or a text gives none.
 */
export function toAnnotationEvents(frame: DataFrame, source: DataSourceRef): AnnotationEvent[] {
  const column = (name: string): readonly unknown[] | undefined => frame.fields.find((field) => field.name === name)?.values;
  const times = column('timestamp') ?? frame.fields.find((field) => field.type === FieldType.time)?.values;
  const texts = column('body') ?? frame.fields.find((field) => field.type === FieldType.string)?.values;
  if (!times || !texts) return [];
  return Array.from({ length: frame.length }, (_, row) => {
    const time = Number(times[row]);
    const labels = Labels.parse(column('labels')?.[row]);
    return {
      time,
      text: `${textUtil.escapeHtml(String(texts[row]))}<br><a href="${textUtil.escapeHtml(annotationLink(labels, time, source))}">${t('annotation.explore', 'Look at this time in Explore')}</a>`,
      tags: [...new Set(Object.values(labels))],
      color: COLOURS.get(column('severity')?.[row]) ?? 'blue',
    };
  });
}
