import { createDataFrame, DataFrameType, FieldType, type DataFrame, type PreferredVisualisationType } from '@grafana/data';
import type { Frame, FrameField } from '@tart-lab/contract/frame.ts';
import type { FilledQuery } from '../query/types.ts';
import { withTitles } from './columnTitle.ts';
import { flowGraph } from './flowGraph.ts';
import { presentation } from './presentation.ts';

const FIELD_TYPES: Record<FrameField['type'], FieldType> = {
  time: FieldType.time,
  number: FieldType.number,
  string: FieldType.string,
  boolean: FieldType.boolean,
  other: FieldType.other,
};
const VISUALISATIONS: readonly PreferredVisualisationType[] = ['graph', 'table', 'logs', 'nodeGraph'];

/**
 * The proxy's frames as Grafana's. Values keep their arrays: `null` stays a gap. Names, units, limits and notices are the
 * proxy's; colours are added by `presentation`, and `flowGraph` makes a graph fit for the node graph panel.
 */
export function toDataFrames(frames: readonly Frame[], query: FilledQuery): DataFrame[] {
  return (query.kind === 'flows' ? flowGraph(frames.map(withTitles)) : frames.map(withTitles)).map(({ schema, data }) =>
    createDataFrame({
      refId: query.refId,
      name: schema.name,
      meta: toMeta(schema.meta),
      fields: schema.fields.map((field, index) => ({
        name: field.name,
        type: FIELD_TYPES[field.type],
        labels: field.labels,
        config: { ...field.config, ...presentation(query, field) },
        values: data.values[index] ?? [],
      })),
    }),
  );
}

function toMeta(meta: Frame['schema']['meta']): DataFrame['meta'] {
  if (!meta) return undefined;
  const { type, preferredVisualisationType, ...rest } = meta;
  return {
    ...rest,
    type: Object.values(DataFrameType).find((known) => known === type),
    preferredVisualisationType: VISUALISATIONS.find((known) => known === preferredVisualisationType),
  };
}
