import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { GraphDrawStyle } from '@grafana/grafana-foundation-sdk/common';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
  type DashboardBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder as LogsPanel } from '@grafana/grafana-foundation-sdk/logs';
import type { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import {
  CILIUM_MESSAGES,
  DEMO_ERRORS,
  ERROR_LINES,
  EVENTS_BY_SEVERITY,
  LAB_EVENTS,
  LINES,
  NGINX_BY_STATUS,
  NGINX_FAILURES,
  SEARCHED,
} from './logQueries.ts';
import { newDashboard } from './newDashboard.ts';
import { areas, log, type Says } from './panels.ts';
import { target } from './query.ts';
import { clusters, namespaces } from './variables.ts';

const LOKI: DataSourceRef = { type: 'loki', uid: '${loki}' };

/**
 * Apps that Loki has in the chosen namespaces, several at once; "All" also matches lines without one. Where Loki does not answer, Grafana
 * waits for them for ever, and so do the panels that ask for apps: clusters and namespaces are those of Tart Lab, so that the others
 * say what is wrong.
 */
const apps = (): QueryVariableBuilder =>
  new QueryVariableBuilder('app')
    .label('App')
    .datasource(LOKI)
    .query({ refId: 'LokiVariable', type: 1, label: 'app', stream: '{namespace=~"$namespace"}' })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .allowCustomValue(true)
    .current({ text: ['All'], value: ['$__all'], selected: true });

/** Lines of Loki, newest first. */
const lokiLog = (says: Says, expr: string): LogsPanel =>
  log(says, {})
    .datasource(LOKI)
    .targets([target(LOKI, { expr, queryType: 'range', maxLines: 500, editorMode: 'code' })]);

/** How many lines there were in each step, on top of each other. */
const lokiCounts = (says: Says, expr: string, legendFormat: string): TimeSeriesPanel =>
  areas(says, target(LOKI, { expr, legendFormat, queryType: 'range', editorMode: 'code' }))
    .datasource(LOKI)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(60)
    .unit('none')
    .decimals(0)
    .noValue('Loki has no such line in this range')
    .height(7);

/**
 * What pods wrote and what Tart Lab saw, as Loki has it. In LogQL, "All" is a regular expression; that of clusters also matches lines
 * without one.
 */
export function logs(): DashboardBuilder {
  return newDashboard('tart-lab-logs', 'Tart Lab / Logs', 'What pods wrote and what Tart Lab saw, as Loki has it.')
    .refresh('30s')
    .withVariable(new DatasourceVariableBuilder('loki').label('Loki').type('loki'))
    .withVariable(clusters().allValue('.*'))
    .withVariable(namespaces().allValue('.+'))
    .withVariable(apps())
    .withVariable(new TextBoxVariableBuilder('search').label('Search').defaultValue(''))
    .withPanel(
      lokiCounts(
        { title: 'Lines by namespace', description: 'How much pods of the chosen clusters, namespaces and apps wrote in each step.' },
        LINES,
        '{{namespace}}',
      ),
    )
    .withPanel(
      lokiCounts(
        { title: 'Lines that say error, by app', description: 'Lines with the word error, fatal or panic, in any case.' },
        ERROR_LINES,
        '{{namespace}} {{app}}',
      ),
    )
    .withRow(new RowBuilder('The demo and the network'))
    .withPanel(
      lokiLog({ title: 'Errors in the demo', description: 'Every line in the namespace demo with the word error.' }, DEMO_ERRORS).height(
        11,
      ),
    )
    .withPanel(
      lokiLog(
        {
          title: 'nginx-web: requests that failed',
          description: 'Lines of its JSON log with a status of 400 or more; a line’s details have its path, time and client.',
        },
        NGINX_FAILURES,
      ).height(11),
    )
    .withPanel(
      lokiCounts(
        { title: 'nginx-web: requests by status', description: 'Of its JSON log. A load test shows as a hill.' },
        NGINX_BY_STATUS,
        '{{status}}',
      ),
    )
    .withPanel(
      lokiLog(
        { title: 'Cilium: what the agents say', description: 'The message of each line alone; a line’s details have the rest.' },
        CILIUM_MESSAGES,
      ).height(7),
    )
    .withRow(new RowBuilder('Tart Lab'))
    .withPanel(
      lokiCounts(
        {
          title: 'Events by severity',
          description: 'Events that the proxy pushed to Loki. Empty where its configuration has no `loki.url`.',
        },
        EVENTS_BY_SEVERITY,
        '{{severity}}',
      ).height(9),
    )
    .withPanel(
      lokiLog(
        {
          title: 'Events, as pushed to Loki',
          description: 'VMs started, stopped, silent, back, moved; ports; nodes, pods and HPAs of clusters. A line’s details name the VM.',
        },
        LAB_EVENTS,
      ),
    )
    .withRow(new RowBuilder('Search'))
    .withPanel(
      lokiLog(
        {
          title: 'Lines that match the search',
          description: 'Of the chosen clusters, namespaces and apps. Search is a regular expression, in any case; empty shows every line.',
        },
        SEARCHED,
      )
        .span(24)
        .height(14),
    );
}
