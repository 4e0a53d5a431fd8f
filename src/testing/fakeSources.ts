import type { DataSourceInstanceSettings } from '@grafana/data';
import { setDataSourceSrv, type GetDataSourceListFilters } from '@grafana/runtime';
import { labSettings } from './lab.ts';

/** This Grafana's data sources by uid: their type and name. Nothing can be asked of them. */
export function startFakeSources(sources: Record<string, readonly [type: string, name: string]> = {}): void {
  const list = Object.entries(sources).map(([uid, [type, name]]): DataSourceInstanceSettings => ({
    ...labSettings,
    uid,
    type,
    name,
    meta: { ...labSettings.meta, id: type, name: type },
  }));
  // Grafana finds a source by its uid, its name, or a reference that holds the uid.
  const find = (ref: unknown) =>
    list.find(
      ({ uid, name }) => uid === ref || name === ref || (typeof ref === 'object' && ref !== null && 'uid' in ref && ref.uid === uid),
    );
  const services = {
    getList: ({ filter }: GetDataSourceListFilters = {}) => list.filter((source) => filter?.(source) ?? true),
    getInstanceSettings: find,
    get: () => Promise.reject(new Error('no such source')),
    reload: () => Promise.resolve(),
    registerRuntimeDataSource: () => undefined,
  };
  setDataSourceSrv(services);
}
