import { readFileSync } from 'node:fs';
import { z } from 'zod';

const List = z.object({ items: z.array(z.record(z.string(), z.unknown())) });

/** A recorded answer of an API server, as JSON. */
export const recordedList = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/kube/${name}.json`, import.meta.url), 'utf8'));

/** The objects of a recorded list. */
export const recordedItems = (name: string): Record<string, unknown>[] => List.parse(recordedList(name)).items;
