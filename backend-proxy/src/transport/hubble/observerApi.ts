import { fromJSON } from '@grpc/proto-loader';
import type { MethodDefinition } from '@grpc/proto-loader';
import { HUBBLE_DESCRIPTOR } from './descriptor.ts';

/** One method of Hubble's observer: where it is, and how its request and answers are written. */
export interface ObserverMethod {
  readonly path: string;
  toRequest(request: object): Buffer;
  /** The answer in proto-JSON's shape: proto names, enums by name, 64-bit numbers as texts, defaults left out. Throws on garbage. */
  toAnswer(bytes: Buffer): unknown;
}

const service: object =
  fromJSON(HUBBLE_DESCRIPTOR, { keepCase: true, longs: String, enums: String, defaults: false })['observer.Observer'] ?? {};

const isMethod = (value: unknown): value is MethodDefinition<object, object> =>
  typeof value === 'object' && value !== null && 'requestSerialize' in value && 'responseDeserialize' in value;

function method(name: 'GetFlows' | 'ServerStatus'): ObserverMethod {
  const definition: unknown = Object.entries(service).find(([key]) => key === name)?.[1];
  if (!isMethod(definition)) throw new Error(`the descriptor has no method ${name}`);
  return {
    path: definition.path,
    toRequest: (request) => definition.requestSerialize(request),
    toAnswer: (bytes) => definition.responseDeserialize(bytes),
  };
}

export const GET_FLOWS = method('GetFlows');
export const SERVER_STATUS = method('ServerStatus');
