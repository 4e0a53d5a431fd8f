import { describe, expect, it } from 'vitest';
import { QueryRequest } from '@tart-lab/contract/query.ts';
import { CoreApp, toDataFrame } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import { LAB, startFakeBackend, type Answers } from './testing/fakeBackend.ts';
import { startFakeSources } from './testing/fakeSources.ts';
import { answered, labDataSource, requestOf } from './testing/lab.ts';

const PROBLEM = {
  kind: 'unknown_metric',
  target: 'B',
  doing: 'read the query',
  detail: 'there is no metric tart_vm_speed',
  advice: 'pick one from the catalogue',
};
const FRAME = {
  schema: {
    refId: 'A',
    fields: [
      { name: 'Time', type: 'time' },
      { name: 'Value', type: 'number', labels: { vm: 'dev-master' } },
    ],
  },
  data: { values: [[1000], [0.5]] },
};
const answering = (results: unknown): Answers => ({ ...LAB, '/api/v1/query': () => ({ data: { results } }) });

describe('query', () => {
  it('asks for all queries of a panel at once, in the contract’s words', async () => {
    const requests = startFakeBackend(answering({ A: { status: 200, frames: [FRAME] }, B: { status: 200, frames: [] } }));
    const response = await answered(
      requestOf([
        { refId: 'A', metric: 'tart_vm_cpu_busy_ratio' },
        { refId: 'B', kind: 'table', table: 'ports' },
      ]),
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', requestId: 'Q100', showErrorAlert: false });
    const body = QueryRequest.parse(requests[0]?.data);
    expect(body).toMatchObject({ from: 3_600_000, to: 7_200_000, maxDataPoints: 500, intervalMs: 5000 });
    expect(body.queries.map(({ refId }) => refId)).toEqual(['A', 'B']);
    expect(response.data).toMatchObject([{ refId: 'A', length: 1 }]);
    expect(response.errors).toBeUndefined();
  });

  it('puts a problem on its own query and keeps the others’ frames', async () => {
    startFakeBackend(
      answering({ A: { status: 200, frames: [FRAME] }, B: { status: 400, frames: [], error: 'no metric', problem: PROBLEM } }),
    );
    const response = await answered(
      requestOf([
        { refId: 'A', metric: 'tart_vm_cpu_busy_ratio' },
        { refId: 'B', metric: 'tart_vm_speed' },
      ]),
    );
    expect(response.data).toHaveLength(1);
    expect(response.errors).toMatchObject([{ refId: 'B', status: 400 }]);
    expect(response.errors?.[0]?.message).toBe(
      'B: there is no metric tart_vm_speed, while trying to read the query. pick one from the catalogue.',
    );
  });

  it('shows a problem of a kind that only a later proxy knows', async () => {
    startFakeBackend(answering({ A: { status: 500, frames: [], problem: { ...PROBLEM, kind: 'moon_phase' } } }));
    const response = await answered(requestOf([{ refId: 'A', metric: 'x' }]));
    expect(response.errors).toMatchObject([{ refId: 'A', data: { error: 'moon_phase' } }]);
  });

  it('puts a failure of the whole call on every query', async () => {
    startFakeBackend({ '/api/v1/query': () => ({ status: 502, data: '' }) });
    const { errors } = await answered(
      requestOf([
        { refId: 'A', metric: 'x' },
        { refId: 'B', metric: 'y' },
      ]),
    );
    expect(errors?.map(({ refId }) => refId)).toEqual(['A', 'B']);
    expect(errors?.[0]?.message).toContain('Grafana cannot reach the Tart Lab proxy');
  });

  it('asks nothing for hidden queries and those without a metric', async () => {
    const requests = startFakeBackend();
    const response = await answered(requestOf([{ refId: 'A', metric: 'x', hide: true }, { refId: 'B' }]));
    expect(response).toEqual({ data: [] });
    expect(requests).toEqual([]);
  });

  it('fills in variables before it asks', async () => {
    const requests = startFakeBackend(answering({ A: { status: 200, frames: [] } }), { vm: ['dev-master', 'dev-worker1'] });
    await answered(requestOf([{ refId: 'A', metric: 'x', vms: ['$vm'] }]));
    expect(requests[0]?.data).toMatchObject({ queries: [{ vms: ['dev-master', 'dev-worker1'] }] });
  });
});

describe('the class that Grafana calls', () => {
  it('leaves a dashboard with its variables filled in', () => {
    startFakeBackend(LAB, { vm: 'dev-master' });
    expect(labDataSource().interpolateVariablesInQueries([{ refId: 'A', metric: 'x', vms: ['$vm'] }], {})).toMatchObject([
      { refId: 'A', vms: ['dev-master'] },
    ]);
  });

  it('begins with the cluster of its settings', () => {
    startFakeBackend();
    expect(labDataSource().getDefaultQuery(CoreApp.Explore)).not.toHaveProperty('clusters');
    expect(labDataSource({ defaultCluster: 'dev' }).getDefaultQuery(CoreApp.Explore)).toMatchObject({ clusters: ['dev'] });
  });

  it('leads from a row to a linked source, and nowhere when that source was deleted', async () => {
    const fields = [{ name: 'vm', type: 'string' as const }];
    startFakeBackend(answering({ A: { status: 200, frames: [{ schema: { refId: 'A', fields }, data: { values: [['dev-master']] } }] } }));
    startFakeSources({ logs: ['loki', 'Logs'] });
    const linksWith = async (uid: string) => {
      const answers = labDataSource({ loki: { uid } }).query(requestOf([{ refId: 'A', kind: 'table', table: 'vms' }]));
      const { data } = await lastValueFrom(answers);
      return toDataFrame(data[0]).fields[0]?.config.links?.map(({ title }) => title);
    };
    expect(await linksWith('logs')).toEqual(['Logs in Logs']);
    expect(await linksWith('deleted')).toBeUndefined();
  });
});
