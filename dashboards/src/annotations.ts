import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { lab, TART_LAB, type LabQuery } from './query.ts';

/** Marks on every panel with a time line: what happened. Its switch stands above the panels. Grafana paints all marks of one query alike. */
export const happened = (
  name: string,
  query: Omit<Extract<LabQuery, { kind: 'events' }>, 'kind'>,
  color: 'red' | 'orange' | 'blue' = 'blue',
): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(TART_LAB)
    .enable(true)
    .iconColor(color)
    .target(lab({ kind: 'events', limit: 200, ...query }, 'Anno'));
