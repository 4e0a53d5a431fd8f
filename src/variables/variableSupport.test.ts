import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { LAB, startFakeBackend } from '../testing/fakeBackend.ts';
import { labDataSource, requestOf } from '../testing/lab.ts';
import type { VariableQuery } from './variableQuery.ts';
import { VariableSupport } from './variableSupport.ts';

describe('a dashboard variable', () => {
  it('lists one kind of thing, narrowed by other variables', async () => {
    const requests = startFakeBackend(LAB, { cluster: 'dev' });
    const support = new VariableSupport(labDataSource());
    const request = requestOf<VariableQuery>([{ refId: 'V', values: 'vms', clusters: ['$cluster'] }]);
    const answer = await lastValueFrom(support.query(request));
    expect(answer.data).toEqual([
      { value: 'dev-master', text: 'dev-master' },
      { value: 'dev-worker1', text: 'dev-worker1' },
    ]);
    expect(requests[0]?.url).toContain('/api/v1/values/vms?limit=1000&cluster=dev');
  });

  it.each(['workloads', 'pods', 'hpas'] as const)(
    'lists %s of a cluster and a namespace, and lets no filter of another kind narrow them',
    async (values) => {
      const requests = startFakeBackend(LAB, { cluster: 'dev', namespace: ['demo', 'kube-system'] });
      const query = {
        refId: 'V',
        values,
        clusters: ['$cluster'],
        namespaces: ['$namespace'],
        metrics: ['tart_vm_load1'],
        macs: ['studio'],
      };
      const answer = await lastValueFrom(new VariableSupport(labDataSource()).query(requestOf<VariableQuery>([query])));
      expect(answer.data.length).toBeGreaterThan(0);
      expect(requests[0]?.url).toContain(`/api/v1/values/${values}?limit=1000&cluster=dev&namespace=demo&namespace=kube-system`);
      expect(requests[0]?.url).not.toMatch(/metric=|mac=/);
    },
  );

  it('narrows pods by workload and VM, where “all” of another variable means all', async () => {
    const requests = startFakeBackend(LAB, { vm: '.*', workload: ['nginx-web', 'redis'] });
    const query = { refId: 'V', values: 'pods', workloads: ['$workload'], vms: ['$vm'] } as const;
    const request = requestOf<VariableQuery>([{ ...query, workloads: [...query.workloads], vms: [...query.vms] }]);
    await lastValueFrom(new VariableSupport(labDataSource()).query(request));
    expect(requests[0]?.url).toContain('vm=*&workload=nginx-web&workload=redis');
  });

  it('lists the values of a label of some metrics, and nothing before a label is chosen', async () => {
    const requests = startFakeBackend({
      ...LAB,
      '/api/v1/values/labelvalues': () => ({ data: { values: [{ value: 'idle', label: 'idle' }], total: 1 } }),
    });
    const support = new VariableSupport(labDataSource());
    const query: VariableQuery = { refId: 'V', values: 'labelvalues', metrics: ['tart_vm_cpu_mode_ratio'] };
    expect((await lastValueFrom(support.query(requestOf([query])))).data).toEqual([]);
    expect(requests).toEqual([]);
    expect((await lastValueFrom(support.query(requestOf([{ ...query, label: 'mode' }])))).data).toEqual([{ value: 'idle', text: 'idle' }]);
    expect(requests[0]?.url).toContain('label=mode&metric=tart_vm_cpu_mode_ratio');
  });

  it('reads what someone once saved, without what it does not know', async () => {
    const requests = startFakeBackend();
    const saved: object = { refId: 'V', values: 'planets', clusters: 'dev', vms: ['dev-*'] };
    await lastValueFrom(new VariableSupport(labDataSource()).query(requestOf<VariableQuery>([{ refId: 'V', ...saved }])));
    expect(requests[0]?.url).toContain('/api/v1/values/vms?limit=1000');
  });

  it('says why it has no values', async () => {
    startFakeBackend({ '/api/v1/values/vms': () => ({ status: 502, data: '' }) });
    const answer = await lastValueFrom(new VariableSupport(labDataSource()).query(requestOf<VariableQuery>([{ refId: 'V' }])));
    expect(answer.data).toEqual([]);
    expect(answer.errors?.[0]?.message).toContain('Grafana cannot reach the Tart Lab proxy');
  });
});
