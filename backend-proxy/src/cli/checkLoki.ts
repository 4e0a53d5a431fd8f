import { z } from 'zod';
import type { ServerConfig } from '../config/config.ts';
import { lokiProblem } from '../push/lokiProblems.ts';
import { sendToLoki } from '../push/sendToLoki.ts';
import { openHttpLink, type HttpLink } from '../transport/httpLink.ts';
import { failedLine, type CheckLine } from './checkReport.ts';

const BuildInfo = z.object({ version: z.string() });
/** How Loki refuses a push without a stream, once the address and the login are right. */
const NOTHING_SENT = /\bvalid stream\b/i;

/** Pushes nothing to Loki, which shows whether events would arrive and leaves nothing there. No line where events stay here. */
export async function checkLoki(server: ServerConfig | null): Promise<CheckLine[]> {
  if (!server) return [];
  const link = openHttpLink(server);
  try {
    const sent = await sendToLoki(link, server, [], new AbortController().signal);
    if (sent.as === 'later') return [failedLine('Loki', sent.problem)];
    if (sent.as === 'refused' && !NOTHING_SENT.test(sent.said))
      return [failedLine('Loki', lokiProblem('loki_refused', server.url, sent.said))];
    return [{ target: 'Loki', ok: true, text: `${await readName(link, server.timeoutMs)} takes the proxy’s events` }];
  } finally {
    link.close();
  }
}

/** Gateways often let only pushes through: the version is worth no failure. */
async function readName(link: HttpLink, timeoutMs: number): Promise<string> {
  try {
    const { text } = await link.send('/loki/api/v1/status/buildinfo', null, AbortSignal.timeout(timeoutMs));
    return `Loki ${BuildInfo.parse(JSON.parse(text)).version}`;
  } catch {
    return 'Loki'; // of a version that it does not tell
  }
}
