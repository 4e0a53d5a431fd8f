import { send } from './answer.ts';
import { type Outgoing, cut, isGone } from './exchange.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { Refusal } from './refusal.ts';

/** Answers with the Status of a failure; once an answer has begun, it is cut instead. */
export async function refuse(response: Outgoing, request: KubeRequest, error: unknown): Promise<void> {
  if (response.headersSent || isGone(response)) {
    cut(response);
    return;
  }
  const refusal = toRefusal(error);
  await send(response, request, { status: refusal.code, body: refusal.toStatus(), headers: refusal.headers }, { cut: false });
}

/** What is no refusal is a fault of the lab itself; it shows as the server's error 500 with its cause. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`);
}
