import { isRecord, numberAt, recordsAt, textAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { ageOf } from './duration.ts';
import { type Printer, columns, createdAge } from './printer.ts';

/** `kubectl get events`: an event that happened again says since when and how often. */
export const events: Printer = {
  columns: columns('Last Seen', 'Type', 'Reason', 'Object', '+Subobject', '+Source', 'Message', '+First Seen', '+#Count', '+Name'),
  cells(event, nowMs) {
    const firstSeen = textAt(event, 'firstTimestamp') ?? textAt(event, 'eventTime');
    const lastSeen = textAt(event, 'series', 'lastObservedTime') ?? textAt(event, 'lastTimestamp') ?? firstSeen;
    const source = [textAt(event, 'source', 'component') ?? textAt(event, 'reportingComponent'), textAt(event, 'source', 'host')];
    return [
      ageOf(lastSeen, nowMs),
      textAt(event, 'type') ?? '',
      textAt(event, 'reason') ?? '',
      `${(textAt(event, 'involvedObject', 'kind') ?? '').toLowerCase()}/${textAt(event, 'involvedObject', 'name') ?? ''}`,
      textAt(event, 'involvedObject', 'fieldPath') ?? '',
      source.filter(Boolean).join(', '),
      (textAt(event, 'message') ?? '').trim(),
      ageOf(firstSeen, nowMs),
      numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1,
      event.metadata.name,
    ];
  },
};

export const namespaces: Printer = {
  columns: columns('Name', 'Status', 'Age'),
  cells: (each, nowMs) => [each.metadata.name, textAt(each, 'status', 'phase') ?? '', createdAge(each, nowMs)],
};

export const configMaps: Printer = {
  columns: columns('Name', '#Data', 'Age'),
  cells: (each, nowMs) => [each.metadata.name, fieldCount(each.data) + fieldCount(each.binaryData), createdAge(each, nowMs)],
};

export const secrets: Printer = {
  columns: columns('Name', 'Type', '#Data', 'Age'),
  cells: (each, nowMs) => [each.metadata.name, textAt(each, 'type') ?? '', fieldCount(each.data), createdAge(each, nowMs)],
};

export const serviceAccounts: Printer = {
  columns: columns('Name', '#Secrets', 'Age'),
  cells: (each, nowMs) => [each.metadata.name, recordsAt(each, 'secrets').length, createdAge(each, nowMs)],
};

export const roles: Printer = {
  columns: columns('Name', 'Created At'),
  cells: (each) => [each.metadata.name, each.metadata.creationTimestamp ?? ''],
};

export const roleBindings: Printer = {
  columns: columns('Name', 'Role', 'Age', '+Users', '+Groups', '+ServiceAccounts'),
  cells: (each, nowMs) => [
    each.metadata.name,
    `${textAt(each, 'roleRef', 'kind') ?? ''}/${textAt(each, 'roleRef', 'name') ?? ''}`,
    createdAge(each, nowMs),
    ...['User', 'Group', 'ServiceAccount'].map((kind) => subjectsText(each, kind)),
  ],
};

function subjectsText(binding: KubeObject, kind: string): string {
  const subjects = recordsAt(binding, 'subjects').filter((each) => textAt(each, 'kind') === kind);
  return subjects.map((each) => [textAt(each, 'namespace'), textAt(each, 'name')].filter(Boolean).join('/')).join(', ');
}

function fieldCount(value: unknown): number {
  return isRecord(value) ? Object.keys(value).length : 0;
}
