import type { Json } from '../fields.ts';
import { Refusal } from './refusal.ts';

/** Field numbers of a message: a text, or a message of its own. What is not named is passed over. */
interface Message {
  readonly [field: number]: readonly [name: string, type: 'text' | Message];
}

const RESOURCE_ATTRIBUTES: Message = {
  1: ['namespace', 'text'],
  2: ['verb', 'text'],
  3: ['group', 'text'],
  4: ['version', 'text'],
  5: ['resource', 'text'],
  6: ['subresource', 'text'],
  7: ['name', 'text'],
};
const PATH_ATTRIBUTES: Message = { 1: ['path', 'text'], 2: ['verb', 'text'] };
/** Kinds that kubectl sends in protocol buffers; all others come as JSON or YAML. */
const KINDS: Readonly<Record<string, Message>> = {
  SelfSubjectAccessReview: {
    2: ['spec', { 1: ['resourceAttributes', RESOURCE_ATTRIBUTES], 2: ['nonResourceAttributes', PATH_ATTRIBUTES] }],
  },
  SelfSubjectRulesReview: { 2: ['spec', { 1: ['namespace', 'text'] }] },
  DeleteOptions: {},
  Eviction: {},
};
const ENVELOPE: Message = { 1: ['type', { 1: ['apiVersion', 'text'], 2: ['kind', 'text'] }], 2: ['raw', 'text'] };
const MAGIC = Buffer.from('k8s\0');

/** A request's body as text in JSON or YAML; Kubernetes' protocol buffers are turned into JSON. */
export function bodyText(body: Buffer): string {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) return body.toString();
  const parts = fieldsOf(body.subarray(MAGIC.length));
  const { type } = decode(body.subarray(MAGIC.length), ENVELOPE);
  const kind = typeof type === 'object' && type !== null && 'kind' in type && typeof type.kind === 'string' ? type.kind : '';
  const message = KINDS[kind];
  if (!message) {
    const accepted = 'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml';
    throw new Refusal(415, 'UnsupportedMediaType', accepted);
  }
  const raw = parts.find(({ field }) => field === 2)?.content ?? Buffer.alloc(0);
  return JSON.stringify({ kind, ...decode(raw, message) });
}

function decode(bytes: Buffer, message: Message): Json {
  const found = fieldsOf(bytes).flatMap(({ field, content }) => {
    const known = message[field];
    if (!known) return [];
    const [name, type] = known;
    return [[name, type === 'text' ? content.toString() : decode(content, type)] as const];
  });
  return Object.fromEntries(found);
}

/** The fields with a length (wire type 2); numbers are passed over. */
function fieldsOf(bytes: Buffer): { field: number; content: Buffer }[] {
  const found: { field: number; content: Buffer }[] = [];
  let place = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; place < bytes.length; factor *= 128) {
      const byte = bytes[place++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (place < bytes.length) {
    const tag = varint();
    if (tag % 8 === 2) {
      const length = varint();
      found.push({ field: Math.floor(tag / 8), content: bytes.subarray(place, place + length) });
      place += length;
    } else if (tag % 8 === 0) varint();
    else place += tag % 8 === 1 ? 8 : 4;
  }
  return found;
}
