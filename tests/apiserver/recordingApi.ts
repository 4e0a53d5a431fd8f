import { readFile, writeFile } from 'node:fs/promises';
import type { KubeApi } from '../../backend-proxy/src/transport/kube/kubeApi.ts';

/** What went through an API: the queries of reads, the statuses of failures, also of those inside watches, and bookmarks. */
export interface Recording {
  readonly reads: Readonly<Record<string, string>>[];
  readonly statuses: (number | null)[];
  bookmarks: number;
  /** Called before each read; it may do something to the cluster first. */
  beforeRead: (query: Readonly<Record<string, string>>) => Promise<void>;
  /** A copy of a kubeconfig with another token; gives its path. */
  kubeconfigFor(kubeconfig: string, token: string): Promise<string>;
}

/** The API as it is, and a recording of what goes through it. */
export function recordingApi(real: KubeApi): [KubeApi, Recording] {
  const recording: Recording = {
    reads: [],
    statuses: [],
    bookmarks: 0,
    beforeRead: () => Promise.resolve(),
    async kubeconfigFor(kubeconfig, token) {
      const path = `${kubeconfig}.${token.length}`;
      const text = await readFile(kubeconfig, 'utf8');
      await writeFile(path, text.replace(/"token":"[^"]*"/, `"token":"${token}"`), { mode: 0o600 });
      return path;
    },
  };
  async function* overhear(lines: AsyncIterable<string>): AsyncGenerator<string, void> {
    for await (const line of lines) {
      if (line.startsWith('{"type":"BOOKMARK"')) recording.bookmarks += 1;
      if (line.startsWith('{"type":"ERROR"') && line.includes('"code":410')) recording.statuses.push(410);
      yield line;
    }
  }
  const api: KubeApi = {
    cluster: real.cluster,
    endpoint: () => real.endpoint?.() ?? null,
    async read(path, query, options) {
      recording.reads.push(query);
      await recording.beforeRead(query);
      const answer = await real.read(path, query, options);
      if (!answer.ok) recording.statuses.push(answer.error.status);
      return answer;
    },
    create: (path, body, options) => real.create(path, body, options),
    delete: (path, options) => real.delete(path, options),
    logs: (pod, query, options) => real.logs(pod, query, options),
    async watch(path, query, options) {
      const opened = await real.watch(path, query, options);
      if (!opened.ok) recording.statuses.push(opened.error.status);
      return opened.ok ? { ok: true, value: overhear(opened.value) } : opened;
    },
    forward: (...asked) => real.forward(...asked),
    exec: (...asked) => real.exec(...asked),
    close: () => real.close(),
  };
  return [api, recording];
}
