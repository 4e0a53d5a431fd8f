import type { KubeApi } from '../../transport/kube/kubeApi.ts';

/** What a load test is run with. Tests hand in an API of their own and a clock that does not wait. */
export interface LoadTestDeps {
  readonly cluster: string;
  readonly api: Pick<KubeApi, 'read' | 'create' | 'delete' | 'logs'>;
  readonly say: (line: string) => void;
  readonly now: () => number;
  readonly rest: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Aborts when the user wants it to end. */
  readonly signal: AbortSignal;
}
export const TIMEOUT_MS = 10_000;
