import type { Labels, Sample } from '@tart-lab/contract/sample.ts';

/** Adds a sample; what is not known is absent. */
export type Add = (metric: string, labels: Labels, value: number | null | undefined) => void;

/** Samples of one time, and the function that adds to them. */
export function samplesAt(atMs: number): { readonly samples: Sample[]; readonly add: Add } {
  const samples: Sample[] = [];
  const add: Add = (metric, labels, value) => {
    if (value !== null && value !== undefined) samples.push({ metric, labels, atMs, value });
  };
  return { samples, add };
}
