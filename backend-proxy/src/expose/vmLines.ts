import { VmState } from '@tart-lab/contract/target.ts';
import type { LabState, LiveVm } from '../live/labState.ts';
import { isFresh, type Freshness } from './guestLines.ts';
import { joined, labelText } from './labelText.ts';
import type { Lines } from './lines.ts';

const MOST_PORTS = 200;
const MOST_SERIES = 600;

/** The labels that every series of a VM carries. `withInstance` false leaves `instance` to whoever asks for one VM by name. */
export function vmLabels({ vm }: LiveVm, withInstance: boolean): string {
  return labelText({ instance: withInstance ? vm.name : null, vm: vm.name, mac: vm.mac, cluster: vm.cluster });
}

/** What the inventory and the exchange with the guest say of one VM. */
export function addVm(lines: Lines, lab: LabState, live: LiveVm, base: string, freshness: Freshness): void {
  const { vm, guest } = live;
  const add = (family: string, value: number | null | undefined, labels: Readonly<Record<string, string | null>> = {}): void =>
    lines.add(family, joined(labelText(labels), base), value);
  lines.within('vms', MOST_SERIES, () => {
    add('tart_vm_info', 1, { os: vm.os });
    for (const state of VmState.options) add('tart_vm_state', vm.state === state ? 1 : 0, { state });
    if (vm.state === 'running') {
      add('tart_vm_up', guest.sinceMs === null ? null : guest.up ? 1 : 0);
      add('tart_vm_address_known', vm.address !== null && !vm.addressStale ? 1 : 0);
    }
    add('tart_vm_cpus', vm.cpuCount);
    add('tart_vm_memory_bytes', vm.memoryBytes);
    add('tart_vm_disk_bytes', vm.diskBytes);
    add('tart_vm_image_bytes', vm.imageBytes);
    add('tart_vm_address_changes_total', lab.addressChanges(vm.name));
    add('tart_vm_last_answer_timestamp_seconds', guest.lastAnswerMs === null ? null : guest.lastAnswerMs / 1000);
    for (const [metric, collector] of EXCHANGE) {
      const [sample] = guest.latest(metric);
      if (sample && isFresh(live, collector, sample.atMs, freshness)) lines.add(metric, base, sample.value, sample.atMs);
    }
    addPorts(live, add, freshness);
    addCollectors(live, add);
    for (const kind of new Set(guest.problems().map((problem) => problem.kind))) add('tart_vm_problem', 1, { kind });
  });
}

/** What is said of the last exchange, and by which collector's period. */
const EXCHANGE = [
  ['tart_vm_round_trip_seconds', 'cpu'],
  ['tart_vm_frame_seconds', 'cpu'],
  ['tart_vm_clock_offset_seconds', 'clock'],
] as const;

type Add = (family: string, value: number | null, labels: Readonly<Record<string, string | null>>) => void;

/** A port once, whatever addresses listen on it; the lowest ports first, because the many are short-lived ones. */
function addPorts(live: LiveVm, add: Add, freshness: Freshness): void {
  const { ports } = live.guest;
  if (!ports || !isFresh(live, 'ports', ports.atMs, freshness)) return;
  const rows = new Map(ports.rows.map((row) => [`${row.protocol} ${row.port} ${row.process ?? ''}`, row]));
  const sorted = [...rows.values()].sort((a, b) => a.port - b.port || compare(a.protocol, b.protocol) || compare(a.process, b.process));
  for (const { protocol, port, process } of sorted.slice(0, MOST_PORTS)) {
    add('tart_vm_port_listening', 1, { protocol, port: String(port), process });
  }
}
const compare = (a: string | null, b: string | null): number => ((a ?? '') < (b ?? '') ? -1 : 1);

/** Whether each collector is understood, also while the guest is silent: then none is. */
function addCollectors({ guest }: LiveVm, add: Add): void {
  const failing = new Set(guest.problems().flatMap(({ section }) => section ?? []));
  const read = guest.latestReadings();
  for (const collector of [...new Set([...read.keys(), ...failing])].sort()) {
    add('tartlab_scrape_collector_success', guest.up && !failing.has(collector) ? 1 : 0, { collector });
    const at = read.get(collector);
    if (at) add('tartlab_scrape_collector_timestamp_seconds', at.atMs / 1000, { collector });
  }
}
