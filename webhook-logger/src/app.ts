import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { toEntries, type Entry } from './entry.ts';
import { isLoopback } from './listen.ts';
import { Message } from './message.ts';
import { toPage } from './page.ts';
import { Recent } from './recent.ts';

export interface AppOptions {
  readonly now: () => number;
  /** Takes one line of the log, without its end. */
  readonly write: (line: string) => void;
  /** True where only this machine can reach the port: then a name of somewhere else that leads here is refused. */
  readonly loopbackOnly: boolean;
}

const KEEP = 100;
const MOST_BYTES = 1024 * 1024;

/** What was refused, why, and what would be right. */
function refuse(response: Response, status: number, detail: string, advice: string): void {
  response.status(status).json({ error: { detail, advice } });
}

const issueText = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
    .join('; ');

/** The service without its port: `POST /alert` logs, `GET /` and `GET /alerts` show the last 100, `GET /healthz` says that it lives. */
export function createApp({ now, write, loopbackOnly }: AppOptions): Express {
  const recent = new Recent<Entry>(KEEP);
  const startedAtMs = now();
  const app = express();
  app.disable('x-powered-by');
  app.use(commonHeaders);
  if (loopbackOnly) app.use(guardHost);

  app.post('/alert', jsonOnly, express.json({ limit: MOST_BYTES }), (request, response) => {
    const message = Message.safeParse(request.body);
    if (!message.success) return refuse(response, 400, issueText(message.error), "Send Alertmanager's webhook message, version 4.");
    const entries = toEntries(message.data, now());
    for (const entry of entries) write(JSON.stringify(entry));
    const { truncatedAlerts, receiver, groupKey } = message.data;
    if (truncatedAlerts > 0) write(JSON.stringify({ event: 'alerts_left_out', count: truncatedAlerts, receiver, groupKey }));
    recent.add(entries);
    response.json({ received: entries.length });
  });
  app.get('/', (_request, response) => void response.type('html').send(toPage(recent.all(), { keep: KEEP, startedAtMs })));
  app.get('/alerts', (_request, response) => void response.json({ alerts: recent.all() }));
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));

  app.all('/alert', only('POST'));
  app.all(['/', '/alerts', '/healthz'], only('GET, HEAD'));
  app.use((request, response) => refuse(response, 404, `there is no ${request.path}`, 'There are /, /alerts, /healthz and POST /alert.'));
  app.use(errorHandler(write));
  return app;
}

const commonHeaders: RequestHandler = (_request, response, next) => {
  const csp = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  response.set({ 'Content-Security-Policy': csp, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  next();
};

const guardHost: RequestHandler = (request, response, next) => {
  if (isLoopback((request.headers.host ?? '').replace(/:\d+$/, ''))) return next();
  refuse(response, 403, 'the request names another host', 'Ask by 127.0.0.1, or let the service listen on another address.');
};

const jsonOnly: RequestHandler = (request, response, next) => {
  if (request.is('application/json')) return next();
  refuse(response, 415, 'the body is not application/json', 'Send "Content-Type: application/json" and a JSON body.');
};

const only =
  (methods: string): RequestHandler =>
  (request, response) => {
    response.set('Allow', methods);
    refuse(response, 405, `${request.method} does not work here`, `Use ${methods}.`);
  };

/** Refuses what cannot be read; anything else is a bug, whose stack goes into the log only. */
function errorHandler(write: AppOptions['write']): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : '';
    if (type === 'entity.too.large') return refuse(response, 413, 'the body is larger than 1 MiB', 'Set max_alerts in webhook_configs.');
    if (type === 'entity.parse.failed') return refuse(response, 400, 'the body is no valid JSON', 'Send one JSON object.');
    const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
    if (status >= 400 && status < 500) return refuse(response, status, 'the request cannot be read', 'Check its headers and encoding.');
    write(JSON.stringify({ event: 'request_failed', stack: error instanceof Error ? error.stack : String(error) }));
    refuse(response, 500, 'an unexpected error; the log has it', 'Please report it with that line of the log.');
  };
}
