import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { FAMILIES } from '@tart-lab/contract/families.ts';
import { parsePage } from '../support/openMetrics.ts';
import { seedOnePage } from '../support/seedOnePage.ts';

let page: string;
let openPage: string;
beforeAll(async () => {
  page = await seedOnePage('prometheus');
  openPage = await seedOnePage('openmetrics');
});

/** What promtool says of a page, one line a complaint. */
function complaints(text: string): string[] {
  const { stderr, stdout, status } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  if (status !== 0 && status !== 3) throw new Error(stderr);
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
}

describe('the page of the lab, seed 1', () => {
  it('is the golden one', async () => {
    await expect(page).toMatchFileSnapshot('../golden/metrics.txt');
  });

  it('is the same the second time', async () => {
    expect(await seedOnePage('prometheus')).toBe(page);
  });

  it('has nothing that promtool complains about but the names that node_exporter chose', () => {
    const own = complaints(page).filter(
      (line) => !/^node_\S+ (metric names should be written in 'snake_case'|use base unit "bytes" instead of "bits")/.test(line),
    );
    expect(own).toEqual([]);
    // The camels are node_exporter's; whoever drops one of them to please a linter breaks every dashboard.
    expect(complaints(page).some((line) => line.startsWith('node_memory_MemAvailable_bytes'))).toBe(true);
  });

  it('can be read strictly, in both formats, and says the same in both', () => {
    const old = parsePage(page, false);
    const open = parsePage(openPage, true);
    const series = (families: ReturnType<typeof parsePage>) =>
      [...families.values()].flatMap((family) =>
        family.series.map(({ name, labels, value }) => `${name} ${JSON.stringify(labels)} ${value}`),
      );
    expect(series(open)).toEqual(series(old));
    expect([...open.values()].map(({ type }) => (type === 'unknown' ? 'untyped' : type))).toEqual(
      [...old.values()].map(({ type }) => type),
    );
  });

  it('has only families of the contract, each with the labels it says', () => {
    const known = new Map(FAMILIES.map((family) => [family.name, family]));
    const shared = new Set(['instance', 'vm', 'mac', 'cluster']);
    for (const { name, type, help, series } of parsePage(page, false).values()) {
      const family = known.get(name);
      expect(family?.type.replace('unknown', 'untyped'), name).toBe(type);
      expect(help).toBe(family?.help);
      const labels = new Set(series.flatMap((one) => Object.keys(one.labels)).filter((label) => !shared.has(label)));
      expect(
        [...labels].filter((label) => !family?.labels.includes(label)),
        name,
      ).toEqual([]);
    }
  });

  it('has the families that rules and well-known dashboards ask for', () => {
    const there = new Set(parsePage(page, false).keys());
    const wanted = [
      'node_cpu_seconds_total node_memory_MemAvailable_bytes node_memory_MemTotal_bytes node_filesystem_avail_bytes node_filesystem_size_bytes',
      'node_filesystem_files node_filesystem_files_free node_filesystem_free_bytes node_filesystem_readonly node_uname_info node_os_info',
      'node_load1 node_boot_time_seconds node_time_seconds node_disk_io_time_seconds_total node_disk_io_time_weighted_seconds_total',
      'node_disk_read_time_seconds_total node_network_up node_netstat_Tcp_CurrEstab node_netstat_TcpExt_ListenDrops node_sockstat_TCP_alloc',
      'node_vmstat_pgmajfault node_vmstat_oom_kill node_filefd_allocated node_nf_conntrack_entries node_pressure_cpu_waiting_seconds_total',
      'kube_node_status_condition kube_node_status_allocatable kube_pod_info kube_pod_owner kube_replicaset_owner kube_pod_status_phase',
      'kube_pod_status_ready kube_pod_container_status_restarts_total kube_pod_container_resource_requests kube_pod_container_resource_limits',
      'kube_deployment_spec_replicas kube_deployment_status_replicas_available kube_horizontalpodautoscaler_spec_max_replicas',
      'kube_horizontalpodautoscaler_status_desired_replicas kube_service_info',
    ].flatMap((names) => names.split(' '));
    expect(wanted.filter((name) => !there.has(name))).toEqual([]);
  });
});
