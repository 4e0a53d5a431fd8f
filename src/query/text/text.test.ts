import { describe, expect, it } from 'vitest';
import { EVENT_KINDS, Severity } from '@tart-lab/contract/event.ts';
import { FLOW_PROTOCOLS, VERDICTS } from '@tart-lab/contract/flow.ts';
import { Aggregation, FILTER_OPERATORS, FLOW_VIEWS, TABLES, type Filter } from '@tart-lab/contract/query.ts';
import { QUERY_KINDS, type FilledQuery, type TartLabQuery } from '../types.ts';
import { withDefaults } from '../withDefaults.ts';
import { fieldsOfKeys } from './keys.ts';
import { parseText } from './parseText.ts';
import { toText } from './toText.ts';

const textOf = (query: Partial<TartLabQuery>): string => toText(withDefaults({ refId: 'A', ...query }));
function fieldsOf(text: string) {
  const parsed = parseText(text);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.error)}`);
  return parsed.value;
}
function faultOf(text: string) {
  const parsed = parseText(text);
  if (parsed.ok) throw new Error(`${text} can be read`);
  const { from, to, wrong, expected } = parsed.error;
  return { at: text.slice(from, to), from, wrong: wrong.kind, expected: expected.join(' ') };
}

describe('toText', () => {
  it.each<[string, Partial<TartLabQuery>]>([
    ['', {}],
    ['tart_vm_cpu_busy_ratio', { metric: 'tart_vm_cpu_busy_ratio' }],
    [
      'tart_vm_cpu_busy_ratio{cluster="dev", vm=~("dev-*", "prod-master")} sum by (cluster) top 5',
      {
        metric: 'tart_vm_cpu_busy_ratio',
        vms: ['dev-*', 'prod-master'],
        clusters: ['dev'],
        aggregate: 'sum',
        groupBy: ['cluster'],
        top: 5,
      },
    ],
    [
      'tart_vm_device_receive_bytes_per_second{device!="lo", vm!~"/^qa-/"} outliers 3 every 1m legend "{{vm}} \\"{{device}}\\""',
      {
        metric: 'tart_vm_device_receive_bytes_per_second',
        filters: [
          { key: 'device', operator: '!=', values: ['lo'] },
          { key: 'vm', operator: '!=', values: ['/^qa-/'] },
        ],
        outliers: 3,
        minInterval: '1m',
        legend: '{{vm}} "{{device}}"',
      },
    ],
    [
      'table vms{cluster="dev", cpu_busy > 0.5} columns vm, status limit 50',
      {
        kind: 'table',
        clusters: ['dev'],
        filters: [{ key: 'cpu_busy', operator: '>', values: ['0.5'] }],
        columns: ['vm', 'status'],
        limit: 50,
      },
    ],
    ['events{kind=("vm_stopped", "back"), severity="warning"}', { kind: 'events', kinds: ['vm_stopped', 'back'], severities: ['warning'] }],
    ['flows graph{namespace="demo"}', { kind: 'flows', namespaces: ['demo'] }],
    ['flows rates{verdict="dropped"} every $step', { kind: 'flows', view: 'rates', verdicts: ['dropped'], minInterval: '$step', limit: 3 }],
    ['table vms live', { kind: 'table', live: true }],
    ['{} sum', { aggregate: 'sum' }],
    ['"table" top 3', { metric: 'table', top: 3 }],
  ])('is %s', (text, query) => {
    expect(textOf(query)).toBe(text);
    expect(withDefaults({ refId: 'A', ...query, ...fieldsOf(text) })).toEqual(withDefaults({ refId: 'A', ...query }));
  });

  it('leaves out what the query does not look at, and what could not be read stays itself', () => {
    expect(textOf({ kind: 'table', table: 'clusters', clusters: ['dev'], vms: ['dev-master'], namespaces: ['demo'] })).toBe(
      'table clusters{cluster="dev"}',
    );
    expect(textOf({ kind: 'events', metric: 'tart_vm_load1', limit: 50_000 })).toBe('events limit 10000');
    expect(textOf({ metric: 'tart_vm_load1', draft: 'tart_vm_load1{' })).toBe('tart_vm_load1{');
  });
});

describe('parseText', () => {
  it.each([
    ['  tart_vm_load1 { vm = dev-master , }  top 3 sum\n by(vm, cluster)', 'tart_vm_load1{vm="dev-master"} sum by (vm, cluster) top 3'],
    ["table vms {status == 'up'}", 'table vms{status="up"}'],
    ['flows', 'flows graph'],
    ['flows {protocol=("http", "dns")} limit 5', 'flows graph{protocol=("HTTP", "DNS")} limit 5'],
    ['tart_vm_load1{vm="a", vm="b*"}', 'tart_vm_load1{vm="a", vm=~"b*"}'],
    ['events{kind="vm_*"}', 'events{kind=~"vm_*"}'],
    ['events{kind=$kind, severity="Error"}', 'events{severity="error", kind="$kind"}'],
    ['tart_vm_load1{vm=~"${vm:raw}-*"} legend "VM {{vm}}\\n\\u00e9"', 'tart_vm_load1{vm=~"${vm:raw}-*"} legend "VM {{vm}}\\né"'],
    ['', ''],
  ])('reads %j', (given, written) => {
    expect(textOf(fieldsOf(given))).toBe(written);
  });

  it('decides every field of its kind, so that what is not written is not asked, and none of other kinds', () => {
    expect(fieldsOf('table pods')).toEqual({
      kind: 'table',
      table: 'pods',
      clusters: [],
      vms: [],
      macs: [],
      namespaces: [],
      workloads: [],
      filters: [],
      columns: [],
      limit: null,
      live: false,
      draft: '',
    });
    expect(fieldsOf('tart_vm_load1')).toMatchObject({ labels: {}, aggregate: 'none', top: null, bottom: null, outliers: null, legend: '' });
    expect(fieldsOf('tart_vm_load1')).not.toHaveProperty('columns');
  });

  it.each([
    ['tart_vm_load1{vm="dev-master"', { at: '', from: 29, wrong: 'end', expected: ', }' }],
    ['tart_vm_load1{vm dev}', { at: 'dev', from: 17, wrong: 'unexpected', expected: '= != =~ !~ < <= > >=' }],
    ['tart_vm_load1{vm="dev}', { at: '"dev}', from: 17, wrong: 'unclosed', expected: '"' }],
    ['tart_vm_load1{vm=}', { at: '}', from: 17, wrong: 'unexpected', expected: '"…" (' }],
    ['tart_vm_load1 topp 5', { at: 'topp', from: 14, wrong: 'unexpected', expected: 'top' }],
    ['tart_vm_load1 top many', { at: 'many', from: 18, wrong: 'number', expected: '' }],
    ['tart_vm_load1 top 1.5', { at: '1.5', from: 18, wrong: 'number', expected: '' }],
    ['tart_vm_load1 top', { at: '', from: 17, wrong: 'number', expected: '' }],
    ['tart_vm_load1 top 1 top 2', { at: 'top', from: 20, wrong: 'twice', expected: '' }],
    ['tart_vm_load1 sum avg', { at: 'avg', from: 18, wrong: 'twice', expected: '' }],
    ['tart_vm_load1 every soon', { at: 'soon', from: 20, wrong: 'interval', expected: '30s 5m 1h' }],
    ['table vm', { at: 'vm', from: 6, wrong: 'unknown', expected: 'vms' }],
    ['table', { at: '', from: 5, wrong: 'end', expected: TABLES.join(' ') }],
    ['flows grap', { at: 'grap', from: 6, wrong: 'unknown', expected: 'graph' }],
    ['flows rates limit 5', { at: 'limit', from: 12, wrong: 'unexpected', expected: 'every live' }],
    ['events{severity="warn"}', { at: '"warn"', from: 16, wrong: 'unknown', expected: 'warning' }],
    ['tart_vm_load1 !', { at: '!', from: 14, wrong: 'unexpected', expected: '!= !~' }],
  ])('says of %j where it is wrong and what would be right', (text, fault) => {
    expect(faultOf(text)).toEqual(fault);
  });
});

/** A small generator of numbers that always gives the same ones for a seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const NAMES = [
  'dev-master',
  'dev-*',
  '/^dev-(a|b)$/i',
  '$vm',
  '${vm:raw}',
  'a b',
  'say "no"',
  "it's",
  'back\\slash',
  '{x}',
  '변수',
  'a,b',
  '/',
  '\n',
  '=',
  '5',
];

/** Any query that the builder can make: one key stands once as a selection before it stands in a filter. */
function queryOf(seed: number): FilledQuery {
  const random = randomOf(seed);
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const one = <T>(list: readonly T[]): T => list[upTo(list.length - 1)] as T;
  const some = <T>(list: readonly T[], most = 3): T[] => [...new Set(Array.from({ length: upTo(most) }, () => one(list)))];
  const maybe = <T>(value: T): T | null => (random() < 0.5 ? value : null);
  const query = withDefaults({
    refId: 'A',
    kind: one(QUERY_KINDS),
    macs: some(NAMES),
    clusters: some(NAMES),
    vms: some(NAMES),
    namespaces: some(NAMES),
    workloads: some(NAMES),
    metric: one(['', 'tart_vm_load1', '$metric', 'table', 'a metric', 'sum']),
    labels: Object.fromEntries(some(['device', 'mode', 'odd key', '변수']).map((key) => [key, [one(NAMES), ...some(NAMES)]])),
    aggregate: one(Aggregation.options),
    groupBy: some(['vm', 'cluster', '$by', 'odd key']),
    top: maybe(1 + upTo(20)),
    bottom: maybe(1 + upTo(20)),
    outliers: maybe(one([0.5, 3, 12.25])),
    minInterval: one(['', '30s', '1m', '$step']),
    legend: one(['', '{{vm}}', 'a "b" {{c}}\\', '변수\n{{vm}}']),
    table: one(TABLES),
    columns: some(['vm', 'status', '$column', 'odd column']),
    view: one(FLOW_VIEWS),
    verdicts: some([...VERDICTS, '$verdict', '*']),
    protocols: some([...FLOW_PROTOCOLS, '$protocol']),
    kinds: some(EVENT_KINDS),
    severities: some(Severity.options),
    limit: maybe(1 + upTo(9998)),
    live: random() < 0.3,
  });
  const fields = fieldsOfKeys(query);
  const free = (key: string): boolean => {
    const field = fields.get(key);
    if (field !== undefined) return query[field].length > 0;
    return query.kind !== 'metric' || (query.labels[key]?.length ?? 0) > 0;
  };
  const filters = Array.from({ length: upTo(3) }, (): Filter => {
    const key = one(['device', 'vm', 'cluster', 'kind', 'verdict', 'odd key', 'cpu_busy']);
    const operator = one(free(key) ? FILTER_OPERATORS : FILTER_OPERATORS.filter((sign) => sign !== '='));
    return {
      key,
      operator,
      values: operator.includes('<') || operator.includes('>') ? [one(['0.5', 'x y'])] : [one(NAMES), ...some(NAMES)],
    };
  });
  return { ...query, filters };
}

it('reads back what it wrote: three thousand queries, with the fields of other kinds untouched', () => {
  for (let seed = 1; seed <= 3000; seed += 1) {
    const query = queryOf(seed);
    const text = toText(query);
    expect({ text, ...query, ...fieldsOf(text) }).toEqual({ text, ...query });
  }
});

it('never throws and never loops on cut and garbled texts, and a fault lies within the text', () => {
  for (let seed = 1; seed <= 1000; seed += 1) {
    const text = toText(queryOf(seed));
    const random = randomOf(seed * 7);
    const at = Math.floor(random() * text.length);
    for (const broken of [
      text.slice(0, at),
      text.slice(at),
      text.slice(0, at) + '"' + text.slice(at),
      text.slice(0, at) + ')' + text.slice(at),
    ]) {
      const parsed = parseText(broken);
      if (parsed.ok) continue;
      expect(parsed.error.from).toBeGreaterThanOrEqual(0);
      expect(parsed.error.to).toBeLessThanOrEqual(broken.length);
      expect(parsed.error.from).toBeLessThanOrEqual(parsed.error.to);
    }
  }
});
