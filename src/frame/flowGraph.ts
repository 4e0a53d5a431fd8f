import { t } from '@grafana/i18n';
import type { Frame, FrameField } from '@tart-lab/contract/frame.ts';
import { Verdict } from '@tart-lab/contract/flow.ts';
import { verdictNames } from '../verdicts.ts';
import { parallelEdges } from './parallelEdges.ts';

/**
 * The proxy's service graph, a `nodes` and an `edges` frame, as Grafana's node graph can draw it; other frames stay as they are.
 *
 * The panel shows nothing at all when one edge leads to a node that is not there, draws no arrow head for an edge whose id does
 * not fit into `url(#…)`, draws the edges of a pair over each other, and names what it lists by `displayName` alone: those are
 * settled here.
 */
export function flowGraph(frames: readonly Frame[]): Frame[] {
  const isGraph = ({ schema }: Frame): boolean => schema.meta?.preferredVisualisationType === 'nodeGraph';
  const nodes = frames.find((frame) => isGraph(frame) && !isEdges(frame));
  const ids = nodes && new Set(column(nodes, 'id'));
  return frames.map((frame) => {
    if (!isGraph(frame)) return frame;
    if (isEdges(frame)) return withPlainIds(parallelEdges(ids ? withoutLooseEnds(frame, ids) : frame));
    return { ...frame, schema: { ...frame.schema, fields: frame.schema.fields.map(named) } };
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

/** `dev/demo/k6 > dev/demo/nginx-web` has blanks; the row keeps ids apart that differ in nothing else. */
function withPlainIds(frame: Frame): Frame {
  const at = frame.schema.fields.findIndex(({ name }) => name === 'id');
  const plain = (id: unknown, row: number): string =>
    PLAIN.test(String(id)) ? String(id) : `${String(id).replace(/[^\w.-]+/g, '_')}.${row}`;
  return { ...frame, data: { values: frame.data.values.map((values, i) => (i === at ? values.map(plain) : values)) } };
}

const PLAIN = /^[\w./:-]+$/;

function named(field: FrameField): FrameField {
  const displayName = nameOf(field.name);
  return displayName === undefined ? field : { ...field, config: { ...field.config, displayName } };
}

function nameOf(field: string): string | undefined {
  if (field === 'title') return t('label.workload', 'Workload');
  if (field === 'subtitle') return t('label.namespace', 'Namespace');
  const verdict = Verdict.safeParse(field.replace(/^arc__/, ''));
  return field.startsWith('arc__') && verdict.success ? verdictNames()[verdict.data] : undefined;
}
