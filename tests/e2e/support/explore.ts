import type { Locator, Page, Response } from '@playwright/test';
import { QueryRequest, QueryResponse } from '@tart-lab/contract/query.ts';
import type { TartLabQuery } from '../../../src/query/types.ts';
import { PROXY, SOURCE } from './grafana.ts';

interface Pane {
  readonly datasource: string;
  readonly queries: readonly object[];
  readonly range: { readonly from: string; readonly to: string };
}

/** Explore's address with one pane; without queries it begins with the source's own first one. */
export function exploreUrl(queries: readonly object[], { source = SOURCE, from = 'now-1h', to = 'now' } = {}): string {
  const pane: Pane = {
    datasource: source.uid,
    queries: queries.map((query, at) => ({ refId: 'ABCDEF'[at], datasource: source, ...query })),
    range: { from, to },
  };
  return `/explore?${new URLSearchParams({ schemaVersion: '1', orgId: '1', panes: JSON.stringify({ one: pane }) }).toString()}`;
}

/** The panes that Explore's address names now, left to right. */
export function panesOf(page: Page): Pane[] {
  const panes = new URL(page.url()).searchParams.get('panes');
  return Object.values(JSON.parse(panes ?? '{}') as Record<string, Pane>);
}

/** A query that the plugin asked, and what came. */
export interface Asked {
  readonly request: QueryRequest;
  readonly response: QueryResponse;
}

/** Does something on the page and waits for the plugin's next answer that fits and came whole: what Grafana gave up on has no body. */
export async function asked(
  page: Page,
  act: () => Promise<unknown>,
  fits: (queries: Partial<TartLabQuery>[]) => boolean = () => true,
): Promise<Asked> {
  const isOurs = async (response: Response): Promise<boolean> =>
    response.url().endsWith(`${PROXY}/query`) &&
    fits(QueryRequest.parse(response.request().postDataJSON()).queries) &&
    (await response.finished()) === null;
  const [response] = await Promise.all([page.waitForResponse(isOurs, { timeout: 30_000 }), act()]);
  return {
    request: QueryRequest.parse(response.request().postDataJSON()),
    response: QueryResponse.parse(await response.json()),
  };
}

/** The first query's editor in a pane of Explore or in a panel's editor. */
export const editorOf = (page: Page): Locator => page.getByTestId('query-editor-row').first();

/** The column `name` of the first frame that has it. */
export function columnOf({ response }: Asked, name: string): unknown[] {
  for (const { frames } of Object.values(response.results)) {
    for (const { schema, data } of frames) {
      const at = schema.fields.findIndex((field) => field.name === name);
      if (at >= 0) return data.values[at] ?? [];
    }
  }
  return [];
}
