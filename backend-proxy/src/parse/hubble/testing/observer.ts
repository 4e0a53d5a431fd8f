import { fromJSON } from '@grpc/proto-loader';
import type { MethodDefinition } from '@grpc/proto-loader';
import { isObject } from '../protoJson.ts';
import type { ProtoObject } from '../protoJson.ts';
import { HUBBLE_DESCRIPTOR } from './descriptor.ts';

type Method = MethodDefinition<object, object>;

const service: object =
  fromJSON(HUBBLE_DESCRIPTOR, { keepCase: true, longs: String, enums: String, defaults: false })['observer.Observer'] ?? {};

const isMethod = (value: unknown): value is Method =>
  typeof value === 'object' && value !== null && 'requestSerialize' in value && 'responseDeserialize' in value;

/** A method of Hubble's observer as protobufjs reads and writes it: what the proxy's own reader and writer are compared with. */
export function methodOf(name: 'GetFlows' | 'ServerStatus'): Method {
  const found: unknown = Object.entries(service).find(([key]) => key === name)?.[1];
  if (!isMethod(found)) throw new Error(`the descriptor has no method ${name}`);
  return found;
}

/** Encodes a GetFlowsResponse, given in the shape that proto-loader takes. */
export const encodeAnswer = (answer: object): Buffer => methodOf('GetFlows').responseSerialize(answer);

/** Encodes a line of `hubble observe -o jsonpb` as Relay sends the same. */
export function encodeLine(line: string): Buffer {
  const answer: unknown = JSON.parse(line);
  if (!isObject(answer)) throw new Error('no answer');
  const flow = answer['flow'];
  return encodeAnswer(withTime(isObject(flow) ? { ...answer, flow: withTime(flow) } : answer));
}

/** Proto-JSON writes times and wrapped values as what they are; protobufjs wants their messages. */
function withTime(message: ProtoObject): ProtoObject {
  const { time, is_reply: isReply } = message;
  const [date = '', fraction = ''] = typeof time === 'string' ? time.replace('Z', '').split('.') : [];
  return {
    ...message,
    ...(date === '' ? {} : { time: { seconds: Date.parse(`${date}Z`) / 1000, nanos: Number(fraction.padEnd(9, '0')) } }),
    ...(typeof isReply === 'boolean' ? { is_reply: { value: isReply } } : {}),
  };
}

/** The messages of a recorded stream: each behind gRPC's five bytes. */
export function cutRecording(recording: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < recording.length;) {
    const to = at + 5 + recording.readUInt32BE(at + 1);
    messages.push(recording.subarray(at + 5, to));
    at = to;
  }
  return messages;
}
