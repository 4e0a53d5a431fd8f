import { fail, ok, type ParseFailure, type Result } from '../../result.ts';
import { parseGoDuration } from './goDuration.ts';
import { parseQuantity } from './quantity.ts';
import type { NodeUsage, PodUsage } from './rows.ts';

// Every pod of every cluster is read here four times a minute, so these few fields are read by hand: the same in zod cost three times
// as much, and most of the garbage of a cluster.
type Fields = Readonly<Record<string, unknown>>;
/** What does not fit: its path below the item, and what it should be. */
type Misfit = string;
type Measured = Omit<NodeUsage, 'name'>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** The value of a field, null where it is absent, NaN where what is there is none. */
function valueOf(text: unknown, parse: (text: string) => Result<number, ParseFailure>): number | null {
  if (isAbsent(text)) return null;
  const parsed = isText(text) ? parse(text) : null;
  return parsed?.ok ? parsed.value : NaN;
}

/** What all containers of a pod, or a node, use. Null once one of them is not known: half a sum would be a wrong one. */
class Use {
  cpuCores: number | null = 0;
  memoryBytes: number | null = 0;

  add(usage: unknown): Misfit | null {
    if (!isFields(usage ?? {})) return 'usage: no object';
    const cpuCores = isFields(usage) ? valueOf(usage['cpu'], parseQuantity) : null;
    const memoryBytes = isFields(usage) ? valueOf(usage['memory'], parseQuantity) : null;
    if (Number.isNaN(cpuCores)) return 'usage.cpu: no quantity';
    if (Number.isNaN(memoryBytes)) return 'usage.memory: no quantity';
    this.cpuCores = cpuCores === null || this.cpuCores === null ? null : this.cpuCores + cpuCores;
    this.memoryBytes = memoryBytes === null || this.memoryBytes === null ? null : this.memoryBytes + memoryBytes;
    return null;
  }
}

/** Null: it does not say CPU, memory or time, as that of a pod that just started. */
function measured({ timestamp, window }: Fields, { cpuCores, memoryBytes }: Use): Measured | Misfit | null {
  const atMs = isAbsent(timestamp) || timestamp === '' ? null : isText(timestamp) ? Date.parse(timestamp) : NaN;
  if (Number.isNaN(atMs)) return 'timestamp: no time';
  const windowSeconds = valueOf(window, parseGoDuration);
  if (windowSeconds === null || Number.isNaN(windowSeconds)) return 'window: no duration';
  return atMs === null || cpuCores === null || memoryBytes === null ? null : { atMs, windowSeconds, cpuCores, memoryBytes };
}

/** The list's rows; an item of which something is not known is left out. One that does not fit fails them all: the format is another. */
function readList<Row extends Measured>(
  format: string,
  list: unknown,
  readItem: (item: Fields, metadata: Fields) => Row | Misfit | null,
): Result<Row[], ParseFailure> {
  const items: unknown = isFields(list) ? (list['items'] ?? []) : null;
  if (!Array.isArray(items)) return fail({ format, line: 'items: no list' });
  const rows: Row[] = [];
  for (let i = 0; i < items.length; i++) {
    const item: unknown = items[i];
    const metadata = isFields(item) ? item['metadata'] : null;
    const row = isFields(item) && isFields(metadata) ? readItem(item, metadata) : 'metadata: no object';
    if (isText(row)) return fail({ format, line: `items.${i}.${row}` });
    if (row !== null) rows.push(row);
  }
  return ok(rows);
}

/** Reads a NodeMetricsList of metrics.k8s.io/v1beta1. Units: cores, bytes, seconds, epoch ms. Fails: with the path of what does not fit. */
export const parseNodeUsage = (list: unknown): Result<NodeUsage[], ParseFailure> =>
  readList('metrics.k8s.io NodeMetricsList', list, (item, { name }) => {
    if (!isText(name)) return 'metadata.name: no text';
    const use = new Use();
    const used = use.add(item['usage']) ?? measured(item, use);
    return used === null || isText(used) ? used : { name, ...used };
  });

/** Reads a PodMetricsList of metrics.k8s.io/v1beta1, the containers of a pod added up. Units and failures: as for nodes. */
export const parsePodUsage = (list: unknown): Result<PodUsage[], ParseFailure> =>
  readList('metrics.k8s.io PodMetricsList', list, (item, { namespace, name }) => {
    if (!isText(name)) return 'metadata.name: no text';
    if (!isText(namespace)) return 'metadata.namespace: no text';
    const containers: unknown = item['containers'] ?? [];
    if (!Array.isArray(containers)) return 'containers: no list';
    const use = new Use();
    for (let i = 0; i < containers.length; i++) {
      const container: unknown = containers[i];
      const misfit = isFields(container) ? use.add(container['usage']) : 'usage: no object';
      if (misfit !== null) return `containers.${i}.${misfit}`;
    }
    const used = measured(item, use);
    // Without containers nothing is known yet.
    if (containers.length === 0 && !isText(used)) return null;
    return used === null || isText(used) ? used : { namespace, name, ...used };
  });
