import { useCallback, useMemo } from 'react';
import type { ComboboxOption } from '@grafana/ui';
import type { Choice, ValueKind } from '@tart-lab/contract/routes.ts';
import type { ShownProblem } from '../../client/answers.ts';
import { valuesPath, type ProxyClient, type ValueFilters } from '../../client/proxyClient.ts';
import { ok, type Result } from '../../result.ts';
import { useAnswer } from './useAnswer.ts';

/** Choices for one input. */
export interface Choices {
  readonly options: ComboboxOption[];
  readonly loading: boolean;
  readonly problem: ShownProblem | null;
}

/**
 * What exists now: VMs, clusters, pods, devices …, narrowed by filters whose variables are already filled in. Of a kind that the
 * proxy does not list (null) nothing is asked and nothing offered.
 */
export function useValues(client: ProxyClient, kind: ValueKind | null, filters: ValueFilters = {}): Choices {
  const path = kind === null ? '' : valuesPath(kind, filters);
  const ask = useCallback(
    (): Promise<Result<readonly Choice[], ShownProblem>> => (kind === null ? Promise.resolve(ok([])) : client.values(path, kind)),
    [client, path, kind],
  );
  const { value, loading, problem } = useAnswer(ask);
  // The same objects until the next answer: a list that gets others forgets what was typed into it.
  const options = useMemo(() => (value ?? []).map((choice) => ({ ...choice })), [value]);
  return { options, loading, problem };
}
