import { from, Observable, of, switchMap, throwError } from 'rxjs';
import { setBackendSrv, setTemplateSrv, type BackendSrv, type BackendSrvRequest, type FetchResponse } from '@grafana/runtime';

/** The services of Grafana that the plugin asks for, in their smallest form. */
export function startServices(): void {
  setBackendSrv(new Backend() as unknown as BackendSrv);
  setTemplateSrv({
    getVariables: () => [],
    replace: (text = '') => text,
    containsTemplate: () => false,
    updateTimeRange: () => undefined,
  });
}

/** `fetch` as Grafana's backend service has it: a newer call with the same `requestId` cancels the older one. */
class Backend {
  private readonly running = new Map<string, AbortController>();

  fetch<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
    const stop = new AbortController();
    if (request.requestId) {
      this.running.get(request.requestId)?.abort();
      this.running.set(request.requestId, stop);
    }
    const query = new URLSearchParams(request.params as Record<string, string> | undefined).toString();
    const call = fetch(query === '' ? request.url : `${request.url}?${query}`, {
      method: request.method ?? 'GET',
      signal: stop.signal,
      ...(request.data === undefined
        ? {}
        : { body: JSON.stringify(request.data), headers: { 'content-type': 'application/json', ...request.headers } }),
    }).then(
      async (answer) => ({ answer, data: readBody(await answer.text()) }),
      (error: unknown) => ({ answer: null, error }),
    );
    return from(call).pipe(
      switchMap((outcome) => {
        if (!outcome.answer) {
          const cancelled = stop.signal.aborted;
          return throwError(() => ({
            status: 0,
            statusText: cancelled ? 'Request was aborted' : 'Connection failed',
            cancelled,
            data: {},
            config: request,
          }));
        }
        const { answer, data } = outcome;
        const { status, statusText, headers, ok, redirected, type, url } = answer;
        if (!ok) return throwError(() => ({ status, statusText, data, config: request }));
        return of({ data: data as T, status, statusText, headers, ok, redirected, type, url, config: request });
      }),
    );
  }

  /** `chunked` as Grafana's backend service has it: no failure for a status, a last chunk without data, an end on unsubscribe. */
  chunked({ url, method = 'GET', headers }: BackendSrvRequest): Observable<FetchResponse<Uint8Array | undefined>> {
    return new Observable((observer) => {
      const stop = new AbortController();
      const read = async (): Promise<void> => {
        const answer = await fetch(url, { method, signal: stop.signal, ...(headers ? { headers } : {}) });
        const { status, statusText, ok, redirected, type } = answer;
        const envelope = { status, statusText, ok, redirected, type, url: answer.url, headers: answer.headers, config: { url } };
        const reader = answer.body?.getReader();
        for (let done = false; !done;) {
          const chunk = await reader?.read();
          done = chunk?.done ?? true;
          observer.next({ ...envelope, data: chunk?.value });
        }
      };
      read().then(
        () => observer.complete(),
        (error: unknown) => observer.error(error),
      );
      return () => stop.abort();
    });
  }
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // not JSON: Grafana hands the text over too
  }
}
