import express from 'express';
import type { Express, RequestHandler } from 'express';
import { apiRoutes } from './http/api.ts';
import { errorHandler } from './http/body.ts';
import { exposeRoutes, type ExposeRouteDeps } from './http/expose.ts';
import { guardOrigin, guardToken } from './http/guard.ts';
import type { GuardOptions } from './http/guard.ts';
import type { HealthDeps } from './http/health.ts';
import { notFound, only } from './http/methods.ts';
import { refuse } from './http/respond.ts';
import type { Log } from './log.ts';
import type { QueryDeps } from './query/deps.ts';
import type { History } from './store/history.ts';
import type { StreamHub } from './stream/hub.ts';

/** Everything the HTTP interface reads. `guard.hosts` are the addresses the proxy listens on. */
export interface AppDeps extends QueryDeps, HealthDeps, ExposeRouteDeps {
  readonly history: Pick<History, 'series' | 'events' | 'stats' | 'state'>;
  /** The streams of live panels. */
  readonly streams: StreamHub;
  /** Hears the status of every answer. */
  readonly noteAnswer: (status: number) => void;
  readonly guard: GuardOptions;
  readonly log: Pick<Log, 'error'>;
}

/** Only plain paths exist: an encoded or doubled slash or dot is never a way around the token check. */
const refuseOddPaths: RequestHandler = (req, res, next) => {
  const [path = ''] = req.url.split('?', 1);
  if (/%2e|%2f|%5c|%00|\/\/|\\|\/\.\.?(\/|$)/i.test(path)) return notFound(req, res);
  next();
};
const countAnswers =
  (noteAnswer: AppDeps['noteAnswer']): RequestHandler =>
  (_req, res, next) => {
    res.once('close', () => noteAnswer(res.statusCode));
    next();
  };
const commonHeaders: RequestHandler = (_req, res, next) => {
  res.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  next();
};

/** The proxy's HTTP interface, ready to be given to a server; it does not listen. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('strict routing', true);
  app.set('case sensitive routing', true);
  app.use(countAnswers(deps.noteAnswer), commonHeaders, refuseOddPaths, guardOrigin(deps.guard));
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.get('/readyz', (_req, res) => {
    if (deps.lab.isReady()) return void res.json({ status: 'ready' });
    const advice = 'Ask again in a few seconds.';
    refuse(res, { kind: 'not_ready', target: 'proxy', doing: 'read the lab', detail: 'the first cycle is not done yet', advice });
  });
  app.all(['/healthz', '/readyz'], only('GET, HEAD'));
  app.use(['/api', '/metrics', '/probe'], guardToken(deps.guard));
  app.use(exposeRoutes(deps));
  app.use('/api/v1', apiRoutes(deps));
  app.use(notFound);
  app.use(errorHandler(deps.log));
  return app;
}
