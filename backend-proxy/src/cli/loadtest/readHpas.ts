import type { Problem } from '@tart-lab/contract/problem.ts';
import { z } from 'zod';
import { parseHpa } from '../../parse/kube/hpa.ts';
import type { HpaRow } from '../../parse/kube/rows.ts';
import { fail, ok, type Result } from '../../result.ts';
import { paths } from './k6Objects.ts';
import { TIMEOUT_MS, type LoadTestDeps } from './loadTestDeps.ts';
import { ofFailure } from './problems.ts';

const List = z.object({ items: z.array(z.unknown()) });

/** The HPAs of a namespace. One that cannot be read is left out. Fails with what the API server refused. */
export async function readHpas(
  namespace: string,
  { api, signal }: Pick<LoadTestDeps, 'api' | 'signal'>,
): Promise<Result<HpaRow[], Problem>> {
  const answer = await api.read(paths({ name: '', namespace }).hpas, {}, { timeoutMs: TIMEOUT_MS, signal });
  if (!answer.ok) return fail(ofFailure(answer.error));
  const list = List.safeParse(answer.value.body);
  return ok(
    (list.success ? list.data.items : []).flatMap((item) => {
      const row = parseHpa(item);
      return row.ok ? [row.value] : [];
    }),
  );
}

/** The HPA that was named, else the one that scales what the address names (its service is taken to have the name of its workload). */
export function chooseHpa(hpas: readonly HpaRow[], url: string, wanted: string | null): HpaRow | null {
  if (wanted !== null) return hpas.find(({ name }) => name === wanted) ?? null;
  const [service] = new URL(url).hostname.split('.');
  return hpas.find(({ name, target }) => target.name === service || name === service) ?? null;
}
