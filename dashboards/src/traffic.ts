import { BigValueJustifyMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as NodeGraphPanel, ZoomMode } from '@grafana/grafana-foundation-sdk/nodegraph';
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { FLOW_PROTOCOLS, VERDICTS } from '@tart-lab/contract/flow.ts';
import { newDashboard } from './newDashboard.ts';
import { areas, lines, noneIsWell, numbers, plain, rows, unfiltered, width } from './panels.ts';
import { flows, metric, TART_LAB } from './query.ts';
import { columns } from './shared.ts';
import { cluster, namespaces, words, workloads } from './variables.ts';

const OF = { clusters: ['$cluster'] };
const SEEN = { ...OF, namespaces: ['$namespace'], workloads: ['$workload'], verdicts: ['$verdict'], protocols: ['$protocol'] };
const DROPPED = { ...OF, namespaces: ['$namespace'], workloads: ['$workload'], protocols: ['$protocol'], verdicts: ['dropped'] };
/** A verdict in its colour: the words and colours come with the data. */
const inColour = { id: 'custom.cellOptions', value: { type: 'color-text' } };

/**
 * Who talks to whom in one cluster, what is dropped and by which policy.
 *
 * Refreshed every half minute, not live: the graph is laid out anew with every answer, and rates come in slots of ten seconds. One
 * cluster at a time, since no flow leaves one.
 */
export function traffic(): DashboardBuilder {
  return newDashboard(
    'tart-lab-traffic',
    'Tart Lab / Traffic',
    'What Hubble saw on a cluster’s network: who talks to whom, what is dropped and why. Single flows are kept for an hour.',
  )
    .time({ from: 'now-30m', to: 'now' })
    .refresh('30s')
    .withVariable(cluster())
    .withVariable(namespaces())
    .withVariable(workloads())
    .withVariable(words('verdict', 'Verdict', VERDICTS))
    .withVariable(words('protocol', 'Protocol', FLOW_PROTOCOLS))
    .withPanel(
      numbers(
        {
          title: 'Of the whole cluster',
          description: 'Flows, new connections and drops each second, over the time range; lost events: what Hubble could not hand over.',
        },
        metric('tart_flows_per_second', { ...OF, aggregate: 'sum', legend: 'Flows' }),
        metric('tart_flows_connections_per_second', { ...OF, legend: 'New connections' }, 'B'),
        metric('tart_flows_dropped_per_second', { ...OF, aggregate: 'sum', legend: 'Dropped' }, 'C'),
        metric('tart_flows_lost_per_second', { ...OF, aggregate: 'sum', legend: 'Lost events' }, 'D'),
      )
        .span(24)
        .height(4)
        .noValue('–')
        .justifyMode(BigValueJustifyMode.Center)
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(['mean']))
        .overrideByQuery('A', [plain])
        .overrideByQuery('B', [plain])
        .overrideByQuery('C', [plain])
        .overrideByQuery('D', [noneIsWell]),
    )
    .withPanel(
      lines(
        {
          title: 'Flows by verdict',
          description: 'A gap: Hubble was not heard, or lost more than 1 % of its events; “lost” tells how many.',
        },
        flows('rates', SEEN),
      )
        .span(8)
        .height(7),
    )
    .withPanel(
      areas(
        { title: 'Drops by reason', description: 'Of the whole cluster, as Cilium says.' },
        metric('tart_flows_dropped_per_second', { ...OF, legend: '{{reason}}' }),
      )
        .span(8)
        .height(7)
        // Drops are rare: seconds would show single ones only.
        .interval('30s')
        .noValue('Nothing was dropped in this range'),
    )
    .withPanel(
      areas(
        { title: 'HTTP answers', description: 'By class, where a policy looks into HTTP; of the whole cluster.' },
        metric('tart_flows_http_requests_per_second', { ...OF, legend: '{{code}}' }),
      )
        .span(8)
        .height(7)
        .interval('30s')
        .noValue('No policy looks into HTTP here'),
    )
    .withPanel(
      new NodeGraphPanel()
        .title('Who talks to whom')
        .description(
          'Workloads, and the flows between them. Dashed and red: dropped. A click on a node or an edge tells ports, policies and latency.',
        )
        .datasource(TART_LAB)
        .withTarget(flows('graph', { ...SEEN, limit: 60 }))
        .zoomMode(ZoomMode.Cooperative)
        .span(24)
        .height(17),
    )
    .withPanel(
      rows(
        {
          title: 'Top connections',
          description: 'Pairs with the most connections over the range. HTTP and latency where a policy looks inside.',
        },
        flows('connections', { ...SEEN, limit: 100 }),
      )
        .withTransformation(
          columns(
            'source_namespace',
            'source',
            'destination_namespace',
            'destination',
            'port',
            'protocol',
            'connections',
            'flows',
            'dropped',
            'http_answers',
            'http_errors',
            'latency_p95',
          ),
        )
        .height(11)
        .overrideByName('source_namespace', [width(165)])
        .overrideByName('source', [width(150)])
        .overrideByName('destination_namespace', [width(190)])
        .overrideByName('destination', [width(150)])
        .overrideByName('port', [unfiltered, width(70)])
        .overrideByName('protocol', [width(95)])
        .overrideByName('connections', [unfiltered, width(115)])
        .overrideByName('flows', [unfiltered, width(95)])
        .overrideByName('dropped', [unfiltered, width(105)])
        .overrideByName('http_answers', [unfiltered, width(120)])
        .overrideByName('http_errors', [unfiltered, width(120)])
        .overrideByName('latency_p95', [unfiltered]),
    )
    .withPanel(
      rows(
        {
          title: 'Dropped, and by which policy',
          description: 'Pairs whose flows were dropped, with the reason; the policy where Hubble names it.',
        },
        flows('connections', { ...DROPPED, limit: 100 }),
      )
        .withTransformation(
          columns('source_namespace', 'source', 'destination_namespace', 'destination', 'port', 'dropped', 'drop_reason', 'policy'),
        )
        .height(9)
        .overrideByName('port', [width(75)])
        .overrideByName('dropped', [width(100)])
        .overrideByName('drop_reason', [width(230)]),
    )
    .withPanel(
      rows(
        { title: 'Recent flows', description: 'The newest first; “inside” is what the flow shows of TCP, HTTP or DNS.' },
        flows('list', { ...SEEN, limit: 200 }),
      )
        .withTransformation(
          columns(
            'time',
            'verdict',
            'source_namespace',
            'source',
            'destination_namespace',
            'destination',
            'port',
            'protocol',
            'inside',
            'drop_reason',
            'policy',
            'node',
          ),
        )
        .height(12)
        .overrideByName('time', [width(180)])
        .overrideByName('verdict', [inColour, width(105)])
        .overrideByName('source_namespace', [width(165)])
        .overrideByName('destination_namespace', [width(190)])
        .overrideByName('port', [width(75)])
        .overrideByName('protocol', [width(90)]),
    );
}
