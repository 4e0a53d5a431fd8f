import { describe, expect, it } from 'vitest';
import { wantAt } from '../../query/text/wantAt.ts';
import { LAB, startFakeBackend } from '../../testing/fakeBackend.ts';
import { labDataSource } from '../../testing/lab.ts';
import { completionsFor } from './completions.ts';

const columns = [{ value: 'vm', label: 'VM' }, { value: 'status' }];

/** What is offered at the `|`: as it is shown, or as it is put into the text. */
async function offered(marked: string, as: 'label' | 'insert' = 'label'): Promise<string[]> {
  const want = wantAt(marked.replace('|', ''), marked.indexOf('|'));
  const { client } = labDataSource();
  return (await completionsFor(want, { client, variables: ['$vm'], columns })).map((one) => one[as]);
}

describe('completionsFor', () => {
  it('offers kinds, metrics and variables first', async () => {
    startFakeBackend();
    expect(await offered('|')).toEqual(expect.arrayContaining(['table', 'flows', 'events', 'tart_vm_cpu_busy_ratio', '$vm']));
    expect(await offered('table |')).toContain('pods');
    expect(await offered('flows |')).toEqual(['graph', 'connections', 'list', 'rates']);
  });

  it('offers the labels of the metric, the columns of the table', async () => {
    startFakeBackend();
    expect(await offered('tart_vm_cpu_mode_ratio{|')).toEqual(['cluster', 'vm', 'mac', 'mode']);
    expect(await offered('tart_hpa_replicas sum by (|')).toEqual(expect.arrayContaining(['cluster', 'namespace', 'hpa']));
    expect(await offered('tart_hpa_replicas sum by (|')).not.toContain('vm');
    expect(await offered('table vms columns |')).toEqual(['vm', 'status']);
    expect(await offered('table vms{|')).toEqual(['cluster', 'vm', 'mac', 'status']);
    expect(await offered('tart_vm_cpu_mode_ratio legend "{{m|', 'insert')).toContain('{{mode}}');
  });

  it('offers what the lab holds, within what the text says so far, with quotes where there are none', async () => {
    const requests = startFakeBackend();
    expect(await offered('tart_vm_load1{cluster="dev", vm=|', 'insert')).toEqual(['"dev-master"', '"dev-worker1"', '$vm']);
    expect(requests.at(-1)?.url).toContain('/values/vms?limit=1000&cluster=dev&metric=tart_vm_load1');
    expect(await offered('tart_vm_load1{vm="d|', 'insert')).toContain('dev-master');
    expect(await offered('events{severity=|')).toEqual(['info', 'warning', 'error', '$vm']);
    expect(await offered('flows{verdict=|')).toContain('dropped');
  });

  it('asks for the values of any other label of a metric, and knows those that are the same in every lab', async () => {
    const answers = { ...LAB, '/api/v1/values/labelvalues': () => ({ data: { values: [{ value: 'oom', label: 'oom' }], total: 1 } }) };
    const requests = startFakeBackend(answers);
    expect(await offered('tart_vm_cpu_mode_ratio{mode=|', 'insert')).toContain('"idle"');
    expect(await offered('tart_vm_cpu_mode_ratio{reason=|', 'insert')).toEqual(['"oom"', '$vm']);
    expect(requests.at(-1)?.url).toContain('label=reason');
  });

  it('offers the clauses of the kind, and `by` after a fold', async () => {
    startFakeBackend();
    expect(await offered('tart_vm_load1{} |')).toEqual([
      'sum',
      'avg',
      'min',
      'max',
      'outliers',
      'top',
      'bottom',
      'every',
      'legend',
      'live',
    ]);
    expect((await offered('tart_vm_load1 sum |'))[0]).toBe('by');
    expect(await offered('events {} |')).toEqual(['limit', 'live']);
    expect(await offered('tart_vm_load1 top |')).toEqual([]);
  });

  it('offers what it knows by itself where the proxy does not answer', async () => {
    startFakeBackend({});
    expect(await offered('|')).toEqual(['table', 'flows', 'events', '$vm']);
    expect(await offered('tart_vm_load1{vm=|')).toEqual(['$vm']);
  });
});
