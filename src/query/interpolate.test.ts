import { describe, expect, it } from 'vitest';
import { templatesOf } from '../testing/templates.ts';
import { interpolate, interpolateSelection } from './interpolate.ts';
import { withDefaults } from './withDefaults.ts';

const fill = (entries: string[], variables: Record<string, string | string[]>): string[] =>
  interpolateSelection(entries, {}, templatesOf(variables));

describe('interpolateSelection', () => {
  it('makes one entry of every value of a variable', () => {
    expect(fill(['$vm', 'prod-master'], { vm: ['dev-master', 'dev-worker1'] })).toEqual(['dev-master', 'dev-worker1', 'prod-master']);
  });

  it('tries every combination of variables inside a pattern', () => {
    expect(fill(['$env-${role}*'], { env: ['dev', 'prod'], role: ['master', 'worker'] })).toEqual([
      'dev-master*',
      'dev-worker*',
      'prod-master*',
      'prod-worker*',
    ]);
  });

  it('escapes values inside a regular expression and offers them as alternatives', () => {
    expect(fill(['/^$vm$/'], { vm: ['a.b', 'c'] })).toEqual(['/^(a\\.b|c)$/']);
  });

  it('takes an "all" value of .* for everything', () => {
    expect(fill(['$vm'], { vm: '.*' })).toEqual(['*']);
  });

  it('keeps no entry for an empty variable, so that an empty filter means all', () => {
    expect(fill(['$filter'], { filter: '' })).toEqual([]);
  });

  it('names each thing once', () => {
    expect(fill(['$vm', 'dev-master'], { vm: ['dev-master'] })).toEqual(['dev-master']);
  });

  it('leaves a variable that nobody defined as it is written', () => {
    expect(fill(['$nobody'], {})).toEqual(['$nobody']);
  });
});

describe('interpolate', () => {
  it('fills in selections, labels, metric and legend, and not the labels of a legend', () => {
    const query = withDefaults({
      refId: 'A',
      metric: '$metric',
      vms: ['$vm'],
      labels: { device: ['$device'] },
      legend: '$vm {{device}}',
    });
    const filled = interpolate(query, {}, templatesOf({ metric: 'tart_vm_load1', vm: 'dev-master', device: ['en0', 'en1'] }));
    expect(filled).toMatchObject({
      metric: 'tart_vm_load1',
      vms: ['dev-master'],
      labels: { device: ['en0', 'en1'] },
      legend: 'dev-master {{device}}',
    });
    expect(query.vms).toEqual(['$vm']);
  });

  it('fills in every field of a flows query', () => {
    const query = withDefaults({
      refId: 'A',
      kind: 'flows',
      clusters: ['$c'],
      namespaces: ['$n'],
      workloads: ['$w-*'],
      verdicts: ['$v'],
      protocols: ['$p'],
    });
    const variables = { c: 'dev', n: ['demo', 'kube-system'], w: 'nginx', v: ['dropped', 'error'], p: '.*' };
    expect(interpolate(query, {}, templatesOf(variables))).toMatchObject({
      clusters: ['dev'],
      namespaces: ['demo', 'kube-system'],
      workloads: ['nginx-*'],
      verdicts: ['dropped', 'error'],
      protocols: ['*'],
    });
  });
});
