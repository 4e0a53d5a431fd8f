import {
  DataSourceApi,
  type CoreApp,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { from, map, of, type Observable } from 'rxjs';
import { getBackendSrv, getTemplateSrv } from '@grafana/runtime';
import { annotationSupport } from './annotations/annotationSupport.ts';
import { ProxyClient } from './client/proxyClient.ts';
import { StreamClient } from './client/streamClient.ts';
import { toResponse } from './frame/toResponse.ts';
import { toTestResult } from './config/toTestResult.ts';
import { linkTargets } from './links/linkTargets.ts';
import { withLinks } from './links/withLinks.ts';
import { liveAnswers } from './live/liveAnswers.ts';
import { LiveStream } from './live/liveStream.ts';
import { toText } from './query/text/toText.ts';
import { interpolate, type Templates } from './query/interpolate.ts';
import { missing } from './query/missing.ts';
import { toProxyQuery } from './query/toProxyQuery.ts';
import type { FilledQuery, TartLabQuery } from './query/types.ts';
import type { TartLabSettings } from './settings.ts';
import { withDefaults } from './query/withDefaults.ts';
import { VariableSupport } from './variables/variableSupport.ts';

/** What a new query shows before anyone chose: something that every lab has. */
const FIRST_METRIC = 'tart_vm_cpu_busy_ratio';

/** The class that Grafana calls. One object serves every panel of a page, so it keeps nothing about any of them. */
export class TartLabDataSource extends DataSourceApi<TartLabQuery, TartLabSettings> {
  readonly client: ProxyClient;
  readonly templates: Templates;
  private readonly stream: LiveStream;
  private readonly settings: TartLabSettings;
  override annotations = annotationSupport;

  constructor(settings: DataSourceInstanceSettings<TartLabSettings>, templates: Templates = getTemplateSrv()) {
    super(settings);
    this.client = new ProxyClient(settings.url ?? '', getBackendSrv);
    this.stream = new LiveStream(new StreamClient(settings.url ?? '', getBackendSrv));
    this.settings = settings.jsonData;
    this.templates = templates;
    this.variables = new VariableSupport(this);
  }

  override query(request: DataQueryRequest<TartLabQuery>): Observable<DataQueryResponse> {
    const queries = request.targets
      .filter((query) => !query.hide && this.filterQuery(query))
      .map((query) => interpolate(withDefaults(query), request.scopedVars, this.templates));
    if (queries.length === 0) return of({ data: [] });
    const { range } = request;
    const maxDataPoints = Math.max(1, Math.round(request.maxDataPoints ?? 1000));
    const intervalMs = Math.max(1, Math.round(request.intervalMs));
    const proxyQueries = queries.map(toProxyQuery);
    const ask = (from: number, to: number): ReturnType<ProxyClient['query']> =>
      this.client.query({ from, to, maxDataPoints, intervalMs, queries: proxyQueries }, request.requestId);
    const isLive = ({ live }: FilledQuery): boolean => this.settings.streaming !== false && (live || request.liveStreaming === true);
    const responses = queries.some(isLive)
      ? liveAnswers({ request, queries, isLive, ask, stream: this.stream, maxDataPoints, intervalMs })
      : from(ask(range.from.valueOf(), range.to.valueOf())).pipe(map((answer) => toResponse(answer, queries)));
    const targets = linkTargets(this.settings);
    return responses.pipe(map(({ data, ...rest }) => ({ ...rest, data: withLinks(data, targets, range) })));
  }

  override filterQuery(query: TartLabQuery): boolean {
    return missing(query) === null;
  }

  override getDefaultQuery(_app: CoreApp): Partial<TartLabQuery> {
    const { defaultCluster } = this.settings;
    return { kind: 'metric', metric: FIRST_METRIC, ...(defaultCluster ? { clusters: [defaultCluster] } : {}) };
  }

  override getQueryDisplayText(query: TartLabQuery): string {
    return toText(withDefaults(query));
  }

  /** Fills in variables where a query leaves its dashboard, for Explore. */
  override interpolateVariablesInQueries(queries: TartLabQuery[], scopedVars: ScopedVars): TartLabQuery[] {
    return queries.map((query) => interpolate(withDefaults(query), scopedVars, this.templates));
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    return toTestResult(await this.client.health(), { nowMs: Date.now(), version: this.meta.info.version });
  }
}
