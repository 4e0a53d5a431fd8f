import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import { dataSourceProxy, type Target } from './dataSourceProxy.ts';
import { PluginManifest } from './routes.ts';

export interface WorkbenchOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The built plugin: the folder with module.js and plugin.json. */
  readonly pluginDir: string;
  /** The built page, when it is not the usual one. */
  readonly pageDir?: string | undefined;
  readonly proxyUrl: string;
  /** What the proxy wants; it stays on this side. */
  readonly token?: string | undefined;
}

export interface Workbench {
  readonly url: string;
  close(): Promise<void>;
}

const UID = 'tart-lab';
const PAGE_DIR = path.join(import.meta.dirname, '../dist');
const ICONS_DIR = path.join(import.meta.dirname, '../../node_modules/@grafana/ui/dist/public/img');
// Grafana adds icons to those of its packages at its own build.
const OWN_ICONS_DIR = path.join(import.meta.dirname, 'icons');

/** What "Save & test" sends: the address, and the token when it was typed or taken away. */
const SavedSettings = z.strictObject({ url: z.string().max(2048), token: z.string().max(4096).optional() });

/**
 * Serves the workbench page and the built plugin on 127.0.0.1, and answers for Grafana where the plugin needs it: its
 * settings and the data source proxy. Rejects when the plugin is not built or the port is taken.
 */
export async function openWorkbench({ port, pluginDir, pageDir = PAGE_DIR, proxyUrl, token }: WorkbenchOptions): Promise<Workbench> {
  const manifest = PluginManifest.parse(JSON.parse(await readFile(path.join(pluginDir, 'plugin.json'), 'utf8')));
  let target: Target = { url: proxyUrl, secrets: token ? { token } : {} };
  const settings = () => ({ url: target.url, secureJsonFields: { token: Boolean(target.secrets['token']) } });

  const app = express();
  app.disable('x-powered-by');
  app.use(loopbackOnly);
  app.use(
    `/api/datasources/proxy/uid/${UID}`,
    dataSourceProxy(manifest.routes, () => target),
  );
  app.get(`/api/datasources/uid/${UID}`, (_request, response) => void response.json(settings()));
  app.put(`/api/datasources/uid/${UID}`, express.json({ limit: '16kb' }), (request, response) => {
    const saved = SavedSettings.safeParse(request.body);
    if (!saved.success) {
      response.status(400).json({ message: 'not the settings of this data source' });
      return;
    }
    const kept = saved.data.token ?? target.secrets['token'];
    target = { url: saved.data.url, secrets: kept ? { token: kept } : {} };
    response.json(settings());
  });
  app.use(`/public/plugins/${manifest.id}`, express.static(pluginDir));
  app.use('/public/build/img', express.static(ICONS_DIR));
  app.use('/public/build/img/icons/unicons', express.static(OWN_ICONS_DIR));
  app.use(express.static(pageDir));

  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the workbench listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Refuses a page of elsewhere that found this port: its Host or Origin is not ours. */
const loopbackOnly: RequestHandler = (request, response, next) => {
  const { host = '', origin } = request.headers;
  const local = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) && (origin === undefined || origin === `http://${host}`);
  if (local) next();
  else response.status(403).json({ message: 'the workbench answers to this machine only' });
};
