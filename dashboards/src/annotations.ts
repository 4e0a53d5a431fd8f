import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { lab, TART_LAB, type LabQuery } from './query.ts';

/** Marks on every panel with a time line: what happened, in the colour of its severity. Its switch stands above the panels. */
export const happened = (name: string, query: Omit<Extract<LabQuery, { kind: 'events' }>, 'kind'>): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(TART_LAB)
    .enable(true)
    .iconColor('blue')
    .target(lab({ kind: 'events', limit: 200, ...query }, 'Anno'));
