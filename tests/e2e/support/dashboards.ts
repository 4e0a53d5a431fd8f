import { expect, type APIRequestContext } from '@playwright/test';
import type { TartLabQuery } from '../../../src/query/types.ts';
import { SOURCE } from './grafana.ts';

/** A panel of a test's dashboard; further fields are Grafana's own. */
export interface TestPanel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly Partial<TartLabQuery>[];
  readonly [field: string]: unknown;
}

const COLUMNS = 4;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 6;

/** Dashboards made by a test through Grafana's API, four panels a row. */
export class Dashboards {
  private readonly request: APIRequestContext;
  private readonly made: string[] = [];

  constructor(request: APIRequestContext) {
    this.request = request;
  }

  /** Makes one and returns its uid. Panels get the ids 1, 2, 3 … and our source; `more` are further fields of the dashboard. */
  async make(panels: readonly TestPanel[], more: Record<string, unknown> = {}): Promise<string> {
    const uid = `tart-lab-e2e-${Date.now().toString(36)}-${this.made.length}`;
    const dashboard = {
      uid,
      title: `Tart Lab e2e ${uid}`,
      schemaVersion: 42,
      time: { from: 'now-15m', to: 'now' },
      timezone: 'browser',
      panels: panels.map(({ targets = [], ...panel }, at) => ({
        datasource: SOURCE,
        gridPos: { x: (at % COLUMNS) * WIDTH, y: Math.floor(at / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
        id: at + 1,
        fieldConfig: { defaults: {}, overrides: [] },
        options: {},
        targets: targets.map((target, i) => ({ refId: 'ABCDEF'[i], datasource: SOURCE, ...target })),
        ...panel,
      })),
      ...more,
    };
    const answer = await this.request.post('/api/dashboards/db', { data: { dashboard, overwrite: true } });
    expect(answer.ok(), await answer.text()).toBe(true);
    this.made.push(uid);
    return uid;
  }

  async removeAll(): Promise<void> {
    for (const uid of this.made) await this.request.delete(`/api/dashboards/uid/${uid}`);
  }
}
