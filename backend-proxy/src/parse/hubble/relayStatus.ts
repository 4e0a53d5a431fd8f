import type { ParseFailure, Result } from '../../result.ts';
import { fail, ok } from '../../result.ts';
import { ProtoFields } from './protoFields.ts';
import { nodeOf } from './protoJson.ts';

const FIELD = { connected: 5, unavailableNode: 7, version: 8 };

/** What Relay says of itself. `connected`: how many nodes it reaches; null where it does not say. */
export interface RelayStatus {
  readonly connected: number | null;
  readonly unavailable: readonly string[];
  readonly version: string | null;
}

/** Reads an encoded ServerStatusResponse (cilium/api/v1/observer). All fields may be left out; fails for bytes that make no sense. */
export function readRelayStatus(bytes: Buffer): Result<RelayStatus, ParseFailure> {
  const fields = new ProtoFields().set(bytes, 0, bytes.length);
  const wrapped = new ProtoFields();
  const unavailable: string[] = [];
  let connected: number | null = null;
  let version = '';
  while (fields.next()) {
    switch (fields.field) {
      case FIELD.connected:
        connected = 0;
        wrapped.enter(fields);
        while (wrapped.next()) if (wrapped.field === 1) connected = wrapped.value;
        break;
      case FIELD.unavailableNode:
        unavailable.push(nodeOf(fields.text()));
        break;
      case FIELD.version:
        version = fields.text();
        break;
    }
  }
  if (!fields.isWhole()) return fail({ format: 'ServerStatusResponse', line: bytes.toString('hex', 0, 100) });
  return ok({ connected, unavailable, version: version || null });
}
