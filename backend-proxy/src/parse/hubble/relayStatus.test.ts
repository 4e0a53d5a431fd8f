import { describe, expect, it } from 'vitest';
import { readRelayStatus } from './relayStatus.ts';
import { methodOf } from './testing/observer.ts';

const encode = (status: object): Buffer => methodOf('ServerStatus').responseSerialize(status);

describe('readRelayStatus', () => {
  it('reads how many nodes Relay reaches, which not, and its version', () => {
    const status = {
      num_flows: '8190',
      seen_flows: '9007199254740991',
      num_connected_nodes: { value: 300 },
      num_unavailable_nodes: { value: 2 },
      unavailable_nodes: ['dev/dev-worker1', 'dev-worker2'],
      version: 'cilium v1.18.2+g5bd307a8',
      flows_rate: 81.9,
    };
    expect(readRelayStatus(encode(status))).toEqual({
      ok: true,
      value: { connected: 300, unavailable: ['dev-worker1', 'dev-worker2'], version: 'cilium v1.18.2+g5bd307a8' },
    });
  });

  it('tells none from not said', () => {
    expect(readRelayStatus(encode({ num_connected_nodes: {} }))).toMatchObject({ value: { connected: 0 } });
    expect(readRelayStatus(encode({}))).toEqual({ ok: true, value: { connected: null, unavailable: [], version: null } });
  });

  it('refuses what is no message', () => {
    expect(readRelayStatus(Buffer.from('HTTP/1.1 400'))).toMatchObject({ ok: false, error: { format: 'ServerStatusResponse' } });
  });
});
