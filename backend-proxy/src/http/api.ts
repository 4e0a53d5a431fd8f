import { Router } from 'express';
import type { RequestHandler } from 'express';
import { METRICS } from '@tart-lab/contract/metrics.ts';
import { ValueKind } from '@tart-lab/contract/routes.ts';
import { badRequest } from '../problems.ts';
import { answerQueries } from '../query/answerQueries.ts';
import type { QueryDeps } from '../query/deps.ts';
import { issueText } from '../query/issueText.ts';
import { listValues } from '../query/values.ts';
import { ok } from '../result.ts';
import type { StreamHub } from '../stream/hub.ts';
import { jsonBody } from './body.ts';
import { readHealth } from './health.ts';
import type { HealthDeps } from './health.ts';
import { notFound, only } from './methods.ts';
import { ValuesParameters } from './queryText.ts';
import { refuse, respond, statusOf } from './respond.ts';
import { toSnapshot } from './snapshot.ts';
import { streamRoutes } from './stream.ts';

/** Everything below `/api/v1`. Handlers read what is in memory and in the history; none starts a collection. */
export function apiRoutes(deps: QueryDeps & HealthDeps & { readonly streams: StreamHub }): Router {
  const routes = Router({ strict: true, caseSensitive: true });
  const get = (path: string, handler: RequestHandler): void => {
    routes.get(path, handler);
    routes.all(path, only('GET, HEAD'));
  };
  get('/health', async (_req, res) => respond(res, ok(await readHealth(deps))));
  get('/catalog', (_req, res) => respond(res, ok({ metrics: METRICS })));
  get('/snapshot', (_req, res) => respond(res, ok(toSnapshot(deps.lab, deps.now()))));
  get('/values/:kind', async (req, res) => {
    const kind = ValueKind.safeParse(req.params['kind']);
    if (!kind.success) return notFound(req, res);
    const parameters = ValuesParameters.safeParse(req.query);
    if (!parameters.success) return refuse(res, badRequest(req.path, issueText(parameters.error), 'Correct the parameter.'));
    const { mac, cluster, vm, namespace, workload, metric, ...rest } = parameters.data;
    const filter = { ...rest, macs: mac, clusters: cluster, vms: vm, namespaces: namespace, workloads: workload, metrics: metric };
    respond(res, await listValues(kind.data, filter, deps));
  });
  routes.post('/query', ...jsonBody, async (req, res) => respond(res, await answerQueries(req.body, deps, statusOf)));
  routes.all('/query', only('POST'));
  streamRoutes(routes, deps.streams);
  return routes;
}
