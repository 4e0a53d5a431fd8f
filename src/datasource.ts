import {
  DataSourceApi,
  type CoreApp,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { getBackendSrv, getTemplateSrv } from '@grafana/runtime';
import { annotationSupport } from './annotations/annotationSupport.ts';
import { ProxyClient } from './client/proxyClient.ts';
import { toResponse } from './frame/toResponse.ts';
import { toTestResult } from './config/toTestResult.ts';
import { toText } from './query/text/toText.ts';
import { interpolate, type Templates } from './query/interpolate.ts';
import { missing } from './query/missing.ts';
import { toProxyQuery } from './query/toProxyQuery.ts';
import type { TartLabQuery } from './query/types.ts';
import type { TartLabSettings } from './settings.ts';
import { withDefaults } from './query/withDefaults.ts';
import { VariableSupport } from './variables/variableSupport.ts';

/** What a new query shows before anyone chose: something that every lab has. */
const FIRST_METRIC = 'tart_vm_cpu_busy_ratio';

/** The class that Grafana calls. One object serves every panel of a page, so it keeps nothing about any of them. */
export class TartLabDataSource extends DataSourceApi<TartLabQuery, TartLabSettings> {
  readonly client: ProxyClient;
  readonly templates: Templates;
  override annotations = annotationSupport;

  constructor(settings: DataSourceInstanceSettings<TartLabSettings>, templates: Templates = getTemplateSrv()) {
    super(settings);
    this.client = new ProxyClient(settings.url ?? '', getBackendSrv);
    this.templates = templates;
    this.variables = new VariableSupport(this);
  }

  override async query(request: DataQueryRequest<TartLabQuery>): Promise<DataQueryResponse> {
    const queries = request.targets
      .filter((query) => !query.hide && this.filterQuery(query))
      .map((query) => interpolate(withDefaults(query), request.scopedVars, this.templates));
    if (queries.length === 0) return { data: [] };
    const { range, maxDataPoints = 1000, intervalMs } = request;
    const envelope = { from: range.from.valueOf(), to: range.to.valueOf(), maxDataPoints: Math.max(1, Math.round(maxDataPoints)) };
    const answer = await this.client.query(
      { ...envelope, intervalMs: Math.max(1, Math.round(intervalMs)), queries: queries.map(toProxyQuery) },
      request.requestId,
    );
    return toResponse(answer, queries);
  }

  override filterQuery(query: TartLabQuery): boolean {
    return missing(query) === null;
  }

  override getDefaultQuery(_app: CoreApp): Partial<TartLabQuery> {
    return { kind: 'metric', metric: FIRST_METRIC };
  }

  override getQueryDisplayText(query: TartLabQuery): string {
    return toText(withDefaults(query));
  }

  /** Fills in variables where a query leaves its dashboard, for Explore. */
  override interpolateVariablesInQueries(queries: TartLabQuery[], scopedVars: ScopedVars): TartLabQuery[] {
    return queries.map((query) => interpolate(withDefaults(query), scopedVars, this.templates));
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    return toTestResult(await this.client.health());
  }
}
