import type { z } from 'zod';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { semaphore } from '../../lifecycle/semaphore.ts';
import type { Result } from '../../result.ts';
import { fail, ok } from '../../result.ts';
import { AnswerTooLarge, codeOf, type HttpAnswer, type HttpServerLink, messageOf, openHttpLink } from '../../transport/httpLink.ts';
import { Envelope } from './promAnswers.ts';
import { kindOfError, kindOfRefusal, prometheusProblem } from './promProblems.ts';

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

const MOST_AT_ONCE = 8;

/** A client of the HTTP API that Prometheus, Mimir, Thanos and VictoriaMetrics share. Eight questions at once, the others wait. */
export function openPrometheusClient(server: HttpServerLink): PrometheusClient {
  const { url, timeoutMs } = server;
  const link = openHttpLink(server);
  const places = semaphore(MOST_AT_ONCE);
  const stop = new AbortController();
  const base = url.replace(/\/+$/, '');

  function post(path: string, text: string, signal: AbortSignal): Promise<HttpAnswer> {
    return link.send(`/api/v1/${path}`, text === '' ? null : { type: 'application/x-www-form-urlencoded', text }, signal);
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
    let raw: HttpAnswer;
    try {
      raw = await post(path, parameters.toString(), AbortSignal.any([stop.signal, timeout]));
    } catch (error) {
      if (error instanceof AnswerTooLarge) return refuse('prometheus_limited', error.message);
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
      link.close();
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
