import { createServer } from 'node:http';
import { createApp } from './app.ts';
import { isLoopback } from './listen.ts';

export interface WebhookLogger {
  readonly url: string;
  /** Ends it at once; open connections are cut. */
  close(): Promise<void>;
}

const REQUEST_MS = 10_000;

/** Serves on `host` and `port` (0: any free one). Rejects when the address is taken. */
export async function openWebhookLogger(
  { host, port }: { readonly host: string; readonly port: number },
  { write, now = Date.now }: { readonly write: (line: string) => void; readonly now?: () => number },
): Promise<WebhookLogger> {
  const server = createServer(createApp({ write, now, loopbackOnly: isLoopback(host) }));
  server.requestTimeout = REQUEST_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the webhook logger listens on no port');
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
