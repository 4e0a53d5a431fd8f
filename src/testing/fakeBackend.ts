import { of, throwError, type Observable } from 'rxjs';
import { setBackendSrv, setTemplateSrv, type BackendSrv, type BackendSrvRequest, type FetchResponse } from '@grafana/runtime';
import type { TypedVariableModel } from '@grafana/data';
import { METRICS } from '@tart-lab/contract/metrics.ts';
import { templatesOf } from './templates.ts';

/** What the proxy answers, by the path behind the data source's URL. A refusal is `{ status, data }` with a status of 400 or more. */
export type Answers = Record<string, (request: BackendSrvRequest) => { status?: number; statusText?: string; data: unknown }>;

export const BASE_URL = '/api/datasources/proxy/uid/tart-lab';

const CHOICES = (...names: string[]) => ({ data: { values: names.map((name) => ({ value: name, label: name })), total: names.length } });

/** A small lab: two clusters, two VMs, a few workloads. */
export const LAB: Answers = {
  '/api/v1/catalog': () => ({ data: { metrics: METRICS } }),
  '/api/v1/values/clusters': () => CHOICES('dev', 'prod'),
  '/api/v1/values/vms': () => CHOICES('dev-master', 'dev-worker1'),
  '/api/v1/values/macs': () => CHOICES('studio'),
  '/api/v1/values/nodes': () => CHOICES('dev-master', 'dev-worker1'),
  '/api/v1/values/namespaces': () => CHOICES('demo', 'kube-system'),
  '/api/v1/values/workloads': () => CHOICES('nginx-web', 'redis'),
  '/api/v1/values/pods': () => CHOICES('nginx-web-7d4b9c-abcde', 'redis-0'),
  '/api/v1/values/hpas': () => CHOICES('nginx-web'),
  '/api/v1/values/devices': () => CHOICES('enp0s1', 'cilium_host'),
  '/api/v1/values/mountpoints': () => CHOICES('/', '/boot'),
};

/**
 * Stands in for Grafana's server: `fetch` answers from `answers` and keeps every request; a path without an answer is a
 * 404 of Grafana. Dashboard variables are those of `variables`.
 */
export function startFakeBackend(answers: Answers = LAB, variables: Record<string, string | string[]> = {}): BackendSrvRequest[] {
  const requests: BackendSrvRequest[] = [];
  const fetch = <T>(request: BackendSrvRequest): Observable<FetchResponse<T>> => {
    requests.push(request);
    const path = request.url.slice(BASE_URL.length).split('?')[0] ?? '';
    const { status = 200, statusText = '', data } = answers[path]?.(request) ?? { status: 404, data: { message: 'Not found' } };
    if (status >= 400 || status === 0) return throwError(() => ({ status, statusText, data, config: request }));
    const { body, ...response } = { body: data, status, statusText, ok: true };
    return of({ ...response, ...envelope(request), data: body as T });
  };
  setBackendSrv({ fetch } as BackendSrv);
  setTemplateSrv({
    ...templatesOf(variables),
    getVariables: () => Object.keys(variables).map((name) => ({ name }) as TypedVariableModel),
    containsTemplate: (text = '') => text.includes('$'),
    updateTimeRange: () => undefined,
    replace: (text, scopedVars, format) => templatesOf(variables).replace(text, scopedVars, format as never),
  });
  return requests;
}

const envelope = (request: BackendSrvRequest) => ({
  headers: new Headers(),
  redirected: false,
  type: 'basic' as const,
  url: request.url,
  config: request,
});
