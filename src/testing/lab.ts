import { lastValueFrom } from 'rxjs';
import { dateTime, PluginType, type DataQueryRequest, type DataQueryResponse, type DataSourceInstanceSettings } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { TartLabDataSource } from '../datasource.ts';
import type { TartLabQuery } from '../query/types.ts';
import type { TartLabSettings } from '../settings.ts';
import { BASE_URL } from './fakeBackend.ts';

export const labSettings: DataSourceInstanceSettings<TartLabSettings> = {
  id: 1,
  uid: 'tart-lab',
  name: 'Tart Lab',
  type: 'tartlab-tart-datasource',
  access: 'proxy',
  url: BASE_URL,
  readOnly: false,
  jsonData: {},
  meta: {
    id: 'tartlab-tart-datasource',
    name: 'Tart Lab',
    type: PluginType.datasource,
    module: '',
    baseUrl: '',
    info: {
      author: { name: '' },
      description: '',
      links: [],
      logos: { small: '', large: '' },
      screenshots: [],
      updated: '',
      version: '',
    },
  },
};

/** The data source as Grafana makes it from its provisioned settings. */
export const labDataSource = (jsonData: TartLabSettings = {}): TartLabDataSource => new TartLabDataSource({ ...labSettings, jsonData });

/** The answer to a request that is not live. */
export const answered = (request: DataQueryRequest<TartLabQuery>): Promise<DataQueryResponse> =>
  lastValueFrom(labDataSource().query(request));

/** A panel's request: one hour, 500 points. */
export function requestOf<T extends DataQuery = TartLabQuery>(targets: T[]): DataQueryRequest<T> {
  const from = dateTime(3_600_000);
  const to = dateTime(7_200_000);
  return {
    app: 'dashboard',
    requestId: 'Q100',
    interval: '5s',
    intervalMs: 5000,
    maxDataPoints: 500,
    range: { from, to, raw: { from, to } },
    scopedVars: {},
    startTime: 0,
    targets,
    timezone: 'utc',
  };
}
