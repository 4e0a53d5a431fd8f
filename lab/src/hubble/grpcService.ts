import { join } from 'node:path';
import { loadSync } from '@grpc/proto-loader';
import type { AnyDefinition, ServiceDefinition } from '@grpc/proto-loader';

/** The service `observer.Observer`, read from `observer.proto`: proto names, enums and 64-bit numbers as text, absent fields left out. */
export const loadObserver = (): ServiceDefinition => loadService('observer.proto', 'observer.Observer');

/** The service `grpc.health.v1.Health`. */
export const loadHealth = (): ServiceDefinition => loadService('health.proto', 'grpc.health.v1.Health');

function loadService(file: string, name: string): ServiceDefinition {
  const definition = loadSync(join(import.meta.dirname, file), { keepCase: true, longs: String, enums: String, oneofs: true });
  const service = definition[name];
  if (!service || !isService(service)) throw new Error(`${file} has no service ${name}`);
  return service;
}

function isService(definition: AnyDefinition): definition is ServiceDefinition {
  return !('format' in definition);
}
