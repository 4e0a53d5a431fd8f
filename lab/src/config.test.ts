import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeConfig } from './config.ts';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'tart-lab-config-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const written = (lokiUrl?: string, systems?: Record<string, string>): unknown => {
  const parts = { dir, machines: [], clusters: [], oneAddress: false, tartCommand: 'tart', passwordFile: 'ssh-password', lokiUrl, systems };
  return parse(readFileSync(writeConfig(parts), 'utf8'));
};

describe('writeConfig', () => {
  it('has the proxy push its events where Loki is', () => {
    expect(written('http://loki:3100')).toMatchObject({ loki: { url: 'http://loki:3100' } });
  });

  it('names what is to be checked beside it', () => {
    expect(written(undefined, { prometheus: 'http://127.0.0.1:9090' })).toMatchObject({
      check: { prometheus: { url: 'http://127.0.0.1:9090' } },
    });
    expect(written()).toMatchObject({ check: {} });
  });

  it('names no Loki where there is none', () => {
    expect(written()).not.toHaveProperty('loki');
  });
});
