import { FieldColorModeId, formattedValueToString, getValueFormat } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { Frame, FrameField } from '@tart-lab/contract/frame.ts';
import { Verdict } from '@tart-lab/contract/flow.ts';
import { VERDICT_COLOURS, verdictNames } from '../verdicts.ts';

/** Edges are drawn in CSS colours. Only what is wrong has one: a graph all in green says nothing. */
const EDGE_COLOURS: Readonly<Partial<Record<Verdict, string>>> = { dropped: '#E02F44', error: '#C4162A', audit: '#FF780A' };

/**
 * The proxy's service graph as Grafana's node graph draws it: a `nodes` frame (`id`, `title`, `subtitle`, `mainstat`, `secondarystat`,
 * `arc__VERDICT`, `detail__*`) and an `edges` frame (`id`, `source`, `target`, `mainstat`, `secondarystat`, `thickness`,
 * `verdict`, `detail__*`). Other frames stay as they are.
 *
 * The panel writes numbers with raw unit ids and two decimals, looks for names in `displayName` alone, colours an edge by its `color`,
 * and shows nothing at all when one edge leads to a node that is not there: all of that is settled here.
 */
export function flowGraph(frames: readonly Frame[]): Frame[] {
  const isGraph = ({ schema }: Frame): boolean => schema.meta?.preferredVisualisationType === 'nodeGraph';
  const ids = new Set(frames.filter((frame) => isGraph(frame) && !isEdges(frame)).flatMap((frame) => column(frame, 'id') ?? []));
  return frames.map((frame) => {
    if (!isGraph(frame)) return frame;
    return presented(isEdges(frame) ? coloured(ids.size > 0 ? withoutLooseEnds(frame, ids) : frame) : frame);
  });
}

const isEdges = (frame: Frame): boolean => column(frame, 'source') !== undefined;

function column({ schema, data }: Frame, name: string): readonly unknown[] | undefined {
  const index = schema.fields.findIndex((field) => field.name === name);
  return index < 0 ? undefined : data.values[index];
}

function withoutLooseEnds(frame: Frame, ids: ReadonlySet<unknown>): Frame {
  const [sources = [], targets = []] = [column(frame, 'source'), column(frame, 'target')];
  const holds = sources.map((source, row) => ids.has(source) && ids.has(targets[row]));
  const loose = holds.filter((one) => !one).length;
  if (loose === 0) return frame;
  const { meta } = frame.schema;
  const text = t('flows.loose-ends', 'Connections that lead out of this graph and are not drawn: {{loose}}', { loose });
  return {
    schema: { ...frame.schema, meta: { ...meta, notices: [...(meta?.notices ?? []), { severity: 'warning', text }] } },
    data: { values: frame.data.values.map((values) => values.filter((_, row) => holds[row])) },
  };
}

function coloured(frame: Frame): Frame {
  const verdicts = column(frame, 'verdict');
  if (!verdicts || column(frame, 'color')) return frame;
  const colours = verdicts.map((said) => {
    const verdict = Verdict.safeParse(said);
    return verdict.success ? EDGE_COLOURS[verdict.data] : undefined;
  });
  return {
    schema: { ...frame.schema, fields: [...frame.schema.fields, { name: 'color', type: 'string' }] },
    data: { values: [...frame.data.values, colours] },
  };
}

function presented({ schema, data }: Frame): Frame {
  const written = schema.fields.map((field) => (field.type === 'number' && isText(field.name) ? writerOf(field) : undefined));
  return {
    schema: {
      ...schema,
      fields: schema.fields.map((field, i) => ({ ...field, ...(written[i] ? { type: 'string' } : {}), config: configOf(field) })),
    },
    data: { values: data.values.map((values, i) => (written[i] ? values.map(written[i]) : values)) },
  };
}

const isText = (name: string): boolean => name === 'mainstat' || name === 'secondarystat' || name.startsWith('detail__');

const writerOf = ({ config = {} }: FrameField): ((value: unknown) => unknown) => {
  const { unit, decimals } = config;
  const format = getValueFormat(typeof unit === 'string' ? unit : 'short');
  return (value) =>
    typeof value === 'number' ? formattedValueToString(format(value, typeof decimals === 'number' ? decimals : undefined)) : value;
};

function configOf({ name, config = {} }: FrameField): FrameField['config'] {
  const verdict = Verdict.safeParse(name.replace(/^arc__/, ''));
  if (name.startsWith('arc__') && verdict.success) {
    const color = { mode: FieldColorModeId.Fixed, fixedColor: VERDICT_COLOURS[verdict.data] };
    return { ...config, displayName: verdictNames()[verdict.data], color };
  }
  const named = config['displayName'] ?? config['displayNameFromDS'];
  return named === undefined ? config : { ...config, displayName: named };
}
