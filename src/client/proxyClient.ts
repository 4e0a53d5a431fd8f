import { lastValueFrom } from 'rxjs';
import type { z } from 'zod';
import type { BackendSrv, BackendSrvRequest } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import type { Filter, QueryRequest } from '@tart-lab/contract/query.ts';
import { ROUTES, type Choice, type ValueKind } from '@tart-lab/contract/routes.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { fail, ok, type Result } from '../result.ts';
import { CatalogAnswer, HealthAnswer, QueryAnswer, ValuesAnswer, type ShownProblem } from './answers.ts';
import { toProblem } from './toProblem.ts';

/** Filters of a list of choices; entries may be patterns. */
export type ValueFilters = Partial<Record<'cluster' | 'vm' | 'mac' | 'namespace' | 'workload' | 'metric', readonly string[]>> & {
  /** Whose values `labelvalues` lists. */
  readonly label?: string;
  readonly filters?: readonly Filter[];
};

/** Most choices that one list asks for: as many as a selection may hold. */
const MAX_CHOICES = 1000;

/** Where the choices of one kind are asked. `filters` narrow them and may be patterns; an empty filter means all. */
export function valuesPath(kind: ValueKind, { label, filters, ...selections }: ValueFilters = {}): string {
  const params = new URLSearchParams({ limit: String(MAX_CHOICES) });
  if (label !== undefined) params.set('label', label);
  if (filters && filters.length > 0) params.set('filters', JSON.stringify(filters));
  for (const [name, entries] of Object.entries(selections)) {
    for (const entry of entries ?? []) params.append(name, entry);
  }
  return `${ROUTES.values}/${kind}?${params.toString()}`;
}

/**
 * The only code that calls the proxy, through Grafana's data source proxy at `baseUrl` (`instanceSettings.url`, which
 * adds the token on the server). Every answer meets its schema here; every failure is a problem.
 */
export class ProxyClient {
  private readonly baseUrl: string;
  private readonly backend: () => Pick<BackendSrv, 'fetch'>;
  private catalogAnswer: Promise<Result<readonly Metric[], ShownProblem>> | undefined;

  constructor(baseUrl: string, backend: () => Pick<BackendSrv, 'fetch'>) {
    this.baseUrl = baseUrl;
    this.backend = backend;
  }

  /** What "Save & test" shows. */
  health(): Promise<Result<HealthAnswer, ShownProblem>> {
    return this.read(HealthAnswer, { url: ROUTES.health }, 'ask the proxy how it is');
  }

  /** The metric catalogue, asked once per data source and page; a failure is asked again. */
  async catalog(): Promise<Result<readonly Metric[], ShownProblem>> {
    this.catalogAnswer ??= this.read(CatalogAnswer, { url: ROUTES.catalog }, 'read the metric catalogue').then((answer) =>
      answer.ok ? ok(answer.value.metrics) : answer,
    );
    const answer = await this.catalogAnswer;
    if (!answer.ok) this.catalogAnswer = undefined;
    return answer;
  }

  /** What exists now, at a path of `valuesPath`; `kind` names it in a problem. */
  async values(path: string, kind: ValueKind): Promise<Result<readonly Choice[], ShownProblem>> {
    const answer = await this.read(ValuesAnswer, { url: path }, `list the ${kind}`);
    return answer.ok ? ok(answer.value.values) : answer;
  }

  /** The answers of a panel's queries by refId. A newer call with the same `requestId` cancels this one. */
  query(request: QueryRequest, requestId: string): Promise<Result<QueryAnswer, ShownProblem>> {
    return this.read(QueryAnswer, { url: ROUTES.query, method: 'POST', data: request, requestId }, 'query the proxy');
  }

  private async read<T>(schema: z.ZodType<T>, request: BackendSrvRequest, doing: string): Promise<Result<T, ShownProblem>> {
    try {
      const options = { method: 'GET', showErrorAlert: false, ...request, url: this.baseUrl + request.url };
      const answer = await lastValueFrom(this.backend().fetch<unknown>(options));
      const parsed = schema.safeParse(answer.data);
      return parsed.success ? ok(parsed.data) : fail(unreadable(doing, parsed.error));
    } catch (error) {
      return fail(toProblem(error, doing));
    }
  }
}

function unreadable(doing: string, error: z.ZodError): ShownProblem {
  const issue = error.issues[0];
  return {
    kind: 'answer_unreadable',
    target: '',
    doing,
    detail: t('problem.unreadable', 'The answer is not one of a Tart Lab proxy that this plugin knows ({{where}})', {
      where: issue ? `${issue.path.join('.')}: ${issue.message}` : '',
      interpolation: { escapeValue: false },
    }),
    advice: t('problem.unreadable-advice', 'Check the URL, and use versions of plugin and proxy that belong together'),
  };
}
