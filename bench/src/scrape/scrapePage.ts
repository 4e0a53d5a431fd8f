import { Agent, get } from 'node:http';

/** One scrape as Prometheus makes it: how long it took to its last byte, bytes on the wire, and series (where the page came unpacked). */
export interface Scraped {
  readonly ms: number;
  readonly bytes: number;
  readonly series: number;
}

/** What Prometheus 2.42 says it reads. */
const ACCEPT =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const NEWLINE = 10;
const HASH = 35;

/** A connection that stays open, as Prometheus keeps one to each target. */
export const keptConnection = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

/** Scrapes a page, packed when `gzip`. Fails on any status but 200. */
export function scrapePage(url: string, agent: Agent, gzip: boolean): Promise<Scraped> {
  const headers = {
    accept: ACCEPT,
    'accept-encoding': gzip ? 'gzip' : 'identity',
  };
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const ms = performance.now() - startedMs;
        if (response.statusCode !== 200) return reject(new Error(`${url} answered ${response.statusCode}`));
        const body = Buffer.concat(chunks);
        resolve({ ms, bytes: body.length, series: gzip ? 0 : countSeries(body) });
      });
    }).on('error', reject);
  });
}

/** Lines that are no comments. */
export function countSeries(body: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < body.length; at = body.indexOf(NEWLINE, at) + 1) {
    if (body[at] !== HASH) count++;
    if (body.indexOf(NEWLINE, at) < 0) break;
  }
  return count;
}
