import type { Duplex } from 'node:stream';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Result } from '../../result.ts';

/**
 * One cluster's API server, reached and authenticated as its kubeconfig says. A kubeconfig that changes on disk is read again
 * before the next request; exec plugins and token files are asked again when their credentials run out.
 * Every failure is a Problem of the cluster (`cluster_*`, `kubeconfig_invalid`); credentials are in none.
 */
export interface KubeApi {
  readonly cluster: string;
  /** Which server and context the kubeconfig named with the last request: after a change, resource versions of before mean nothing. */
  endpoint?(): string | null;
  /** One JSON answer of at most 64 MiB. `path` begins with `/api`, `/apis`, `/version`; fails also for an answer that is no JSON. */
  read(path: string, query: Readonly<Record<string, string>>, options: KubeRequest): Promise<Result<KubeAnswer, KubeFailure>>;
  /** Sends a JSON object (a SelfSubjectAccessReview); otherwise as `read`. */
  create(path: string, body: unknown, options: KubeRequest): Promise<Result<KubeAnswer, KubeFailure>>;
  /** A watch: the lines of an answer without an end, as they come, each at most 8 MiB. The iteration ends when the server ends it. */
  watch(path: string, query: Readonly<Record<string, string>>, options: WatchRequest): Promise<Result<AsyncIterable<string>, KubeFailure>>;
  /** Removes an object; its dependents go by themselves. Fails with status 404 when it is not there. */
  delete(path: string, options: KubeRequest): Promise<Result<KubeAnswer, KubeFailure>>;
  /** The log of a pod, line by line as the kubelet gives it; with `follow` it ends with the container. Each line at most 1 MiB. */
  logs(
    pod: { readonly namespace: string; readonly name: string; readonly container?: string },
    query: Readonly<Record<string, string>>,
    options: WatchRequest,
  ): Promise<Result<AsyncIterable<string>, KubeFailure>>;
  /** A stream to a port of a pod, by the API's port-forward. The caller destroys it. */
  forward(namespace: string, pod: string, port: number, signal: AbortSignal): Promise<Result<Duplex, Problem>>;
  /** Runs a command in a pod; stdout as it comes. Ends with the command; a failure is thrown into the iteration as `KubeStreamError`. */
  exec(
    pod: { readonly namespace: string; readonly name: string; readonly container?: string },
    command: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<AsyncIterable<Buffer>, Problem>>;
  close(): Promise<void>;
}

export interface KubeRequest {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
export interface WatchRequest {
  readonly signal: AbortSignal;
  /** Until the first byte of the answer's head. */
  readonly connectTimeoutMs: number;
  /** The connection is given up after so long without a byte. */
  readonly idleMs: number;
}

/** `serverDateMs` is the answer's Date header: the API server's clock, to the second; null without one. */
export interface KubeAnswer {
  readonly body: unknown;
  readonly serverDateMs: number | null;
}

/** `status` is the HTTP status, null when there was no answer; `retryAfterMs` from 429's and 503's header. */
export interface KubeFailure {
  readonly problem: Problem;
  readonly status: number | null;
  readonly reason: string | null;
  readonly retryAfterMs: number | null;
}
