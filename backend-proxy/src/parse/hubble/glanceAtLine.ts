import type { Glance } from './glance.ts';
import { keyOfText } from './glance.ts';
import { nodeOf } from './protoJson.ts';
import { toDropReason, toVerdict } from './words.ts';

/**
 * Looks at a line of `hubble observe -o jsonpb`. Null for a line that holds no flow, or is not written as Hubble writes it: then it
 * is read whole. Protobuf's JSON may have a space after a colon, so none is counted on.
 */
export function glanceAtLine(line: string): Glance | null {
  if (!/^\{\s*"flow":/.test(line)) return null;
  const atMs = Date.parse(textAfter(line, '"time":'));
  if (Number.isNaN(atMs)) return null;
  const verdict = toVerdict(textAfter(line, '"verdict":'));
  const uuidAt = line.indexOf('"uuid":');
  return {
    key: uuidAt < 0 ? keyOfText(line, 0, line.length) : keyOfValue(line, uuidAt + 7),
    atMs,
    node: nodeOf(textAfter(line, '"node_name":')),
    verdict,
    dropReason: verdict === 'dropped' ? toDropReason(textAfter(line, '"drop_reason_desc":')) : null,
    opens: opensOf(line),
  };
}

function textAfter(line: string, field: string): string {
  const at = line.indexOf(field);
  if (at < 0) return '';
  const from = line.indexOf('"', at + field.length) + 1;
  return from === 0 ? '' : line.slice(from, line.indexOf('"', from));
}

function keyOfValue(line: string, at: number): number {
  const from = line.indexOf('"', at) + 1;
  return keyOfText(line, from, line.indexOf('"', from));
}

/** The addresses and ports of a SYN without ACK. Flags that are not set are left out, so one that is named is set. */
function opensOf(line: string): number | null {
  const flagsAt = line.indexOf('"flags":');
  if (flagsAt < 0) return null;
  const flags = line.slice(flagsAt, line.indexOf('}', flagsAt));
  if (!flags.includes('"SYN"') || flags.includes('"ACK"')) return null;
  const ipAt = line.indexOf('"IP":');
  const tcpAt = line.indexOf('"TCP":');
  if (ipAt < 0 || tcpAt < 0 || tcpAt > flagsAt) return null;
  const ip = line.slice(ipAt, line.indexOf('}', ipAt));
  const ends = `${textAfter(ip, '"source":')} ${textAfter(ip, '"destination":')} ${line.slice(tcpAt, flagsAt).replaceAll(' ', '')}`;
  return keyOfText(ends, 0, ends.length);
}
