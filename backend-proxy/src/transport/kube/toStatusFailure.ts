import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { ProblemKind } from '@tart-lab/contract/problem.ts';
import type { KubeFailure } from './kubeApi.ts';
import type { KubeAttempt } from './kubeAttempt.ts';
import { toProblem, unreadable } from './toKubeFailure.ts';

/** Kubernetes' own report of a failure: the body of an answer, or the object of a watch's ERROR event. */
export const KubeStatus = z.looseObject({
  kind: z.literal('Status'),
  status: z.string().nullish(),
  message: z.string().nullish(),
  reason: z.string().nullish(),
  code: z.number().nullish(),
  details: z
    .looseObject({
      retryAfterSeconds: z.number().nullish(),
      causes: z.array(z.looseObject({ reason: z.string().nullish(), message: z.string().nullish() })).nullish(),
    })
    .nullish(),
});
export type KubeStatus = z.infer<typeof KubeStatus>;

/** An answer that is no success: its status, its body if that is a Status, and what its headers ask for. */
export interface RefusedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Turns an answer's status into a failure. `nowMs` reads a Retry-After that is a date. */
export function toStatusFailure({ status, headers, body }: RefusedAnswer, attempt: KubeAttempt, nowMs: number): KubeFailure {
  const said = parseStatus(body);
  const retryAfterMs = toRetryAfterMs(headers['retry-after'], said, nowMs);
  if (status < 400) {
    const where = headers.location === undefined ? '' : `, to ${originOf(headers.location)}`;
    const what = status >= 300 ? `a redirect (${status}${where})` : `status ${status}`;
    return unreadable(`the answer is ${what} instead of JSON`, attempt, status);
  }
  const failure = said ? ofStatus(said, attempt, status) : undefined;
  if (failure) return { ...failure, retryAfterMs };
  const shown = /html/i.test(headers['content-type'] ?? '') ? 'a web page' : body.trim();
  return { problem: problemOf(status, shown, attempt), status, reason: null, retryAfterMs };
}

/** The failure that a Status object tells; `status` is used when it holds no code. */
export function ofStatus(said: KubeStatus, attempt: KubeAttempt, status = 500): KubeFailure {
  const code = said.code ?? status;
  return {
    problem: problemOf(code, said.message ?? said.reason ?? '', attempt),
    status: code,
    reason: said.reason ?? null,
    retryAfterMs: toRetryAfterMs(undefined, said, 0),
  };
}

function problemOf(status: number, message: string, attempt: KubeAttempt): KubeFailure['problem'] {
  const { verb, resource, server } = attempt;
  const where = server ?? 'the API server';
  const said = message === '' ? '' : `: ${message}`;
  const [kind, detail, advice] = ((): readonly [ProblemKind, string, string] => {
    if (status === 401)
      return [
        'cluster_auth_failed',
        `${where} does not accept the kubeconfig’s credentials${said}`,
        'A token or client certificate has expired or was withdrawn: write a new one into the kubeconfig; it is read again by itself.',
      ];
    if (status === 403)
      return [
        'cluster_forbidden',
        message.includes(resource.split(/[./]/)[0] ?? resource) ? message : `the kubeconfig’s user must not ${verb} ${resource}${said}`,
        `Allow the verb ${verb} on ${resource} for this user (manifests/rbac holds a role); check with: kubectl auth can-i ${verb} ${resource}`,
      ];
    if (status === 404)
      return ['cluster_failed', `${where} has no ${resource}${said}`, 'The API or object is not there: check the cluster’s version.'];
    if (status === 429)
      return [
        'cluster_throttled',
        `${where} asks for fewer requests (429)${said}`,
        'It is overloaded; requests pause and go on by themselves.',
      ];
    return [
      'cluster_failed',
      `${where} answered ${status}${said}`,
      status >= 500 ? 'See the API server’s log and its etcd; it is tried again.' : 'See the API server’s log.',
    ];
  })();
  return toProblem(kind, detail, advice, attempt);
}

export function parseStatus(body: string): KubeStatus | undefined {
  if (!body.trimStart().startsWith('{')) return undefined;
  try {
    const parsed = KubeStatus.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // cut, or no JSON: the status alone speaks
  }
}

function toRetryAfterMs(header: string | undefined, said: KubeStatus | undefined, nowMs: number): number | null {
  if (header !== undefined) {
    const seconds = Number(header);
    const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  const seconds = said?.details?.retryAfterSeconds;
  return typeof seconds === 'number' ? seconds * 1000 : null;
}

/** Where a redirect leads, without its path and query, which may carry a session. */
function originOf(location: string): string {
  return URL.canParse(location) ? new URL(location).origin : 'another page';
}
