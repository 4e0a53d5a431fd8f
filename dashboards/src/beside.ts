import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { lines, type Says } from './panels.ts';
import { target } from './query.ts';

const PROMETHEUS = { type: 'prometheus', uid: '${prometheus}' };

/** A query of the linked Prometheus. */
export const prom = (expr: string, legendFormat: string, refId = 'A'): Builder<Dataquery> =>
  target(PROMETHEUS, { expr, legendFormat, range: true, editorMode: 'code' }, refId);

/** Lines of the linked Prometheus, which knows no units; `none` is what an empty panel says. */
export const besideLines = (
  says: Says,
  { unit, none }: { readonly unit: string; readonly none: string },
  ...targets: Builder<Dataquery>[]
): TimeSeriesPanel =>
  lines(says, ...targets)
    .datasource(PROMETHEUS)
    .unit(unit)
    .noValue(none)
    .span(8);
