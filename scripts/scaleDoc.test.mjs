import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../backend-proxy/src/config/load.ts';
import { root } from './setup.mjs';

const text = readFileSync(join(root, 'docs/scale.md'), 'utf8');
const blocks = [...text.matchAll(/```yaml\n# (\S+).*\n([^`]+)```/g)].map(([, file, yaml]) => ({ file, yaml }));

let dir;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'tart-lab-scale-'))));
afterEach(() => rmSync(dir, { recursive: true }));

describe('docs/scale.md', () => {
  it('shows a configuration that a proxy takes', () => {
    const [{ yaml }] = blocks.filter(({ file }) => file === 'tart-lab.yaml');
    for (const name of ['metrics-password', 'logs-password']) writeFileSync(join(dir, name), 'a secret\n');
    writeFileSync(join(dir, 'tart-lab.yaml'), yaml.replace('~/.ssh/id_ed25519', 'metrics-password'));
    const loaded = loadConfig(join(dir, 'tart-lab.yaml'), { TART_LAB_TOKEN: 'a token' });
    expect(loaded).toMatchObject({ ok: true, value: { history: { server: { match: 'job="tart-lab",mac="mini-07"' } } } });
  });

  it('scrapes proxies as provisioning/prometheus does', () => {
    const jobs = blocks.flatMap(({ yaml }) => parse(yaml).scrape_configs ?? []);
    const [ours] = parse(readFileSync(join(root, 'provisioning/prometheus/prometheus.yml'), 'utf8')).scrape_configs;
    const { scrape_interval: every, ...shown } = jobs.find(({ job_name: name }) => name === 'tart-lab');
    expect(every).toBe('15s');
    expect(shown).toEqual(ours);
  });
});
