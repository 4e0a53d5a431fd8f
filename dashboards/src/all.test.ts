import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Query } from '@tart-lab/contract/query.ts';
import { z } from 'zod';
import plugin from '../../plugin.json' with { type: 'json' };
import { allDashboards } from './all.ts';

const folder = join(import.meta.dirname, '..');

const Target = z.looseObject({ refId: z.string(), datasource: z.object({ type: z.string(), uid: z.string() }) });
const Panel = z.object({
  id: z.number().optional(),
  type: z.string(),
  title: z.string().default(''),
  description: z.string().default(''),
  targets: z.array(Target).default([]),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
});
const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  schemaVersion: z.number(),
  panels: z.array(Panel.extend({ panels: z.array(Panel).default([]) })),
});

const built = [...allDashboards()].map(([file, text]) => [file, Dashboard.parse(JSON.parse(text))] as const);
const panelsOf = ({ panels }: z.infer<typeof Dashboard>) => panels.flatMap((panel) => [panel, ...panel.panels]);

/** A saved query as the proxy may get it: without `live`, which is the plugin's, and without words that a variable still has to give. */
const asAsked = (saved: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(saved)
      .filter(([key]) => key !== 'live')
      .map(([key, value]) => [key, WORDS.has(key) && Array.isArray(value) ? value.filter((word) => !String(word).startsWith('$')) : value]),
  );
const WORDS = new Set(['verdicts', 'protocols']);

describe('the dashboards', () => {
  it('are checked in as their source makes them (npm run dashboards)', () => {
    const texts = new Map(
      readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const),
    );
    expect(texts).toEqual(allDashboards());
  });

  it('are all in the plugin', () => {
    expect(plugin.includes.map(({ path, name }) => [path, name]).sort()).toEqual(
      built.map(([file, { title }]) => [`dashboards/${file}`, title]).sort(),
    );
  });

  it.each(built)('%s is one that Grafana 12.4 reads', (_file, { uid, title, schemaVersion }) => {
    expect(uid).toMatch(/^tart-lab-[a-z-]+$/);
    expect(title).toMatch(/^Tart Lab \/ /);
    expect(schemaVersion).toBeLessThanOrEqual(42);
  });

  it.each(built)('%s asks Tart Lab only what its contract knows', (_file, dashboard) => {
    const asked = panelsOf(dashboard).flatMap(({ title, targets }) => targets.map((target) => ({ title, ...target })));
    for (const { title, datasource, ...saved } of asked) {
      if (datasource.type !== plugin.id) continue;
      expect(datasource.uid, title).toBe('${ds}');
      const query = asAsked(saved);
      const { success, error } = Query.safeParse(query);
      expect(success, `${title}: ${error?.message}`).toBe(true);
    }
  });

  it.each(built)('%s shares only answers of panels that ask for one', (_file, dashboard) => {
    const panels = panelsOf(dashboard);
    const askers = panels.filter(({ targets }) => targets.some(({ datasource }) => datasource.type === plugin.id)).map(({ id }) => id);
    for (const { title, targets } of panels) {
      for (const { datasource, panelId } of targets) {
        if (datasource.uid === '-- Dashboard --') expect(askers, title).toContain(panelId);
      }
    }
  });

  it.each(built)('%s tells what each panel shows, and no panel lies on another', (_file, dashboard) => {
    const panels = panelsOf(dashboard);
    for (const { type, title, description } of panels) {
      if (type !== 'row')
        expect(
          [title, description].every((text) => text.length > 2),
          title,
        ).toBe(true);
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(cells.length).toBe(new Set(cells).size);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  });
});
