import { parseArgs } from 'node:util';
import type { FlowFilter, GetFlowsRequest } from './messages.ts';
import { toTimestamp } from './messages.ts';

/** A command line that `hubble` refuses; `message` is what it says on stderr. */
export class ObserveRefused extends Error {}

const DEFAULT_LAST = '20';
const many = { type: 'string', multiple: true } as const;
const OPTIONS = {
  follow: { type: 'boolean', short: 'f' },
  output: { type: 'string', short: 'o' },
  last: { type: 'string' },
  first: { type: 'string' },
  all: { type: 'boolean' },
  since: { type: 'string' },
  until: { type: 'string' },
  server: { type: 'string' },
  verdict: many,
  namespace: { ...many, short: 'n' },
  pod: many,
  'from-pod': many,
  'to-pod': many,
  'from-namespace': many,
  'to-namespace': many,
  label: many,
  'from-label': many,
  'to-label': many,
  protocol: many,
  port: many,
  'from-port': many,
  'to-port': many,
  type: { ...many, short: 't' },
  'traffic-direction': many,
  'http-status': many,
  'drop-reason-desc': many,
  'experimental-field-mask': many,
  'field-mask': many,
} as const;

const TYPES: Readonly<Record<string, number>> = { drop: 1, capture: 3, trace: 4, 'policy-verdict': 5, 'trace-sock': 7, l7: 129 };
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `hubble observe …`, or its options alone, as the request that it sends. Throws `ObserveRefused` for what is no option or not simulated. */
export function toRequest(argv: readonly string[], nowMs: number): GetFlowsRequest {
  const words = argv[0] === 'hubble' ? argv.slice(1) : [...argv];
  if (words[0] === 'observe') words.shift();
  if (words[0] === 'flows') words.shift();
  const values = parse(words);
  const output = values.output ?? 'compact';
  if (!['jsonpb', 'json'].includes(output)) throw new ObserveRefused(`output format ${output} is not simulated: use -o jsonpb`);
  const follow = values.follow ?? false;
  const free = values.since === undefined && values.until === undefined && values.first === undefined;
  const number = values.first ?? values.last ?? (values.all ? String(2n ** 64n - 1n) : free && !follow ? DEFAULT_LAST : undefined);
  if (number !== undefined && !/^\d+$/.test(number))
    throw new ObserveRefused(`invalid argument "${number}": strconv.ParseUint: parsing "${number}": invalid syntax`);
  const both = bothWays(values);
  return {
    number,
    follow,
    first: values.first !== undefined,
    since: values.since === undefined ? undefined : toTimestamp(toTime(values.since, nowMs)),
    until: values.until === undefined || follow ? undefined : toTimestamp(toTime(values.until, nowMs)),
    whitelist: both,
    field_mask: {
      paths: [...(values['field-mask'] ?? []), ...(values['experimental-field-mask'] ?? [])].flatMap((paths) => paths.split(',')),
    },
  };
}

function parse(words: string[]) {
  try {
    return parseArgs({ args: words, options: OPTIONS, strict: true }).values;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new ObserveRefused(/Unknown option '(-[^']*)'/.exec(said)?.[1]?.replace(/^/, 'unknown flag: ') ?? said, { cause: error });
  }
}

type Values = ReturnType<typeof parse>;

/** Options without a direction become two filters: of flows that come from there, and of flows that go there. */
function bothWays(values: Values): FlowFilter[] {
  const common: FlowFilter = {
    verdict: values.verdict,
    protocol: values.protocol,
    http_status_code: values['http-status'],
    drop_reason_desc: values['drop-reason-desc'],
    traffic_direction: values['traffic-direction']?.map((side) => side.toUpperCase()),
    event_type: values.type?.map((type) => ({ type: TYPES[type] ?? refuse(`unknown type: ${type}`) })),
    source_pod: joined(values['from-pod'], values['from-namespace']?.map(all)),
    destination_pod: joined(values['to-pod'], values['to-namespace']?.map(all)),
    source_label: values['from-label'],
    destination_label: values['to-label'],
    source_port: values['from-port'],
    destination_port: values['to-port'],
  };
  const pods = joined(values.pod, values.namespace?.map(all));
  const isFree = Object.values(common).every((each) => each === undefined);
  if (!pods && !values.label && !values.port) return isFree ? [] : [common];
  return [
    {
      ...common,
      source_pod: pods ?? common.source_pod,
      source_label: values.label ?? common.source_label,
      source_port: values.port ?? common.source_port,
    },
    {
      ...common,
      destination_pod: pods ?? common.destination_pod,
      destination_label: values.label ?? common.destination_label,
      destination_port: values.port ?? common.destination_port,
    },
  ];
}

const all = (namespace: string) => `${namespace}/`;
const joined = (...lists: readonly (readonly string[] | undefined)[]) => {
  const whole = lists.flatMap((list) => list ?? []);
  return whole.length > 0 ? whole : undefined;
};

function refuse(message: string): never {
  throw new ObserveRefused(message);
}

/** RFC 3339, or how long ago: `30s`, `5m`. */
function toTime(text: string, nowMs: number): number {
  const [, count, unit] = DURATION.exec(text) ?? [];
  const atMs = count !== undefined && unit !== undefined ? nowMs - Number(count) * (UNIT_MS[unit] ?? 0) : Date.parse(text);
  return Number.isNaN(atMs) ? refuse(`failed to parse the since time: failed to convert ${text} to time`) : atMs;
}
