import type { APIRequestContext } from '@playwright/test';
import { QueryResponse, type QueryResult } from '@tart-lab/contract/query.ts';
import { Health, Values, type ValueKind } from '@tart-lab/contract/routes.ts';
import type { TartLabQuery } from '../../../src/query/types.ts';
import { PROXY } from './grafana.ts';

const HOUR_MS = 3_600_000;

/** The lab behind the source, asked through Grafana on the plugin's own paths. Whatever is no answer of the contract throws. */
export class Lab {
  private readonly request: APIRequestContext;

  constructor(request: APIRequestContext) {
    this.request = request;
  }

  async health(): Promise<Health> {
    return Health.parse(await (await this.request.get(`${PROXY}/health`)).json());
  }

  /** Names of one kind, narrowed by `where` (`cluster=dev`). */
  async names(kind: ValueKind, where: Record<string, string> = {}): Promise<string[]> {
    const answer = await this.request.get(`${PROXY}/values/${kind}`, { params: { limit: '1000', ...where } });
    return Values.parse(await answer.json()).values.map(({ value }) => value);
  }

  /** What a query answers now over the last `hours`. */
  async ask(query: Partial<TartLabQuery>, hours = 1): Promise<QueryResult> {
    const to = Date.now();
    const data = { from: to - hours * HOUR_MS, to, maxDataPoints: 500, intervalMs: 5000, queries: [{ refId: 'A', ...query }] };
    const answer = await this.request.post(`${PROXY}/query`, { data });
    const { results } = QueryResponse.parse(await answer.json());
    const result = results['A'];
    if (!result) throw new Error('the proxy has no answer for the only query');
    return result;
  }

  /** The column `name` of the first frame that a query answers. */
  async column(query: Partial<TartLabQuery>, name: string, hours = 1): Promise<unknown[]> {
    const frame = (await this.ask(query, hours)).frames[0];
    const at = frame?.schema.fields.findIndex((field) => field.name === name) ?? -1;
    return frame?.data.values[at] ?? [];
  }
}
