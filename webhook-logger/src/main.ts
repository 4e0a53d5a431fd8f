import { parseArgs } from 'node:util';
import { parseListen } from './listen.ts';
import { openWebhookLogger } from './openWebhookLogger.ts';

/**
 * `node webhook-logger/src/main.ts [--listen 127.0.0.1:8080]`: logs every alert that is posted to /alert as one line of JSON on stdout.
 * WEBHOOK_LOGGER_LISTEN says the same. Whoever reaches it can post and read: other addresses than loopback are for a network of one's own.
 */
const { values } = parseArgs({
  options: { listen: { type: 'string', default: process.env['WEBHOOK_LOGGER_LISTEN'] ?? '127.0.0.1:8080' } },
});
const write = (line: string): void => void process.stdout.write(`${line}\n`);

const address = parseListen(values.listen);
if (!address) {
  process.stderr.write(`webhook-logger: "${values.listen}" is no address\n  next: write host:port, such as 127.0.0.1:8080\n`);
  process.exit(1);
}
try {
  const logger = await openWebhookLogger(address, { write });
  write(JSON.stringify({ event: 'listening', url: logger.url }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void logger.close());
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`webhook-logger: cannot listen on ${values.listen}: ${reason}\n  next: choose another --listen\n`);
  process.exitCode = 1;
}
