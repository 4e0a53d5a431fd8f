import type { SystemConfig } from '../../config/systems.ts';
import { fail, ok, type Result } from '../../result.ts';

const TIMEOUT_MS = 5000;
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Reads one page of a system beside the lab: JSON as an object, other texts as they are. Follows no redirect, which would be a login
 * page. The error is a phrase: what did not answer, or what came back. It never holds the token.
 */
export async function readSystem({ url, token }: SystemConfig, path: string): Promise<Result<unknown, string>> {
  const target = `${url.replace(/\/+$/, '')}${path}`;
  const headers: Record<string, string> = { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  try {
    const answer = await fetch(target, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (text.length > MOST_BYTES) return fail(`${target} answers with more than 16 MiB`);
    if (answer.status >= 300 && answer.status < 400) return fail(`${target} redirects (${answer.status}): a login page, or another path`);
    if (!answer.ok) return fail(`${target} answers ${answer.status}: ${text.trim().slice(0, 200)}`);
    if (!/json/i.test(answer.headers.get('content-type') ?? '')) return ok(text);
    const body: unknown = JSON.parse(text);
    return ok(body);
  } catch (error) {
    return fail(`${target}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const { cause } = error;
  return cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : error.message) : error.message;
}
