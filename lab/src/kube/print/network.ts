import { type Json, at, numberAt, recordsAt, textAt, textsAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { type Printer, columns, createdAge, selectorText } from './printer.ts';

const SHOWN = 3;

export const services: Printer = {
  columns: columns('Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', '+Selector'),
  cells: (service, nowMs) => [
    service.metadata.name,
    textAt(service, 'spec', 'type') ?? 'ClusterIP',
    textAt(service, 'spec', 'clusterIP') ?? '<none>',
    externalAddress(service),
    recordsAt(service, 'spec', 'ports').map(portText).join(',') || '<none>',
    createdAge(service, nowMs),
    selectorText(at(service, 'spec', 'selector')),
  ],
};

export const endpoints: Printer = {
  columns: columns('Name', 'Endpoints', 'Age'),
  cells: (each, nowMs) => [each.metadata.name, endpointsText(each), createdAge(each, nowMs)],
};

export const endpointSlices: Printer = {
  columns: columns('Name', 'AddressType', 'Ports', 'Endpoints', 'Age'),
  cells(slice, nowMs) {
    const ports = recordsAt(slice, 'ports').map((each) => String(numberAt(each, 'port') ?? '*'));
    const addresses = recordsAt(slice, 'endpoints').flatMap((each) => textsAt(each, 'addresses'));
    return [
      slice.metadata.name,
      textAt(slice, 'addressType') ?? '',
      first(ports, '<unset>'),
      first(addresses, '<unset>'),
      createdAge(slice, nowMs),
    ];
  },
};

function portText(port: Json): string {
  const nodePort = numberAt(port, 'nodePort');
  const number = numberAt(port, 'port') ?? 0;
  return `${nodePort === undefined ? number : `${number}:${nodePort}`}/${textAt(port, 'protocol') ?? 'TCP'}`;
}

function externalAddress(service: KubeObject): string {
  const given = recordsAt(service, 'status', 'loadBalancer', 'ingress').flatMap(
    (each) => textAt(each, 'ip') ?? textAt(each, 'hostname') ?? [],
  );
  const all = [...given, ...textsAt(service, 'spec', 'externalIPs')];
  if (all.length > 0) return all.join(',');
  const type = textAt(service, 'spec', 'type');
  if (type === 'ExternalName') return textAt(service, 'spec', 'externalName') ?? '<none>';
  return type === 'LoadBalancer' ? '<pending>' : '<none>';
}

function endpointsText(object: KubeObject): string {
  const all = recordsAt(object, 'subsets').flatMap((subset) =>
    recordsAt(subset, 'ports').flatMap((port) =>
      recordsAt(subset, 'addresses').map((address) => `${textAt(address, 'ip') ?? ''}:${numberAt(port, 'port') ?? ''}`),
    ),
  );
  return first(all, '<none>');
}

/** The first three and how many more. */
function first(texts: readonly string[], none: string): string {
  if (texts.length === 0) return none;
  const more = texts.length - SHOWN;
  return more > 0 ? `${texts.slice(0, SHOWN).join(',')} + ${more} more...` : texts.join(',');
}
