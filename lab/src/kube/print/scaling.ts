import { type Json, at, numberAt, recordsAt, textAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { type Printer, columns, createdAge } from './printer.ts';

/** `kubectl get hpa`: `cpu: 78%/50%`. */
export const horizontalPodAutoscalers: Printer = {
  columns: columns('Name', 'Reference', 'Targets', 'MinPods', 'MaxPods', '#Replicas', 'Age'),
  cells: (hpa, nowMs) => [
    hpa.metadata.name,
    `${textAt(hpa, 'spec', 'scaleTargetRef', 'kind') ?? ''}/${textAt(hpa, 'spec', 'scaleTargetRef', 'name') ?? ''}`,
    targetsText(hpa),
    String(numberAt(hpa, 'spec', 'minReplicas') ?? '<unset>'),
    String(numberAt(hpa, 'spec', 'maxReplicas') ?? ''),
    numberAt(hpa, 'status', 'currentReplicas') ?? 0,
    createdAge(hpa, nowMs),
  ],
};

export const podDisruptionBudgets: Printer = {
  columns: columns('Name', 'Min Available', 'Max Unavailable', '#Allowed Disruptions', 'Age'),
  cells: (pdb, nowMs) => [
    pdb.metadata.name,
    countOrPercent(at(pdb, 'spec', 'minAvailable')),
    countOrPercent(at(pdb, 'spec', 'maxUnavailable')),
    numberAt(pdb, 'status', 'disruptionsAllowed') ?? 0,
    createdAge(pdb, nowMs),
  ],
};

function targetsText(hpa: KubeObject): string {
  const current = recordsAt(hpa, 'status', 'currentMetrics');
  const texts = recordsAt(hpa, 'spec', 'metrics').map((metric, index) => targetText(metric, current[index]));
  if (texts.length === 0) return '<none>';
  const [first = '', second = '', ...more] = texts;
  return more.length > 0 ? `${first}, ${second} + ${more.length} more...` : texts.join(', ');
}

function targetText(metric: Json, current: Json | undefined): string {
  const source = { Resource: 'resource', ContainerResource: 'containerResource', Pods: 'pods', Object: 'object', External: 'external' };
  const type = textAt(metric, 'type') ?? '';
  const field = Object.entries(source).find(([name]) => name === type)?.[1];
  if (field === undefined) return '<unknown type>';
  const name = field.endsWith('esource') ? `${textAt(metric, field, 'name') ?? ''}: ` : '';
  const percent = numberAt(metric, field, 'target', 'averageUtilization');
  if (percent !== undefined) {
    const reached = numberAt(current, field, 'current', 'averageUtilization');
    return `${name}${reached === undefined ? '<unknown>' : `${reached}%`}/${percent}%`;
  }
  const average = textAt(metric, field, 'target', 'averageValue');
  const quantity = average === undefined ? 'value' : 'averageValue';
  const goal = textAt(metric, field, 'target', quantity) ?? '<auto>';
  return `${name}${textAt(current, field, 'current', quantity) ?? '<unknown>'}/${goal}${average === undefined || name ? '' : ' (avg)'}`;
}

function countOrPercent(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : 'N/A';
}
