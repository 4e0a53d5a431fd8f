import { join } from 'node:path';
import type { ServerVersion } from './api/context.ts';
import { Refusal } from './api/refusal.ts';
import { ApiServer } from './apiServer.ts';
import { toKubeconfig } from './auth/kubeconfig.ts';
import { MASTERS } from './auth/rbac.ts';
import { Users } from './auth/users.ts';
import { type KubeConditions, healthyConditions } from './conditions.ts';
import type { KubeHooks } from './hooks.ts';
import type { MemoryStore } from './store/memoryStore.ts';
import { Authority } from './tls/authority.ts';

export interface KubeApiOptions {
  /** The cluster's name, also that of its context. */
  readonly name: string;
  /** Where certificates and tokens are kept. */
  readonly dir: string;
  readonly store: MemoryStore;
  /** 0, the default, finds a free one. */
  readonly port?: number;
  /** The lab's clock, epoch ms. */
  readonly now?: () => number;
  readonly hooks?: KubeHooks;
  /** How often watches that ask for bookmarks get one; the real server's minute is the default. */
  readonly bookmarkEveryMs?: number;
  /** Service accounts that may log in, beside the administrator. Their rights are ClusterRoles and bindings in the store. */
  readonly serviceAccounts?: readonly ServiceAccount[];
  readonly version?: ServerVersion;
}
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** A running API server. */
export interface KubeServer {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly caPem: string;
  readonly store: MemoryStore;
  /** What is wrong now; changed by `set`. */
  readonly conditions: KubeConditions;
  /** Changes conditions; resolves when they are in force. Those that are not named stay. */
  readonly set: (change: Partial<KubeConditions>) => Promise<void>;
  /** Ends every open watch without a goodbye. */
  readonly cutWatches: () => void;
  /** Forgets the history: older versions and page tokens are answered with 410. `endWatches`: open watches get their 410 at once. */
  readonly compact: (options?: { readonly endWatches?: boolean }) => void;
  /** Refuses all tokens so far and makes new ones; kubeconfigs have to be written again. */
  readonly renewTokens: () => void;
  /** A kubeconfig for a user, as YAML. It holds credentials: write it with mode 0600. */
  readonly kubeconfig: (user?: KubeUser) => string;
  readonly openWatches: () => number;
  readonly close: () => Promise<void>;
}
/** The administrator by token or by client certificate, or a service account. */
export type KubeUser = 'admin' | 'admin-certificate' | ServiceAccount;

const ADMIN = { user: 'kubernetes-admin', groups: [MASTERS] };
const BOOKMARK_EVERY_MS = 60_000;
const VERSION: ServerVersion = { major: 1, minor: 33, patch: 6 };

/** Starts the API server of one cluster on 127.0.0.1; it answers when this resolves. Rejects when the port is taken. */
export async function openKubeApi(options: KubeApiOptions): Promise<KubeServer> {
  const { name, dir, store, now = Date.now } = options;
  const authority = new Authority(join(dir, 'pki'), name);
  const users = new Users(join(dir, 'pki', 'tokens.json'));
  users.add(ADMIN);
  for (const account of options.serviceAccounts ?? []) {
    users.add({ user: userOf(account), groups: ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`] });
  }
  let conditions = healthyConditions();
  const server = new ApiServer({
    context: {
      store,
      hooks: options.hooks ?? {},
      conditions: () => conditions,
      now: () => now() + conditions.clockSkewMs,
      bookmarkEveryMs: options.bookmarkEveryMs ?? BOOKMARK_EVERY_MS,
      version: options.version ?? VERSION,
      tokenOf: (user) => users.tokenOf(user),
    },
    users,
    caPem: authority.ca.certPem,
    certificate: authority.server,
    takeFailure: () => {
      const { failing } = conditions;
      if (!failing || failing.requests === 0) return null;
      if (failing.requests !== 'all') conditions = { ...conditions, failing: { ...failing, requests: failing.requests - 1 } };
      return failureOf(failing);
    },
    takeCut: () => {
      if (conditions.cutLists <= 0) return false;
      conditions = { ...conditions, cutLists: conditions.cutLists - 1 };
      return true;
    },
  });
  const port = await server.listen(options.port ?? 0);
  const url = `https://127.0.0.1:${port}`;

  return {
    name,
    url,
    port,
    caPem: authority.ca.certPem,
    store,
    get conditions() {
      return conditions;
    },
    set: async (change) => {
      const before = conditions;
      conditions = { ...before, ...change };
      if (conditions.otherAuthority !== before.otherAuthority) {
        server.useCertificate(conditions.otherAuthority ? Authority.strangerServer() : authority.server);
      }
      if (conditions.silentWatches) server.silenceWatches();
      if (conditions.gone && !before.gone) await server.stopListening();
      if (!conditions.gone && before.gone) await server.listen(port);
    },
    cutWatches: () => server.cutWatches(),
    compact: ({ endWatches = false } = {}) => {
      store.compact();
      if (endWatches) server.expireWatches();
    },
    renewTokens: () => users.renewTokens(),
    kubeconfig: (user = 'admin') => {
      const cluster = { name, url, caPem: authority.ca.certPem };
      if (user === 'admin-certificate') {
        const pair = authority.client('admin', { commonName: ADMIN.user, organizations: ADMIN.groups });
        return toKubeconfig(cluster, { name: ADMIN.user, ...pair });
      }
      const userName = user === 'admin' ? ADMIN.user : userOf(user);
      const token = users.tokenOf(userName);
      if (token === undefined) throw new Error(`${name} has no user ${userName}`);
      return toKubeconfig(cluster, { name: userName, token });
    },
    openWatches: () => server.openWatches,
    close: () => server.close(),
  };
}

function userOf({ namespace, name }: ServiceAccount): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

function failureOf({ status, retryAfterSeconds }: NonNullable<KubeConditions['failing']>): Refusal {
  const headers: Record<string, string> = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  switch (status) {
    case 429:
      return new Refusal(429, 'TooManyRequests', 'Too many requests, please try again later.', {
        headers: { 'retry-after': '1', ...headers },
        details: { retryAfterSeconds: retryAfterSeconds ?? 1 },
      });
    case 500:
      return new Refusal(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out', { headers });
    case 503:
      return new Refusal(503, 'ServiceUnavailable', 'apiserver not ready', { headers });
  }
}
