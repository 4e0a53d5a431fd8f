import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pushedUntil } from './pushedUntil.ts';

let dir = '';
let reasons: string[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tart-lab-pushed-'));
  reasons = [];
});
afterEach(() => rmSync(dir, { recursive: true }));
const open = () => pushedUntil(dir, (reason) => reasons.push(reason));

it('knows nothing at first, and after a restart what was written last', () => {
  expect(open().read()).toBeNull();
  const mark = open();
  mark.write(1000);
  mark.write(2000);
  expect(open().read()).toBe(2000);
  // A whole file, for its owner alone, and no other left beside it.
  expect(readdirSync(dir)).toEqual(['pushed-to-loki.json']);
  expect(statSync(join(dir, 'pushed-to-loki.json')).mode & 0o777).toBe(0o600);
  expect(reasons).toEqual([]);
});

it('never goes back, as events do not come in the order of their time', () => {
  open().write(2000);
  open().write(1000);
  expect(open().read()).toBe(2000);
});

it.each(['', 'half a fi', '{"atMs":"yesterday"}', '[]'])('takes a file that holds %j for none', (text) => {
  writeFileSync(join(dir, 'pushed-to-loki.json'), text);
  expect(open().read()).toBeNull();
});

it('reports a place that cannot be written, and goes on', () => {
  mkdirSync(join(dir, 'pushed-to-loki.json'));
  open().write(1000);
  expect(reasons).toEqual([expect.stringMatching(/pushed-to-loki/)]);
});
