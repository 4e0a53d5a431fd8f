import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { clusterDashboard } from './cluster.ts';
import { itself } from './itself.ts';
import { loadTest } from './loadTest.ts';
import { logs } from './logs.ts';
import { overview } from './overview.ts';
import { scaling } from './scaling.ts';
import { traffic } from './traffic.ts';
import { vmDashboard } from './vm.ts';

const DASHBOARDS: Readonly<Record<string, () => DashboardBuilder>> = {
  overview,
  cluster: clusterDashboard,
  vm: vmDashboard,
  traffic,
  scaling,
  'load-test': loadTest,
  logs,
  itself,
};

/** Every dashboard by its file's name (`overview.json`), as text. */
export function allDashboards(): Map<string, string> {
  return new Map(
    Object.entries(DASHBOARDS).map(([name, make]) => [
      `${name}.json`,
      // Grafana 12.4 writes 42 itself; the newer ones read it.
      `${JSON.stringify({ ...make().build(), schemaVersion: 42 }, null, 2)}\n`,
    ]),
  );
}
