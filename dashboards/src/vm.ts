import { ReduceDataOptionsBuilder, VizOrientation, VizTextDisplayOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { RowBuilder, type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { happened } from './annotations.ts';
import { toCluster } from './drillDown.ts';
import { newDashboard } from './newDashboard.ts';
import { bars, coloured, log, numbers, plain, rows, width, wrapped } from './panels.ts';
import type { OfVm } from './ofVm.ts';
import { table } from './query.ts';
import { answerOf, columns, SHARED } from './shared.ts';
import { linkedSource, vm } from './variables.ts';
import { besideVm } from './vmBeside.ts';
import { insideVm } from './vmInside.ts';
import { loadOfVm } from './vmLoad.ts';
import { networkOfVm } from './vmNetwork.ts';
import { VM_STATUS } from './words.ts';

const ONE: OfVm = { vms: ['$vm'], live: true };
/** The panel whose answer the others of the first line show too. */
const STATE = 201;

/**
 * Everything of one VM.
 *
 * Live: one machine is what people watch while they change it, and five seconds later they want to see it; all panels share one
 * stream. The refresh is for what beside them is no live query, Prometheus and Loki.
 */
export function vmDashboard(): DashboardBuilder {
  const dashboard = newDashboard(
    'tart-lab-vm',
    'Tart Lab / VM',
    'Everything of one virtual machine: its load, disks, network, ports, pods.',
  )
    .refresh('1m')
    .withVariable(vm())
    .withVariable(linkedSource('prometheus', 'Prometheus'))
    .withVariable(linkedSource('loki', 'Loki'))
    .annotation(happened('Errors', { vms: ['$vm'], severities: ['error'] }, 'red'))
    .annotation(happened('Other changes', { vms: ['$vm'], severities: ['info', 'warning'] }))
    .withPanel(
      numbers(
        { title: 'Machine', description: 'Whether it answers, where it was found, the cluster whose node it is, and what runs on it.' },
        table('vms', { ...ONE, columns: [...WORDS, ...SIZES, ...SHARES] }),
      )
        .id(STATE)
        .withTransformation(columns(...WORDS))
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('/.*/'))
        .orientation(VizOrientation.Horizontal)
        .text(READABLE)
        .span(8)
        .height(7)
        .overrideByName('status', coloured(VM_STATUS).slice(0, 1))
        .overrideByName('cluster', [plain, toCluster])
        .overrideByName('address', [plain])
        .overrideByName('os', [plain])
        .overrideByName('role', [plain]),
    )
    .withPanel(
      numbers(
        { title: 'Size and age', description: 'What tart gave the VM, how long it has been up, and how old its last answer is.' },
        answerOf(STATE),
      )
        .datasource(SHARED)
        .withTransformation(columns(...SIZES))
        .orientation(VizOrientation.Horizontal)
        .text(READABLE)
        .span(6)
        .height(7)
        .overrideByFieldType('number', [plain]),
    )
    .withPanel(
      bars(
        { title: 'How full', description: 'CPU busy, memory used (total − available), and the root filesystem as df shows it.' },
        answerOf(STATE),
      )
        .datasource(SHARED)
        .withTransformation(columns(...SHARES))
        .span(10)
        .height(7),
    )
    .withPanel(
      rows(
        { title: 'What is wrong with it', description: 'What Tart Lab could not read from this VM, with the next step. Empty is well.' },
        table('problems', { ...ONE, columns: ['since', 'kind', 'detail', 'advice'] }),
      )
        .span(14)
        .height(6)
        .overrideByName('since', [width(165)])
        .overrideByName('kind', [width(150)])
        .overrideByName('detail', [wrapped])
        .overrideByName('advice', [wrapped]),
    )
    .withPanel(
      log(
        { title: 'What happened', description: 'Started, stopped, silent, back, moved, ports opened and closed.' },
        { ...ONE, limit: 500 },
      )
        .span(10)
        .height(6),
    );
  for (const [title, panels] of [
    ['CPU, memory, disks', loadOfVm],
    ['Network', networkOfVm],
    ['What it runs', insideVm],
  ] as const) {
    dashboard.withRow(new RowBuilder(title));
    for (const panel of panels(ONE)) dashboard.withPanel(panel);
  }
  return dashboard.withRow(besideVm());
}

/** As large as other text, on a narrow page, too: the panel would make it fit by making it small. */
const READABLE = new VizTextDisplayOptionsBuilder().titleSize(13).valueSize(16);
const WORDS = ['status', 'address', 'cluster', 'role', 'os'];
const SIZES = ['uptime', 'cpu_count', 'memory_total', 'disk_size', 'pods', 'age'];
const SHARES = ['cpu_busy', 'memory_used', 'disk_used'];
