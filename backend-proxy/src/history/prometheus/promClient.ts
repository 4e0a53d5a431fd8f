import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { z } from 'zod';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { semaphore } from '../../lifecycle/semaphore.ts';
import type { Result } from '../../result.ts';
import { fail, ok } from '../../result.ts';
import { Envelope } from './promAnswers.ts';
import { kindOfError, kindOfRefusal, prometheusProblem } from './promProblems.ts';

/** Where the server is and how it is reached. `headers` hold what logs in: they are sent and never told. Certificates are PEM. */
export interface PrometheusLink {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: {
    readonly ca?: string | undefined;
    readonly cert?: string | undefined;
    readonly key?: string | undefined;
    readonly serverName?: string | undefined;
    readonly verify: boolean;
  };
  readonly timeoutMs: number;
}

/** What came back, with the server's warnings. */
export interface Answered<T> {
  readonly data: T;
  readonly warnings: readonly string[];
}

export interface PrometheusClient {
  /** Asks one path below `/api/v1/`. `doing` completes "while trying to …". Never throws. */
  ask<T>(path: string, parameters: URLSearchParams, schema: z.ZodType<T>, doing: string): Promise<Result<Answered<T>, Problem>>;
  /** Ends connections and what is still asked. */
  close(): void;
}

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_AT_ONCE = 8;

interface Raw {
  readonly status: number;
  readonly text: string;
}
class TooLarge extends Error {}

async function readBody(response: IncomingMessage): Promise<Raw> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response) {
    if (!Buffer.isBuffer(piece)) continue;
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new TooLarge(`the answer is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
    pieces.push(piece);
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') };
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message || codeOf(error) : String(error));

/** A client of the HTTP API that Prometheus, Mimir, Thanos and VictoriaMetrics share. Eight questions at once, the others wait. */
export function openPrometheusClient({ url, headers, tls, timeoutMs }: PrometheusLink): PrometheusClient {
  const secure = url.startsWith('https:');
  const { verify, serverName, ...certificates } = tls;
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, ...certificates, rejectUnauthorized: verify, ...(serverName ? { servername: serverName } : {}) })
    : new HttpAgent({ keepAlive: true });
  const places = semaphore(MOST_AT_ONCE);
  const stop = new AbortController();
  const base = url.replace(/\/+$/, '');

  function post(path: string, body: string, signal: AbortSignal): Promise<Raw> {
    const send = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    return new Promise((resolve, reject) => {
      const options = { method: body === '' ? 'GET' : 'POST', agent, headers: { ...headers, ...send }, signal };
      const request = (secure ? httpsRequest : httpRequest)(`${base}/api/v1/${path}`, options, (response) => {
        readBody(response).then(resolve, reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async function ask<T>(
    path: string,
    parameters: URLSearchParams,
    schema: z.ZodType<T>,
    doing: string,
  ): Promise<Result<Answered<T>, Problem>> {
    const refuse = (kind: Problem['kind'], detail: string) => fail(prometheusProblem(kind, base, doing, detail));
    const leave = await places.enter(stop.signal);
    const timeout = AbortSignal.timeout(timeoutMs);
    let raw: Raw;
    try {
      raw = await post(path, parameters.toString(), AbortSignal.any([stop.signal, timeout]));
    } catch (error) {
      if (error instanceof TooLarge) return refuse('prometheus_limited', error.message);
      if (timeout.aborted) return refuse('prometheus_timed_out', `no answer within ${timeoutMs / 1000} s`);
      if (stop.signal.aborted) return refuse('prometheus_unreachable', 'the proxy is stopping');
      return refuse(kindOfError(codeOf(error)), messageOf(error));
    } finally {
      leave();
    }
    const envelope = Envelope.safeParse(parseJson(raw.text));
    if (!envelope.success || envelope.data.status !== 'success') {
      const { errorType, error = `HTTP ${raw.status}` } = envelope.data ?? {};
      return refuse(
        kindOfRefusal(raw.status, errorType, error),
        errorType === undefined ? `HTTP ${raw.status}, not the API’s JSON` : error,
      );
    }
    const data = schema.safeParse(envelope.data.data);
    if (!data.success) return refuse('prometheus_unreadable', 'the answer has another shape than the API’s');
    return ok({ data: data.data, warnings: envelope.data.warnings ?? [] });
  }
  return {
    ask,
    close() {
      stop.abort();
      agent.destroy();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON fits the envelope
  }
}
