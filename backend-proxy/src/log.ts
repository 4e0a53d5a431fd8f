import { pino, type Logger } from 'pino';

/** One JSON line an event: `log.info({ target, durationMs }, 'vm_back')`. `error` needs a person, `warn` heals by itself. */
export type Log = Logger;

/** Opens the log on standard output. Values under these names never reach it, wherever they stand. */
export function openLog(level: string): Log {
  return pino({
    level,
    base: undefined,
    messageKey: 'event',
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['token', 'password', 'passphrase', '*.token', '*.password', '*.passphrase'], censor: '[removed]' },
  });
}
