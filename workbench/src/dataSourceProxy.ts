import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { RequestHandler } from 'express';
import { fillTemplate, findRoute, type Route } from './routes.ts';

/** Where requests go and what their headers are filled with; both may change while the page is open. */
export interface Target {
  readonly url: string;
  readonly secrets: Readonly<Record<string, string>>;
}

const HEADER_TIMEOUT_MS = 30_000;
const NOT_PASSED_ON = [
  'host',
  'connection',
  'cookie',
  'origin',
  'referer',
  'authorization',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
];
const NOT_PASSED_BACK = ['connection', 'keep-alive', 'alt-svc', 'server', 'set-cookie', 'strict-transport-security'];

/**
 * Grafana's data source proxy for a Viewer, as far as this plugin meets it: the routes' headers are added on the server,
 * what identifies the browser is taken off, 401 becomes 400, a target that cannot be reached 502, a silent one 504.
 * Unlike Grafana it refuses what no route names.
 */
export function dataSourceProxy(routes: readonly Route[], target: () => Target): RequestHandler {
  return (request, response) => {
    const relativePath = request.path.slice(1);
    const route = findRoute(routes, request.method, relativePath);
    if (!route || route.reqRole !== undefined) {
      response.status(403).json({ message: 'plugin proxy route access denied' });
      return;
    }
    const { url, secrets } = target();
    const base = URL.canParse(url) ? new URL(url) : null;
    if (!base) {
      response.status(400).json({ message: 'the data source has no valid URL' });
      return;
    }
    const address = new URL(`${base.pathname.replace(/\/$/, '')}${request.url}`, base);
    const headers = passed(request.headers, NOT_PASSED_ON);
    for (const { name, content } of route.headers) headers[name.toLowerCase()] = fillTemplate(content, secrets).trim();

    const send = address.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(address, { method: request.method, headers });
    const timer = setTimeout(() => outgoing.destroy(new Error('silent')), HEADER_TIMEOUT_MS);
    outgoing.on('response', (answer) => {
      clearTimeout(timer);
      if (answer.statusCode === 401) {
        answer.resume();
        response.status(400).type('text/plain').send('Authentication to data source failed');
        return;
      }
      response.writeHead(answer.statusCode ?? 502, { ...passed(answer.headers, NOT_PASSED_BACK), 'content-security-policy': 'sandbox' });
      answer.pipe(response);
    });
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      if (response.headersSent) response.destroy();
      else response.status(error.message === 'silent' ? 504 : 502).end();
    });
    response.on('close', () => outgoing.destroy());
    request.pipe(outgoing);
  };
}

function passed(headers: IncomingHttpHeaders, without: readonly string[]): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !without.includes(name)));
}
