import { buildBundle } from '../proxy/buildBundle.ts';
import type { SectionReport } from '../report/section.ts';
import { Owner } from '../run/owner.ts';
import { measureManyPods } from './manyPods.ts';
import { measureParts } from './referenceLab.ts';
import { toReport } from './report.ts';
import { measureStorm } from './storm.ts';

/** Kubernetes clusters: very many pods beside polling with kubectl, a storm of flows, and what clusters cost on the reference lab. */
export async function clusters(owner: Owner, quick: boolean): Promise<SectionReport> {
  const bundle = await buildBundle(owner);
  const inTurn = async <T>(measure: (one: Owner) => Promise<T>): Promise<T> => {
    const one = new Owner();
    owner.own(() => one.stop());
    const found = await measure(one);
    await one.stop();
    return found;
  };
  const manyPods = await inTurn((one) => measureManyPods(one, bundle, quick));
  const storm = await inTurn((one) => measureStorm(one, bundle, quick));
  const parts = await inTurn((one) => measureParts(one, bundle, quick));
  return toReport(manyPods, storm, parts);
}
