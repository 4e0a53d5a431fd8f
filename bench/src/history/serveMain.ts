// The history and query code of the proxy behind HTTP, in a process of its own: `node serveMain.ts FILE PORT [PROMETHEUS SCRAPE-MS]`.
// With a Prometheus, samples come from there.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { builtInEngine } from '../../../backend-proxy/src/history/builtIn.ts';
import { openPrometheusClient } from '../../../backend-proxy/src/history/prometheus/promClient.ts';
import { prometheusEngine } from '../../../backend-proxy/src/history/prometheus/prometheusEngine.ts';
import { LabState } from '../../../backend-proxy/src/live/labState.ts';
import { answerQueries } from '../../../backend-proxy/src/query/answerQueries.ts';
import { openHistory } from '../../../backend-proxy/src/store/history.ts';

const RAW_MS = 86_400_000;
const [path = '', port = '', prometheusUrl, scrape] = process.argv.slice(2);
const opened = await openHistory({ path, rawMs: RAW_MS, minuteMs: 30 * RAW_MS });
if (!opened.ok) throw new Error(opened.error.detail);
const history = opened.value;
const client = openPrometheusClient({ url: prometheusUrl ?? '', headers: {}, tls: { verify: true }, timeoutMs: 60_000 });
const engine =
  prometheusUrl === undefined
    ? builtInEngine(history)
    : prometheusEngine({ client, match: '', scrapeMs: Number(scrape), intervalMs: () => 5000, now: Date.now });
const deps = { engine, history, lab: new LabState(Date.now), intervalMs: () => 5000, rawMs: RAW_MS, now: Date.now };

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const result = await answerQueries(await json(request), deps, () => 400);
  response.writeHead(result.ok ? 200 : 400, { 'content-type': 'application/json' });
  response.end(JSON.stringify(result.ok ? result.value : result.error));
}

const server = createServer((request, response) => {
  if (request.method === 'POST') void answer(request, response);
  else response.end('ready');
}).listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  client.close();
  void history.close();
});
