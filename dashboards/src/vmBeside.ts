import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsPanel } from '@grafana/grafana-foundation-sdk/logs';
import { LogsSortOrder } from '@grafana/grafana-foundation-sdk/common';
import type { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { besideLines, prom } from './beside.ts';
import { below, type Says } from './panels.ts';
import { target } from './query.ts';

const LOKI = { type: 'loki', uid: '${loki}' };
/** node_exporter's own targets carry a port behind the name, the proxy's do not. */
const OF = 'instance=~"$vm(:[0-9]+)?"';

const promLines = (says: Says, unit: string, ...targets: Builder<Dataquery>[]): TimeSeriesPanel =>
  besideLines(says, { unit, none: 'Prometheus has nothing of this VM in this range' }, ...targets);

/**
 * The same VM as Prometheus has it, from a node_exporter in it or the proxy's /metrics, and its logs in Loki. Closed at first: it asks
 * nothing until someone opens it, so a Grafana without those sources shows no error.
 */
export const besideVm = (): RowBuilder =>
  new RowBuilder('Beside it: Prometheus and Loki')
    .collapsed(true)
    .withPanel(
      promLines(
        { title: 'CPU by mode, Prometheus', description: 'node_cpu_seconds_total: beside the panel above it shows how far the two agree.' },
        'percentunit',
        prom(`avg by (mode) (rate(node_cpu_seconds_total{${OF}, mode!="idle"}[$__rate_interval]))`, '{{mode}}'),
      ).min(0),
    )
    .withPanel(
      promLines(
        { title: 'Memory, Prometheus', description: 'Of node_memory_*: used, cached, and committed against its limit.' },
        'bytes',
        prom(`node_memory_MemTotal_bytes{${OF}} - node_memory_MemAvailable_bytes{${OF}}`, 'used'),
        prom(`node_memory_Cached_bytes{${OF}}`, 'cached', 'B'),
        prom(`node_memory_Committed_AS_bytes{${OF}}`, 'committed', 'C'),
        prom(`node_memory_CommitLimit_bytes{${OF}}`, 'commit limit', 'D'),
      ).min(0),
    )
    .withPanel(
      promLines(
        { title: 'Inodes used', description: 'Of each filesystem: a disk with room left is full when none is free.' },
        'percentunit',
        prom(`1 - node_filesystem_files_free{${OF}} / (node_filesystem_files{${OF}} > 0)`, '{{mountpoint}}'),
      )
        .min(0)
        .max(1),
    )
    .withPanel(
      promLines(
        {
          title: 'Errors and drops, Prometheus',
          description: 'Errors, above the line, and drops, below it, of each device that has any.',
        },
        'pps',
        prom(
          `rate(node_network_receive_errs_total{${OF}}[$__rate_interval]) + rate(node_network_transmit_errs_total{${OF}}[$__rate_interval])`,
          '{{device}} errors',
        ),
        prom(
          `rate(node_network_receive_drop_total{${OF}}[$__rate_interval]) + rate(node_network_transmit_drop_total{${OF}}[$__rate_interval])`,
          '{{device}} drops',
          'B',
        ),
      ).overrideByQuery('B', [below]),
    )
    .withPanel(
      promLines(
        { title: 'Disk time and queue', description: 'Share of time with work, and requests waiting on average, of each disk.' },
        'short',
        prom(`rate(node_disk_io_time_seconds_total{${OF}}[$__rate_interval])`, '{{device}} busy'),
        prom(`rate(node_disk_io_time_weighted_seconds_total{${OF}}[$__rate_interval])`, '{{device}} queue', 'B'),
      ).min(0),
    )
    .withPanel(
      promLines(
        { title: 'Handles and tracked connections', description: 'Share of what the kernel allows.' },
        'percentunit',
        prom(`node_filefd_allocated{${OF}} / node_filefd_maximum{${OF}}`, 'file handles'),
        prom(`node_nf_conntrack_entries{${OF}} / node_nf_conntrack_entries_limit{${OF}}`, 'tracked connections', 'B'),
      ).min(0),
    )
    .withPanel(
      new LogsPanel()
        .title('Logs in Loki')
        .description('What the VM and its pods wrote, as Alloy shipped it.')
        .datasource(LOKI)
        .withTarget(target(LOKI, { expr: '{vm="$vm"}', queryType: 'range', maxLines: 500, editorMode: 'code' }))
        .span(24)
        .height(12)
        .showTime(true)
        .wrapLogMessage(true)
        .enableLogDetails(true)
        .sortOrder(LogsSortOrder.Descending),
    );
