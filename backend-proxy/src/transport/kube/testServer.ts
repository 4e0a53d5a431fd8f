import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeRequest } from './kubeApi.ts';

/** A server for tests of the way to an API server, and a folder for its kubeconfig. Plain HTTP: TLS is tested with the lab's. */
export interface TestServer {
  readonly http: Server;
  readonly url: string;
  readonly requests: IncomingMessage[];
  readonly folder: string;
  /** How many connections are open. */
  connections(): Promise<number>;
  /** Writes a file into the folder and gives its path. */
  write(name: string, text: string, mode?: number): string;
  /** Writes a kubeconfig whose user is `user` and gives its path; `cluster` adds to the cluster's entry. */
  kubeconfig(user: object, cluster?: object): string;
  close(): Promise<void>;
}

export async function startServer(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const http = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const folder = mkdtempSync(join(tmpdir(), 'tart-lab-kube-'));
  const write = (name: string, text: string, mode = 0o600): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode });
    return path;
  };
  return {
    http,
    url,
    requests,
    folder,
    connections: () => new Promise((resolve) => http.getConnections((_error, count) => resolve(count))),
    write,
    kubeconfig: (user, cluster = {}) => write('kubeconfig.json', JSON.stringify(kubeconfigOf(url, user, cluster))),
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

export const kubeconfigOf = (server: string, user: object, cluster: object = {}) => ({
  'current-context': 'main',
  contexts: [{ name: 'main', context: { cluster: 'c', user: 'u' } }],
  clusters: [{ name: 'c', cluster: { server, ...cluster } }],
  users: [{ name: 'u', user }],
});

export const sendJson = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

/** Limits that no test reaches. */
export const PATIENT: KubeRequest = { timeoutMs: 20_000, signal: new AbortController().signal };
