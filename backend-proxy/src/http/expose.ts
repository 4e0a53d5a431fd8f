import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { FAMILY_PARTS, type FamilyPart } from '@tart-lab/contract/families.ts';
import { labPage, vmPage, type ExposeDeps } from '../expose/expose.ts';
import { negotiate, wantsGzip } from '../expose/negotiate.ts';
import type { ProxyFacts } from '../ownWork.ts';
import { badRequest } from '../problems.ts';
import { issueText } from '../query/issueText.ts';
import { only } from './methods.ts';
import { refuse } from './respond.ts';

/** What the routes of the exposition read. `periodMs` is how often a collector is asked. */
export interface ExposeRouteDeps extends Omit<ExposeDeps, 'nowMs'> {
  readonly readFacts: () => Promise<ProxyFacts>;
  readonly now: () => number;
}

const isPart = (name: string): name is FamilyPart => Object.hasOwn(FAMILY_PARTS, name);
const Part = z.string().refine(isPart, { error: `no part of the page; there are ${Object.keys(FAMILY_PARTS).join(', ')}` });
const Timestamps = z
  .enum(['0', '1'])
  .default('0')
  .transform((given) => given === '1');
/** `GET /metrics?collect[]=guests&timestamps=1` */
const MetricsParameters = z.object({
  'collect[]': z
    .union([Part.transform((part) => [part]), z.array(Part)])
    .nullish()
    .transform((parts) => parts ?? null),
  timestamps: Timestamps,
});
/** `GET /probe?target=VM&timestamps=1` */
const ProbeParameters = z.object({ target: z.string().min(1), timestamps: Timestamps });

/** A page is compressed while it is made; the least level, as it halves the price and a page repeats itself anyway. */
const GZIP_LEVEL = 1;

/** `/metrics` and `/probe`: what is in memory, as text for Prometheus. */
export function exposeRoutes(deps: ExposeRouteDeps): Router {
  const routes = Router({ strict: true, caseSensitive: true });
  const at = (): ExposeDeps => ({ lab: deps.lab, intervalMs: deps.intervalMs, periodMs: deps.periodMs, nowMs: deps.now() });

  routes.get('/metrics', async (req, res) => {
    const parameters = MetricsParameters.safeParse(req.query);
    if (!parameters.success) return refuse(res, badRequest(req.path, issueText(parameters.error), 'Correct the parameter.'));
    const { 'collect[]': parts, timestamps } = parameters.data;
    const { format, contentType } = negotiate(req.headers.accept);
    await deps.lab.flowDemand.takeIn();
    const facts = await deps.readFacts();
    await send(req, res, contentType, await labPage(at(), facts, { format, withTimes: timestamps, parts }, () => setImmediate()));
  });
  routes.get('/probe', async (req, res) => {
    const parameters = ProbeParameters.safeParse(req.query);
    if (!parameters.success) {
      return refuse(res, badRequest(req.path, issueText(parameters.error), 'Name one VM: /probe?target=dev-worker1.'));
    }
    const { target, timestamps } = parameters.data;
    const live = deps.lab.find(target);
    if (!live) {
      const advice = 'Use a name that `tart list` shows; /api/v1/values/vms lists them.';
      return refuse(res, { kind: 'not_found', target, doing: 'find the VM', detail: 'there is no VM of this name', advice });
    }
    const { format, contentType } = negotiate(req.headers.accept);
    await send(req, res, contentType, vmPage(at(), live, { format, withTimes: timestamps }));
  });
  routes.all(['/metrics', '/probe'], only('GET, HEAD'));
  return routes;
}

/** Sends the pieces as fast as they are taken; one who leaves half way is no failure. */
async function send(req: Request, res: Response, contentType: string, pieces: Iterable<string>): Promise<void> {
  res.set({ 'Content-Type': contentType, Vary: 'Accept, Accept-Encoding' });
  const gzip = wantsGzip(req.headers['accept-encoding']);
  if (gzip) res.set('Content-Encoding', 'gzip');
  if (req.method === 'HEAD') return void res.end();
  const source = Readable.from(pieces);
  try {
    if (gzip) await pipeline(source, createGzip({ level: GZIP_LEVEL }), res);
    else await pipeline(source, res);
  } catch (error) {
    if (!res.destroyed && !res.writableEnded) throw error;
  }
}
