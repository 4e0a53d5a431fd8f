import type { ProxyClient } from '../proxy/proxyClient.ts';
import { deploymentLine, nodeLine, podLine, type ObjectLine } from './objectLine.ts';
import { readTable, type Row } from './tableRows.ts';

/** All nodes, deployments and pods that the proxy shows, each in a line. */
export async function readObjects(client: ProxyClient): Promise<ObjectLine[]> {
  const cell = (row: Row, column: string): string => {
    const value = row[column];
    return typeof value === 'string' ? value : '';
  };
  const nodes = await readTable(client, 'nodes', ['cluster', 'node']);
  const deployments = await readTable(client, 'deployments', ['cluster', 'namespace', 'deployment']);
  const pods = await readTable(client, 'pods', ['cluster', 'namespace', 'pod', 'phase', 'restarts']);
  return [
    ...nodes.map((row) => nodeLine(cell(row, 'cluster'), cell(row, 'node'))),
    ...deployments.map((row) => deploymentLine(cell(row, 'cluster'), cell(row, 'namespace'), cell(row, 'deployment'))),
    ...pods.map((row) =>
      podLine(cell(row, 'cluster'), cell(row, 'namespace'), cell(row, 'pod'), cell(row, 'phase'), Number(row['restarts'] ?? NaN)),
    ),
  ];
}
