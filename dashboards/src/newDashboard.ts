import { DashboardBuilder, DashboardCursorSync, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource } from './variables.ts';

/** What every dashboard of Tart Lab has: the data source's variable first, links to the others, one time line for all panels. */
export function newDashboard(uid: string, title: string, description: string): DashboardBuilder {
  const links = new DashboardLinkBuilder('Tart Lab')
    .type(DashboardLinkType.Dashboards)
    .tags(['tart-lab'])
    .keepTime(true)
    .includeVars(true)
    .asDropdown(true)
    .icon('external link');
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['tart-lab'])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('10s')
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .editable()
    .link(links)
    .withVariable(dataSource());
}
