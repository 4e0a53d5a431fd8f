import { describe, expect, it } from 'vitest';
import type { GetTagResponse, MetricFindValue } from '@grafana/data';
import { QueryRequest } from '@tart-lab/contract/query.ts';
import { LAB, startFakeBackend } from '../testing/fakeBackend.ts';
import { answered, labDataSource, requestOf } from '../testing/lab.ts';

describe('ad hoc filters', () => {
  const filters = [
    { key: 'vm', operator: '!=', value: 'dev-master' },
    { key: 'pod', operator: '=~', value: 'nginx-.*' },
  ];

  it('narrow every query of a panel, beside its own', async () => {
    const requests = startFakeBackend({ ...LAB, '/api/v1/query': () => ({ data: { results: {} } }) });
    const own = { key: 'device', operator: '!=', values: ['lo'] } as const;
    const targets = [
      { refId: 'A', metric: 'tart_vm_load1', filters: [{ ...own, values: [...own.values] }] },
      { refId: 'B', kind: 'events' as const },
    ];
    await answered({ ...requestOf(targets), filters });
    const asked = [
      { key: 'vm', operator: '!=', values: ['dev-master'] },
      { key: 'pod', operator: '=', values: ['/^(?:nginx-.*)$/'] },
    ];
    expect(QueryRequest.parse(requests[0]?.data).queries).toMatchObject([{ filters: [own, ...asked] }, { filters: asked }]);
  });

  it('go with a query to Explore', () => {
    startFakeBackend();
    const [query] = labDataSource().interpolateVariablesInQueries([{ refId: 'A', metric: 'tart_vm_load1' }], {}, filters.slice(0, 1));
    expect(query?.filters).toEqual([{ key: 'vm', operator: '!=', values: ['dev-master'] }]);
  });

  it('are of places, workloads and every label of a metric', async () => {
    startFakeBackend();
    const { data } = await tagsOf(labDataSource().getTagKeys());
    const keys = data.map(({ value }) => value);
    for (const key of ['mac', 'cluster', 'vm', 'namespace', 'workload', 'pod', 'node', 'device', 'mountpoint', 'verdict'])
      expect(keys).toContain(key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('offer values within the other filters, words that are the same everywhere, and say why there are none', async () => {
    const requests = startFakeBackend();
    const datasource = labDataSource();
    const { data } = await tagsOf(
      datasource.getTagValues({ key: 'vm', filters: [...filters, { key: 'cluster', operator: '=', value: 'dev' }] }),
    );
    expect(data.map(({ value }) => value)).toEqual(['dev-master', 'dev-worker1']);
    const sent = new URL(requests[0]?.url ?? '', 'http://grafana').searchParams.get('filters') ?? '';
    expect(JSON.parse(sent)).toEqual([
      { key: 'pod', operator: '=', values: ['/^(?:nginx-.*)$/'] },
      { key: 'cluster', operator: '=', values: ['dev'] },
    ]);
    expect((await tagsOf(datasource.getTagValues({ key: 'severity', filters: [] }))).data.map(({ value }) => value)).toEqual([
      'info',
      'warning',
      'error',
    ]);
    const refused = await tagsOf(datasource.getTagValues({ key: 'reason', filters: [] }));
    expect(refused.data).toEqual([]);
    expect(refused.error?.message).toContain('while trying to list the labelvalues');
  });
});

/** Grafana takes a bare list too; ours is always whole. */
async function tagsOf(answer: Promise<GetTagResponse>): Promise<{ data: MetricFindValue[]; error?: { message?: string } | undefined }> {
  const tags = await answer;
  return Array.isArray(tags) ? { data: tags, error: undefined } : tags;
}
