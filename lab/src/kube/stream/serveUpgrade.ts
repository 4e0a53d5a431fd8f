import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { KubeContext } from '../api/context.ts';
import type { KubeRequest } from '../api/kubeRequest.ts';
import { badRequest, noSuchPath } from '../api/refusal.ts';

export interface Upgrade {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export function serveUpgrade(_context: KubeContext, request: KubeRequest, _upgrade: Upgrade): void {
  if (!request.subresource) throw noSuchPath();
  throw badRequest('unable to upgrade');
}
