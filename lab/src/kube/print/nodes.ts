import { at, recordsAt, textAt, textMapAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { type Printer, columns, createdAge } from './printer.ts';

const ROLE = 'node-role.kubernetes.io/';

/** `kubectl get nodes`. */
export const nodes: Printer = {
  columns: columns(
    'Name',
    'Status',
    'Roles',
    'Age',
    'Version',
    '+Internal-IP',
    '+External-IP',
    '+OS-Image',
    '+Kernel-Version',
    '+Container-Runtime',
  ),
  cells(node, nowMs) {
    const info = (field: string): string => textAt(node, 'status', 'nodeInfo', field) ?? '<unknown>';
    return [
      node.metadata.name,
      statusText(node),
      rolesText(node),
      createdAge(node, nowMs),
      textAt(node, 'status', 'nodeInfo', 'kubeletVersion') ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      info('osImage'),
      info('kernelVersion'),
      info('containerRuntimeVersion'),
    ];
  },
};

function statusText(node: KubeObject): string {
  const ready = recordsAt(node, 'status', 'conditions').find((each) => textAt(each, 'type') === 'Ready');
  const words = [ready ? (textAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
  if (at(node, 'spec', 'unschedulable') === true) words.push('SchedulingDisabled');
  return words.join(',');
}

function rolesText(node: KubeObject): string {
  const roles = Object.keys(textMapAt(node, 'metadata', 'labels')).filter((label) => label.startsWith(ROLE));
  return (
    roles
      .map((label) => label.slice(ROLE.length))
      .sort()
      .join(',') || '<none>'
  );
}

function addressOf(node: KubeObject, type: string): string {
  const address = recordsAt(node, 'status', 'addresses').find((each) => textAt(each, 'type') === type);
  return textAt(address, 'address') ?? '<none>';
}
