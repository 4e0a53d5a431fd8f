import type { z } from 'zod';
import { type QueryResult, QueryResponse } from '../../../contract/query.ts';
import { Health, ROUTES, Values } from '../../../contract/routes.ts';

/** One query and its range, as a panel sends it. */
export interface PanelQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly query: Readonly<Record<string, unknown>>;
}

/** The proxy's HTTP interface. Calls throw what the proxy said when it refuses. */
export interface ProxyClient {
  /** `null` while nobody answers. */
  health(): Promise<Health | null>;
  vms(): Promise<string[]>;
  query(panel: PanelQuery): Promise<QueryResult>;
}

export function proxyClient(url: string, token: string): ProxyClient {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  async function read<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<T> {
    const response = await fetch(`${url}${path}`, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return schema.parse(JSON.parse(text));
  }
  return {
    health: () => read(ROUTES.health, Health).catch(() => null), // not listening yet
    vms: async () => (await read(`${ROUTES.values}/vms?limit=5000`, Values)).values.map(({ value }) => value),
    async query({ fromMs, toMs, query }) {
      const body = JSON.stringify({ from: fromMs, to: toMs, maxDataPoints: 1000, intervalMs: 1000, queries: [{ refId: 'A', ...query }] });
      const { results } = await read(ROUTES.query, QueryResponse, { method: 'POST', body });
      const result = results['A'];
      if (result?.status !== 200) throw new Error(`${JSON.stringify(query)}: ${result?.error ?? 'no answer'}`);
      return result;
    },
  };
}
