import { expect, it } from 'vitest';
import { recordedItems } from '../../parse/kube/testing.ts';
import { WATCHED_RESOURCES } from './resources.ts';

it.each(Object.entries(WATCHED_RESOURCES))('%s are named by their key, and read from a recorded list', (key, { name, path, toRow }) => {
  expect(name).toBe(key);
  expect(path).toMatch(/^\/apis?\/([a-z0-9.]+\/)?v\d\/[a-z]+$/);
  const rows = recordedItems(name).map((object) => toRow(object));
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ ok }) => !ok)).toEqual([]);
});
