import type { DataSourceJsonData } from '@grafana/data';

/** Settings that every viewer may read: none of ours yet. The address is Grafana's own `url`. */
export type TartLabSettings = DataSourceJsonData;

/** Settings that only Grafana's server reads. */
export interface TartLabSecrets {
  token?: string;
}
