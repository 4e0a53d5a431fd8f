import { buffer } from 'node:stream/consumers';
import type { Incoming } from './exchange.ts';
import { bodyText } from './protobuf.ts';
import { Refusal } from './refusal.ts';

const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** The body of a request as JSON or YAML text; refuses one that is larger than the real server takes. */
export async function readBody(incoming: Incoming): Promise<string> {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return '';
  const body = await buffer(incoming);
  if (body.length > MAX_BODY_BYTES) throw new Refusal(413, 'RequestEntityTooLarge', 'limit is 3145728');
  return bodyText(body);
}
