import type { Json } from '../fields.ts';
import type { Resource } from './resources.ts';

/** A request that is answered with a Status of failure. Thrown by what handles requests, sent by the server. */
export class Refusal extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Json | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, reason: string, message: string, more: { details?: Json; headers?: Readonly<Record<string, string>> } = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = more.details;
    this.headers = more.headers ?? {};
  }

  toStatus(): Json {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

/** `deployments.apps "web" not found`. */
export function notFound(resource: Pick<Resource, 'group' | 'plural'>, name: string): Refusal {
  return new Refusal(404, 'NotFound', `${qualified(resource)} "${name}" not found`, { details: detailsOf(resource, name) });
}

export function noSuchPath(): Refusal {
  return new Refusal(404, 'NotFound', 'the server could not find the requested resource', { details: {} });
}

export function alreadyExists(resource: Resource, name: string): Refusal {
  return new Refusal(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, { details: detailsOf(resource, name) });
}

export function conflict(resource: Resource, name: string): Refusal {
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  return new Refusal(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`, {
    details: detailsOf(resource, name),
  });
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}

export function methodNotAllowed(): Refusal {
  return new Refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', { details: {} });
}

/** A version before the last compaction, of a watch or a page. */
export function expired(message: string): Refusal {
  return new Refusal(410, 'Expired', message);
}

export function tooOldVersion(asked: number, oldest: number): Refusal {
  return expired(`too old resource version: ${asked} (${oldest})`);
}

export function unauthorized(): Refusal {
  return new Refusal(401, 'Unauthorized', 'Unauthorized');
}

export function unavailable(): Refusal {
  return new Refusal(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
}

export function qualified({ group, plural }: Pick<Resource, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function detailsOf({ group, plural }: Pick<Resource, 'group' | 'plural'>, name: string): Json {
  return { name, ...(group === '' ? {} : { group }), kind: plural };
}
