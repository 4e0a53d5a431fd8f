import type { SectionName } from './arguments.ts';
import { clusters } from './clusters/clusters.ts';
import { frames } from './frames/frames.ts';
import { history } from './history/history.ts';
import { proxy } from './proxy/proxy.ts';
import type { SectionReport } from './report/section.ts';
import type { Owner } from './run/owner.ts';
import { scale } from './scale/scale.ts';
import { scrape } from './scrape/scrape.ts';

/** One part of the benchmark. Whatever it starts belongs to `owner`. Throws when it could not be run to its end. */
export type Section = (owner: Owner, quick: boolean) => Promise<SectionReport>;

export const SECTION: Readonly<Record<SectionName, Section>> = { frames, proxy, scale, clusters, scrape, history };
