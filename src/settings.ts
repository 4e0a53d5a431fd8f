import type { DataSourceJsonData } from '@grafana/data';
import type { LinkedKind, LinkedSource } from './links/linkedSource.ts';

/** Settings that every viewer may read. The address is Grafana's own `url`, and the names of TLS are Grafana's own. */
export interface TartLabSettings extends DataSourceJsonData, Partial<Record<LinkedKind, Partial<LinkedSource>>> {
  /** Whether queries may be live; they may when nobody said. */
  streaming?: boolean;
  /** The cluster that a new query begins with. */
  defaultCluster?: string;
  tlsSkipVerify?: boolean;
  tlsAuthWithCACert?: boolean;
  tlsAuth?: boolean;
  serverName?: string;
}

/** Settings that only Grafana's server reads. */
export interface TartLabSecrets {
  token?: string;
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
}
