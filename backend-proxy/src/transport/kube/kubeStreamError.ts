import type { Problem } from '@tart-lab/contract/problem.ts';
import type { KubeFailure } from './kubeApi.ts';

/**
 * What ends a stream of the API server before its time, thrown into its iteration: the failure, and for a command its exit code
 * (null when it never ended, or not by itself).
 */
export class KubeStreamError extends Error {
  readonly failure: KubeFailure;
  readonly problem: Problem;
  readonly exitCode: number | null;

  constructor(failure: KubeFailure, exitCode: number | null = null) {
    super(failure.problem.detail);
    this.name = 'KubeStreamError';
    this.failure = failure;
    this.problem = failure.problem;
    this.exitCode = exitCode;
  }
}
