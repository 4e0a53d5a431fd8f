import { useCallback } from 'react';
import type { ComboboxOption } from '@grafana/ui';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import type { ShownProblem } from '../../client/answers.ts';
import { valuesPath, type ProxyClient, type ValueFilters } from '../../client/proxyClient.ts';
import { useAnswer } from './useAnswer.ts';

/** Choices for one input. */
export interface Choices {
  readonly options: ComboboxOption[];
  readonly loading: boolean;
  readonly problem: ShownProblem | null;
}

/** What exists now: VMs, clusters, devices …, narrowed by filters whose variables are already filled in. */
export function useValues(client: ProxyClient, kind: ValueKind, filters: ValueFilters = {}): Choices {
  const path = valuesPath(kind, filters);
  const ask = useCallback(() => client.values(path, kind), [client, path, kind]);
  const { value, loading, problem } = useAnswer(ask);
  return {
    options: (value ?? []).map((choice) => ({ ...choice })),
    loading,
    problem,
  };
}
