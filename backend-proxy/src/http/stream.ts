import type { RequestHandler, Router } from 'express';
import type { StreamHub } from '../stream/hub.ts';
import { jsonBody } from './body.ts';
import { only } from './methods.ts';
import { refuse, respond } from './respond.ts';

/** `GET /stream`, a stream of server-sent events, and `POST /stream/NAME`, which says what it follows. */
export function streamRoutes(routes: Router, hub: StreamHub): void {
  const open: RequestHandler = (_req, res) => {
    res.status(200).set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    const opened = hub.open(res);
    if (opened.ok) return void res.on('close', opened.value);
    res.removeHeader('Content-Type');
    refuse(res, opened.error);
  };
  routes.head('/stream', only('GET'));
  routes.get('/stream', open);
  routes.all('/stream', only('GET'));
  routes.post('/stream/:name', ...jsonBody, async (req, res) => respond(res, await hub.follow(String(req.params['name']), req.body)));
  routes.all('/stream/:name', only('POST'));
}
