import { t } from '@grafana/i18n';
import type { Frame, FrameField } from '@tart-lab/contract/frame.ts';
import { z } from 'zod';

/** The key of a column's title: `Memory used %` is `memory-used-percent`. */
export const titleKey = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll('%', ' percent')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** A column's title in the user's language. The proxy says it in English; one that is not known here stays so. */
export function columnTitle(title: string): string {
  const key = titleKey(title);
  return key === '' ? title : t(`column.${key}`, title);
}

const Told = z.object({ columns: z.array(z.object({ id: z.string(), title: z.string() })) });

/** A table or a graph with its titles in the user's language, also those of columns that it does not show but tells of. */
export function withTitles(frame: Frame): Frame {
  const { meta, fields } = frame.schema;
  if (meta?.preferredVisualisationType !== 'table' && meta?.preferredVisualisationType !== 'nodeGraph') return frame;
  const told = Told.safeParse(meta.custom);
  const columns = told.success ? told.data.columns.map(({ id, title }) => ({ id, title: columnTitle(title) })) : undefined;
  return {
    ...frame,
    schema: { ...frame.schema, meta: columns ? { ...meta, custom: { ...meta.custom, columns } } : meta, fields: fields.map(withTitle) },
  };
}

function withTitle(field: FrameField): FrameField {
  const { displayName, displayNameFromDS } = field.config ?? {};
  if (typeof displayName !== 'string' && typeof displayNameFromDS !== 'string') return field;
  return {
    ...field,
    config: {
      ...field.config,
      ...(typeof displayName === 'string' ? { displayName: columnTitle(displayName) } : {}),
      ...(typeof displayNameFromDS === 'string' ? { displayNameFromDS: columnTitle(displayNameFromDS) } : {}),
    },
  };
}
