import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import { target } from './query.ts';

/** What another panel of the same dashboard has: it was asked once for both. */
export const SHARED: DataSourceRef = { type: 'datasource', uid: '-- Dashboard --' };

/** The answer of the panel with this id, as it was before that panel's own transformations. */
export const answerOf = (panelId: number): Builder<Dataquery> => target(SHARED, { panelId, withTransforms: false });

/** Columns by their names in the frame, whatever their titles are. */
export const columns = (...names: string[]): DataTransformerConfig => ({ id: 'filterFieldsByName', options: { include: { names } } });
