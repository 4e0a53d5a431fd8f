import { expect, it } from 'vitest';
import { WATCH_NAMES } from './clusterView.ts';
import { WATCHED_RESOURCES } from './resources.ts';

it('names every watch that there is, as its resource is named', () => {
  expect(Object.keys(WATCHED_RESOURCES)).toEqual(WATCH_NAMES);
  expect(Object.values(WATCHED_RESOURCES).map((resource: { name: string }) => resource.name)).toEqual(WATCH_NAMES);
});
