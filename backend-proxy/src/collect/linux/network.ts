import { parseNetDev } from '../../parse/netDev.ts';
import { parseDefaultRouteDevice } from '../../parse/netRoute.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

/** Columns of /proc/net/dev beside those that history keeps. */
const DETAILS = [
  ['receive_fifo', 4],
  ['receive_frame', 5],
  ['receive_compressed', 6],
  ['receive_multicast', 7],
  ['transmit_fifo', 12],
  ['transmit_colls', 13],
  ['transmit_carrier', 14],
  ['transmit_compressed', 15],
] as const;
const PHYSICAL = /^\/sys\/class\/net\/([^/*]+)\/device$/;

/**
 * Counters of every network device: /proc/net/dev. Which devices make the VM's total: the physical ones, that is those with
 * `/sys/class/net/NAME/device` (a glob, so the shell starts nothing), or, where none has one, that of the IPv4 default route.
 */
export const network: Collector = {
  name: 'network',
  os: 'linux',
  everySeconds: 0,
  files: ['/proc/net/dev'],
  optionalFiles: ['/proc/net/route'],
  ask: `printf '%s\\n' /sys/class/net/*/device`,
  toFindings(section) {
    const files = splitFiles(section);
    const rows = parseNetDev(files.get('/proc/net/dev') ?? '');
    if (!rows.ok) return rows;
    const devices = new Set(rows.value.map(({ device }) => device));
    const physical = (files.get('ask') ?? '').split('\n').flatMap((path) => PHYSICAL.exec(path)?.[1] ?? []);
    const route = physical.length > 0 ? ok(null) : parseDefaultRouteDevice(files.get('/proc/net/route'));
    if (!route.ok) return route;
    const uplinks = (route.value === null ? physical : [route.value]).filter((device) => devices.has(device));
    return ok({
      readings: [
        ...rows.value.flatMap(({ device, ...counters }) => {
          const labels = { device };
          return [
            reading('node_network_receive_bytes_total', counters.receiveBytes, labels),
            reading('node_network_receive_packets_total', counters.receivePackets, labels),
            reading('node_network_receive_errs_total', counters.receiveErrors, labels),
            reading('node_network_receive_drop_total', counters.receiveDrops, labels),
            reading('node_network_transmit_bytes_total', counters.transmitBytes, labels),
            reading('node_network_transmit_packets_total', counters.transmitPackets, labels),
            reading('node_network_transmit_errs_total', counters.transmitErrors, labels),
            reading('node_network_transmit_drop_total', counters.transmitDrops, labels),
          ];
        }),
        ...uplinks.map((device) => reading('tart_network_uplink', 1, { device })),
      ],
      details: () =>
        rows.value.flatMap(({ device, counters }) =>
          DETAILS.map(([name, column]) => reading(`node_network_${name}_total`, counters[column] ?? NaN, { device })),
        ),
    });
  },
};
