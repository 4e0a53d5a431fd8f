import { FieldType, type DataFrame, type DataLink, type Field, type TimeRange } from '@grafana/data';
import { lokiQueries, prometheusQueries } from './linkedQueries.ts';
import type { LinkedKind, LinkedSource } from './linkedSource.ts';
import { subjectOf, type Subject } from './subject.ts';

/** A linked source that exists in this Grafana. */
export interface LinkTarget extends LinkedSource {
  readonly kind: LinkedKind;
  readonly name: string;
}

/**
 * The frames with a link from everything that names a VM, node, pod or workload to each linked source, over the same range:
 * from a table's cell to the row's own, from a series to what its labels name. Frames without such names stay as they are.
 */
export function withLinks(frames: DataFrame[], targets: readonly LinkTarget[], range: TimeRange): DataFrame[] {
  if (targets.length === 0) return frames;
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      const subject = field.type === FieldType.string ? subjectOfCell(field, frame) : subjectOfSeries(field);
      if (!subject) return field;
      const links = targets.flatMap((target) => linksTo(target, subject, range));
      return { ...field, config: { ...field.config, links: [...(field.config.links ?? []), ...links] } };
    }),
  }));
}

/** What a cell names, by placeholders that Grafana fills in from its row. */
function subjectOfCell({ name }: Field, { fields }: DataFrame): Subject | null {
  return subjectOf(name, (column) => (fields.some((field) => field.name === column) ? `\${__data.fields.${column}}` : null));
}

/** What a series is about: the smallest thing that its labels name. */
function subjectOfSeries({ type, labels }: Field): Subject | null {
  if (type !== FieldType.number || !labels) return null;
  const valueOf = (label: string): string | null => labels[label] || null;
  for (const label of ['pod', 'workload', 'node', 'vm']) {
    const subject = subjectOf(label, valueOf);
    if (subject) return subject;
  }
  return null;
}

function linksTo({ kind, name, ...source }: LinkTarget, subject: Subject, range: TimeRange): DataLink[] {
  const queries = kind === 'prometheus' ? prometheusQueries(subject, source, name) : lokiQueries(subject, source, name);
  // Grafana writes the source into a query that has none while it draws. To the next answer, which has it not yet, the panel then looks
  // like another one, and is made anew: that takes time, and Grafana does not free all of the old one.
  const datasource = { type: kind, uid: source.uid };
  return queries.map(({ title, query }) => ({
    title,
    url: '',
    internal: { datasourceUid: source.uid, datasourceName: name, query: { ...query, datasource }, range },
  }));
}
