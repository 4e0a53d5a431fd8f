import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { TableName, TableQuery } from '@tart-lab/contract/query.ts';
import type { z } from 'zod';
import type { Result } from '../result.ts';
import { toClusterScope } from './cluster/clusterScope.ts';
import { answerClusterTable } from './cluster/clusterTables.ts';
import { nodeRows, type NodeOfCluster } from './cluster/nodeTable.ts';
import type { LabState } from '../live/labState.ts';
import type { QueryDeps } from './deps.ts';
import { isPlace, toScope } from './scope.ts';
import type { Scope } from './scope.ts';
import { toTableFrame } from './tableFrame.ts';
import { filesystemRows, interfaceRows } from './tableRows.ts';
import { filesystemColumns, interfaceColumns, portColumns, problemColumns, processColumns, vmColumns } from './tables.ts';
import { vmNotices } from './vmNotices.ts';

/** A query of a table of the lab as it is now. */
export const LiveTableQuery = TableQuery.extend({ table: TableName.exclude(['loadtests', 'loadtest_course']) });
export type LiveTableQuery = z.infer<typeof LiveTableQuery>;

/**
 * Answers a table query from memory: one frame of the lab as it is now. Rows of a VM that fell silent stay, and their age
 * column shows it. Notices say what was cut, which VMs are silent, and why there are no rows. `path` is the query's place.
 */
export function answerTableQuery(query: LiveTableQuery, deps: QueryDeps, path: string): Result<Frame[], Problem> {
  const scope = toScope(query, [], deps, path);
  if (!scope.ok) return scope;
  const nowMs = deps.now();
  const { vms } = scope.value;
  switch (query.table) {
    case 'vms': {
      const nodes = nodesByVm(deps.lab);
      const rows = vms.map((live) => ({ live, atMs: live.guest.lastAnswerMs, node: nodes.get(live.vm.name) ?? null }));
      return toTableFrame(query, vmColumns(nowMs), rows, rows.length === 0 ? [noVm] : vmNotices(vms.filter(isRunning), nowMs), path);
    }
    case 'ports': {
      const rows = vms.flatMap((live) => rowsAt(live.guest.ports, (port) => ({ live, port })));
      return toTableFrame(query, portColumns(nowMs), rows, about(scope.value, rows, nowMs, 'ports', 'No port was read yet'), path);
    }
    case 'filesystems': {
      const rows = vms.flatMap(filesystemRows);
      return toTableFrame(
        query,
        filesystemColumns(nowMs),
        rows,
        about(scope.value, rows, nowMs, 'filesystem', 'No filesystem was read yet'),
        path,
      );
    }
    case 'interfaces': {
      const rows = vms.flatMap(interfaceRows);
      return toTableFrame(query, interfaceColumns(nowMs), rows, about(scope.value, rows, nowMs, 'network', 'No device was read yet'), path);
    }
    case 'processes': {
      for (const { vm } of vms) deps.lab.wantProcesses(vm.name);
      const rows = vms.flatMap((live) => rowsAt(live.guest.processes, (process) => ({ live, process })));
      rows.sort((a, b) => b.process.cpuRatio - a.process.cpuRatio || b.process.memoryBytes - a.process.memoryBytes);
      const none = 'Processes are read while someone looks at them; the first come with the next cycle';
      return toTableFrame(query, processColumns(nowMs), rows, about(scope.value, rows, nowMs, 'topProcesses', none), path);
    }
    case 'clusters':
    case 'nodes':
    case 'pods':
    case 'deployments':
    case 'hpas':
    case 'pdbs':
    case 'services':
    case 'events':
      return answerClusterTable({ ...query, table: query.table }, deps, path);
    case 'problems': {
      const narrowed = query.vms.length + query.clusters.length + query.macs.length > 0 || query.filters.some(({ key }) => isPlace(key));
      const inClusters = toClusterScope(query, deps, path);
      if (!inClusters.ok) return inClusters;
      // A cluster's own trouble shows also while none of its VMs is known, but not for a choice of VMs elsewhere.
      const named = inClusters.value.ofVms ? [] : inClusters.value.clusters.map(({ cluster }) => cluster.name);
      const targets = new Set([...vms.flatMap(({ vm }) => [vm.name, vm.mac, vm.cluster]), ...named]);
      const rows = deps.lab.problems().filter(({ target }) => !narrowed || targets.has(target));
      return toTableFrame(
        query,
        problemColumns(nowMs),
        rows,
        rows.length === 0 ? [{ severity: 'info', text: 'Nothing is wrong' }] : [],
        path,
      );
    }
  }
}

/** The Kubernetes node that each VM is, by the VM's name. */
function nodesByVm(lab: LabState): Map<string, NodeOfCluster> {
  const found = new Map<string, NodeOfCluster>();
  for (const cluster of lab.clusters()) {
    for (const row of nodeRows({ cluster, join: lab.joinOf(cluster) })) {
      const vm = row.join.vmOfNode(row.node.name);
      if (vm) found.set(vm.name, row);
    }
  }
  return found;
}

const noVm: Notice = { severity: 'info', text: 'No VM matches the selection' };
const isRunning = ({ vm }: Scope['vms'][number]): boolean => vm.state === 'running';

function rowsAt<T, R>(said: { atMs: number; rows: readonly T[] } | null, toRow: (row: T) => R): (R & { atMs: number })[] {
  return said === null ? [] : said.rows.map((row) => ({ ...toRow(row), atMs: said.atMs }));
}

function about({ vms }: Scope, rows: readonly unknown[], nowMs: number, collector: string, none: string): Notice[] {
  if (vms.length === 0) return [noVm];
  const notices = vmNotices(vms, nowMs, collector);
  return rows.length === 0 ? [{ severity: 'info', text: none }, ...notices] : notices;
}
