import type { Family } from './families.ts';

const gauge = (name: string, labels: readonly string[], help: string): Family => ({ name, type: 'gauge', labels, help });
const counter = (name: string, labels: readonly string[], help: string): Family => ({ name, type: 'counter', labels, help });

/** What the inventory and the exchange with the guest say of each VM. */
export const VM_FAMILIES: readonly Family[] = [
  gauge('tart_vm_info', ['os'], '1 for every VM that tart lists.'),
  gauge('tart_vm_state', ['state'], '1 for the state that tart tells of a VM, 0 for the others: running, suspended, stopped, unknown.'),
  gauge('tart_vm_up', [], '1 when the VM answered its last frame, 0 when it did not. A VM that is not meant to run has none.'),
  gauge('tart_vm_cpus', [], 'Virtual CPUs that tart gave the VM.'),
  gauge('tart_vm_memory_bytes', [], 'Memory that tart gave the VM.'),
  gauge('tart_vm_disk_bytes', [], 'Size of the VM’s disk.'),
  gauge('tart_vm_image_bytes', [], 'Space the VM’s image takes on the Mac’s disk.'),
  gauge('tart_vm_address_known', [], '1 while the VM’s address is known and not stale, 0 while a running VM has none.'),
  counter('tart_vm_address_changes_total', [], 'How often the VM’s address changed since the proxy started.'),
  gauge('tart_vm_last_answer_timestamp_seconds', [], 'When the VM last answered a frame, by the proxy’s clock.'),
  gauge('tart_vm_round_trip_seconds', [], 'Time from asking the guest’s shell to its first byte, at its last answer.'),
  gauge('tart_vm_frame_seconds', [], 'Time from asking the guest to the end of its answer, at its last answer.'),
  gauge('tart_vm_clock_offset_seconds', [], 'Guest clock minus the proxy’s clock; positive when the guest is ahead.'),
  gauge('tart_vm_port_listening', ['protocol', 'port', 'process'], '1 for each port that something in the VM listens on.'),
  gauge('tart_vm_problem', ['kind'], '1 for each kind of problem that the VM has now.'),
  gauge('tartlab_scrape_collector_success', ['collector'], '1 when the collector’s last section was understood, 0 when it was not.'),
  gauge('tartlab_scrape_collector_timestamp_seconds', ['collector'], 'When the collector was last understood, by the proxy’s clock.'),
];

/** Flows as Hubble reports them, counted since the proxy started. */
export const FLOW_FAMILIES: readonly Family[] = [
  counter('tart_flows_total', ['verdict'], 'Flows that Hubble reported, by verdict.'),
  counter('tart_flows_dropped_total', ['reason'], 'Dropped flows, by Cilium’s reason.'),
  counter('tart_flows_lost_total', ['source'], 'Flow events that Hubble lost, by where.'),
  counter('tart_flows_connections_total', [], 'TCP connections opened, each counted once.'),
  counter('tart_flows_http_requests_total', ['code'], 'HTTP answers by class (2xx … 5xx), where a policy looks into HTTP.'),
];

/** The proxy itself. */
export const PROXY_FAMILIES: readonly Family[] = [
  gauge('tartlab_build_info', ['version'], '1, with the proxy’s version.'),
  gauge('tartlab_ready', [], '1 once the first cycle is done.'),
  gauge('tartlab_vms', ['state'], 'VMs by the state that tart tells.'),
  gauge('tartlab_vms_up', [], 'VMs that answered their last frame.'),
  counter('tartlab_frames_total', ['result'], 'Frames asked of guests by result: answered or failed.'),
  counter('tartlab_samples_total', [], 'Values that collection handed to history.'),
  counter('tartlab_requests_total', ['code'], 'HTTP requests that the proxy answered, by class of status.'),
  gauge('tartlab_streams', [], 'Browser tabs that follow live answers.'),
  gauge('tartlab_stream_subscriptions', [], 'Queries of all tabs that are kept up to date.'),
  gauge('tartlab_stream_answers', [], 'Answers that are computed for them once a cycle.'),
  gauge('tartlab_problems', ['kind'], 'Problems that there are now, by kind.'),
  gauge('tartlab_history_series', [], 'Series that the history knows.'),
  gauge('tartlab_history_bytes', [], 'Size of the history’s files.'),
  gauge('tartlab_history_up', [], '1 while the history is written, 0 while it is paused or failed.'),
  counter('tartlab_proxy_cpu_seconds_total', [], 'CPU that the proxy has used, without the commands it started.'),
  counter('tartlab_proxy_loop_busy_seconds_total', [], 'Time in which the proxy’s main thread had work.'),
  gauge('tartlab_proxy_memory_bytes', [], 'Resident memory of the proxy.'),
  gauge('tartlab_proxy_start_time_seconds', [], 'When the proxy started.'),
  gauge(
    'tartlab_exposition_series_cut',
    ['part'],
    'Series that were left out of this page because there were too many, by part of the page.',
  ),
];
