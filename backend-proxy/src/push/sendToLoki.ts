import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { codeOf, type HttpLink, type HttpServerLink, isTlsCode, messageOf } from '../transport/httpLink.ts';
import { lokiProblem } from './lokiProblems.ts';
import { lokiStreams } from './lokiStreams.ts';

/** What became of a batch: Loki has it, will never take it, or may take it after `afterMs` at the earliest. */
export type Sent =
  | { readonly as: 'taken' }
  | { readonly as: 'refused'; readonly said: string }
  | { readonly as: 'later'; readonly problem: Problem; readonly afterMs: number };

const MOST_PAUSE_S = 60;
/** Refused for what is in the batch; of a 400 Loki keeps the lines that are well. Everything else can be put right while events wait. */
const OF_THE_BATCH = new Set([400, 413, 422]);

/** Sends one batch. Never throws; problems carry what came back, and no secret. */
export async function sendToLoki(
  link: HttpLink,
  { url, timeoutMs }: HttpServerLink,
  batch: readonly LabEvent[],
  signal: AbortSignal,
): Promise<Sent> {
  const later = (kind: 'loki_unreachable' | 'loki_refused', detail: string, afterMs = 0): Sent => ({
    as: 'later',
    problem: lokiProblem(kind, url, detail),
    afterMs,
  });
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const body = { type: 'application/json', text: JSON.stringify(lokiStreams(batch)) };
    const { status, headers, text } = await link.send('/loki/api/v1/push', body, AbortSignal.any([signal, timeout]));
    if (status >= 200 && status < 300) return { as: 'taken' };
    const detail = `HTTP ${status}: ${text.trim().slice(0, 200) || 'no text'}`;
    if (status === 429 || status >= 500) return later('loki_unreachable', detail, pauseMs(headers['retry-after']));
    if (!OF_THE_BATCH.has(status)) return later('loki_refused', detail);
    return { as: 'refused', said: detail };
  } catch (error) {
    if (timeout.aborted) return later('loki_unreachable', `no answer within ${timeoutMs / 1000} s`);
    return later(isTlsCode(codeOf(error)) ? 'loki_refused' : 'loki_unreachable', messageOf(error));
  }
}

/** Retry-After in seconds, as Loki sends it; at most a minute, and 0 where there is none. */
function pauseMs(header: string | undefined): number {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(MOST_PAUSE_S, seconds) * 1000 : 0;
}
