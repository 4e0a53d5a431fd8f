import { from, map, of, type Observable } from 'rxjs';
import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import type { ProxyClient } from '../client/proxyClient.ts';
import { valuesPath } from '../client/proxyClient.ts';
import { problemText } from '../client/problemText.ts';
import type { TartLabDataSource } from '../datasource.ts';
import { interpolateSelection, type Templates } from '../query/interpolate.ts';
import type { TartLabQuery } from '../query/types.ts';
import type { TartLabSettings } from '../settings.ts';
import { LazyVariableEditor } from './LazyVariableEditor.tsx';
import { filledVariableQuery, filtersOf, type VariableFilter, type VariableQuery } from './variableQuery.ts';

/** Dashboard variables: the values of one kind (VMs, clusters, pods, devices …), narrowed by other variables. */
export class VariableSupport extends CustomVariableSupport<TartLabDataSource, VariableQuery, TartLabQuery, TartLabSettings> {
  override editor = LazyVariableEditor;
  private readonly datasource: { readonly client: ProxyClient; readonly templates: Templates };

  constructor(datasource: { readonly client: ProxyClient; readonly templates: Templates }) {
    super();
    this.datasource = datasource;
  }

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const { client, templates } = this.datasource;
    const query = filledVariableQuery(request.targets[0]);
    const { refId, values, label } = query;
    const selection = (filter: VariableFilter): string[] =>
      filtersOf(values).includes(filter) ? interpolateSelection(query[filter], request.scopedVars, templates) : [];
    if (values === 'labelvalues' && label === '') return of({ data: [] });
    const path = valuesPath(values, {
      mac: selection('macs'),
      cluster: selection('clusters'),
      vm: selection('vms'),
      namespace: selection('namespaces'),
      workload: selection('workloads'),
      metric: selection('metrics'),
      ...(values === 'labelvalues' ? { label: templates.replace(label, request.scopedVars) } : {}),
    });
    return from(client.values(path, values)).pipe(
      map((answer) =>
        answer.ok
          ? { data: answer.value.map(({ value, label }) => ({ value, text: label })) }
          : { data: [], errors: [{ refId, message: problemText(answer.error) }] },
      ),
    );
  }
}
