import {
  DataSourceApi,
  isDataFrame,
  type AdHocVariableFilter,
  type CoreApp,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type GetTagResponse,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { defer, map, of, switchMap, type Observable } from 'rxjs';
import { getBackendSrv, getTemplateSrv } from '@grafana/runtime';
import { annotationSupport } from './annotations/annotationSupport.ts';
import { ProxyClient } from './client/proxyClient.ts';
import { foldNotices } from './frame/foldNotices.ts';
import { noRows } from './frame/noRows.ts';
import { toResponse } from './frame/toResponse.ts';
import { toTestResult } from './config/toTestResult.ts';
import { linkTargets } from './links/linkTargets.ts';
import { SteadyRanges } from './links/steadyRanges.ts';
import { withLinks } from './links/withLinks.ts';
import type { Live } from './live/openLive.ts';
import { toText } from './query/text/toText.ts';
import { adHocFilters } from './query/adHoc.ts';
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
  private live: Promise<Live | null> | undefined;
  private readonly ranges = new SteadyRanges();
  private readonly settings: TartLabSettings;
  private readonly url: string;

  constructor(settings: DataSourceInstanceSettings<TartLabSettings>, templates: Templates = getTemplateSrv()) {
    super(settings);
    this.url = settings.url ?? '';
    this.client = new ProxyClient(this.url, getBackendSrv);
    this.settings = settings.jsonData;
    this.templates = templates;
    this.variables = new VariableSupport(this);
    this.annotations = annotationSupport(this.getRef());
  }

  override query(request: DataQueryRequest<TartLabQuery>): Observable<DataQueryResponse> {
    const queries = request.targets
      .filter((query) => !query.hide && this.filterQuery(query))
      .map((query) => this.fill(query, request.scopedVars, request.filters));
    if (queries.length === 0) return of({ data: [] });
    const { range } = request;
    const maxDataPoints = Math.max(1, Math.round(request.maxDataPoints ?? 1000));
    const intervalMs = Math.max(1, Math.round(request.intervalMs));
    const proxyQueries = queries.map(toProxyQuery);
    const ask = (from: number, to: number): ReturnType<ProxyClient['query']> =>
      this.client.query({ from, to, maxDataPoints, intervalMs, queries: proxyQueries }, request.requestId);
    const isLive = ({ live }: FilledQuery): boolean => this.mayBeLive && (live || request.liveStreaming === true);
    const once = defer(() => ask(range.from.valueOf(), range.to.valueOf())).pipe(map((answer) => toResponse(answer, queries)));
    const followed = defer(() => this.loadLive()).pipe(
      switchMap((live) => (live ? live({ request, queries, isLive, ask, maxDataPoints, intervalMs }) : once)),
    );
    const responses = queries.some(isLive) ? followed : once;
    const targets = linkTargets(this.settings);
    const linkRange = this.ranges.of(range);
    return responses.pipe(
      map(({ data, ...rest }) => ({ ...rest, data: foldNotices(noRows(withLinks(data.filter(isDataFrame), targets, linkRange))) })),
    );
  }

  /** Whether queries may be live: they may, unless the settings say otherwise. */
  get mayBeLive(): boolean {
    return this.settings.streaming !== false;
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

  /** Fills in variables and the dashboard's filters where a query leaves its dashboard, for Explore. */
  override interpolateVariablesInQueries(queries: TartLabQuery[], scopedVars: ScopedVars, filters?: AdHocVariableFilter[]): TartLabQuery[] {
    return queries.map((query) => this.fill(query, scopedVars, filters));
  }

  /** What ad hoc filters can be of. */
  override async getTagKeys(): Promise<GetTagResponse> {
    const { tagKeys } = await import('./variables/tags.ts');
    return tagKeys(this.client);
  }

  override async getTagValues({ key, filters }: DataSourceGetTagValuesOptions<TartLabQuery>): Promise<GetTagResponse> {
    const { tagValues } = await import('./variables/tags.ts');
    return tagValues(this.client, key, adHocFilters(filters));
  }

  private fill(query: TartLabQuery, scopedVars: ScopedVars, filters: readonly AdHocVariableFilter[] = []): FilledQuery {
    const filled = interpolate(withDefaults(query), scopedVars, this.templates);
    return { ...filled, filters: [...filled.filters, ...adHocFilters(filters)] };
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    return toTestResult(await this.client.health(), { nowMs: Date.now(), version: this.meta.info.version });
  }

  /** Live answers are a part that is loaded when it is used. Null when it cannot be: then an ordinary answer is better than none. */
  private loadLive(): Promise<Live | null> {
    this.live ??= import('./live/openLive.ts').then(
      ({ openLive }) => openLive(this.url, getBackendSrv),
      () => {
        this.live = undefined;
        return null;
      },
    );
    return this.live;
  }
}
