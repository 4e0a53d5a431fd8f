import { useCallback } from 'react';
import type { ProxyClient } from '../../client/proxyClient.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { useAnswer, type Asked } from './useAnswer.ts';

/** The metric catalogue of the proxy behind this data source. */
export function useCatalog(client: ProxyClient): Asked<readonly Metric[]> {
  const ask = useCallback(() => client.catalog(), [client]);
  return useAnswer(ask);
}
