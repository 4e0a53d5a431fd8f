import { describe, expect, it } from 'vitest';
import { methodOf } from '../../parse/hubble/testing/observer.ts';
import { GET_FLOWS, SERVER_STATUS, toFlowsRequest } from './observerApi.ts';

describe('requests to Hubble’s observer', () => {
  it('go to the paths of its methods', () => {
    expect([GET_FLOWS, SERVER_STATUS]).toEqual([methodOf('GetFlows').path, methodOf('ServerStatus').path]);
  });

  it.each([0, 1, 999, 1000, 1_790_000_000_250, 4_102_444_800_999])('ask for flows from %i ms on, and those that follow', (sinceMs) => {
    const request = methodOf('GetFlows').requestDeserialize(toFlowsRequest(sinceMs));
    const since = { seconds: String(Math.floor(sinceMs / 1000)), nanos: (sinceMs % 1000) * 1e6 };
    expect(request).toEqual({ follow: true, since });
  });
});
