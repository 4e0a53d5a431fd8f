import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

/** What every query of one VM has. */
export interface OfVm {
  readonly vms: string[];
  readonly live: boolean;
}
export type Panels = readonly Builder<Panel>[];
