import { z } from 'zod';
import { Problem } from '@tart-lab/contract/problem.ts';
import { QueryResult } from '@tart-lab/contract/query.ts';
import { Catalog, Health, Refusal, Values } from '@tart-lab/contract/routes.ts';

/**
 * A problem as it is shown. A later proxy may know kinds that this plugin does not, and the plugin has its own
 * (`proxy_unreachable`, `answer_unreadable`, `grafana_refused`): the kind is any word here.
 */
export const ShownProblem = Problem.extend({ kind: z.string() });
export type ShownProblem = z.infer<typeof ShownProblem>;

/** The proxy's answers, strict about meaning, open about problem kinds. */
export const HealthAnswer = Health.extend({ problems: z.array(ShownProblem) });
export type HealthAnswer = z.infer<typeof HealthAnswer>;

export const QueryAnswer = z.object({
  results: z.record(z.string(), QueryResult.extend({ problem: ShownProblem.optional() })),
});
export type QueryAnswer = z.infer<typeof QueryAnswer>;

export const RefusalAnswer = Refusal.extend({ problem: ShownProblem });

export { Catalog as CatalogAnswer, Values as ValuesAnswer };
