import { createHash } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { createSecureContext, type ConnectionOptions, type SecureContext, type SecureContextOptions } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { fail, ok, type Result } from '../../result.ts';
import { http2Connections, type Http2Connections } from './http2Connections.ts';
import { kubeconfigProblem } from './kubeconfigProblem.ts';
import type { ExecCredential } from './kubeconfigSchema.ts';
import type { KubeAccess } from './readKubeconfig.ts';
import { redact } from './redact.ts';

/** How requests to an API server are sent for now: where to, over which connections, and as whom. Never shown: it holds credentials. */
export interface KubeSession {
  readonly server: URL;
  /** For HTTP/1.1: upgrades, servers that speak nothing else, and the way through a proxy. */
  readonly agent: HttpAgent;
  /** Null without TLS and through a proxy. */
  readonly http2: Http2Connections | null;
  /** Which connections these are: the server and the TLS material. */
  readonly agentKey: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** `user:password` of basic authentication. */
  readonly auth: string | undefined;
  /** The proxy's `host:port`, for messages. */
  readonly via: string | null;
  /** What must show nowhere. */
  readonly secrets: readonly string[];
}

// A connection that no one used for so long is closed by us: the API server and what stands before it close theirs later.
const FREE_SOCKET_MS = 55_000;
const KEEP_ALIVE_MS = 30_000;

/**
 * Makes a session of a kubeconfig's context and, for an exec plugin, its credentials. TLS material, authentication and connections
 * through proxies are client-node's. The agent of `before` is kept when the way to the server is the same.
 * Fails as `kubeconfig_invalid` when a certificate or key is missing or no PEM, or when an auth-provider gives nothing.
 */
export async function toSession(
  cluster: string,
  access: KubeAccess,
  credential: ExecCredential | null,
  before: KubeSession | undefined,
): Promise<Result<KubeSession, Problem>> {
  const options: RequestOptions = {};
  try {
    await toKubeConfig(access, credential).applyToHTTPSOptions(options);
  } catch (error) {
    const detail = redact(error instanceof Error ? error.message : String(error), secretsOf(access, credential));
    return fail(kubeconfigProblem(cluster, detail, 'Correct the certificate files and the user’s entry in the kubeconfig.'));
  }
  const server = new URL(access.cluster.server);
  const { ca, cert, key, servername, rejectUnauthorized } = options;
  for (const [what, pem] of [
    ['certificate-authority-data', ca],
    ['client-certificate', cert],
    ['client-key', key],
  ] as const) {
    if (pem !== undefined && !pemText(pem).includes('-----BEGIN'))
      return fail(kubeconfigProblem(cluster, `${what} is no PEM`, 'Get the kubeconfig again from the cluster.'));
  }
  const proxyUrl = access.cluster['proxy-url'] || null;
  const agentKey = createHash('sha256')
    .update(JSON.stringify([server.origin, proxyUrl, servername, rejectUnauthorized, ...[ca, cert, key].map(pemText)]))
    .digest('base64');
  const makeAgent = (): HttpAgent => {
    // Through a proxy: client-node's agent, which knows how. It keeps no connections of its own will.
    if (proxyUrl !== null && options.agent instanceof HttpAgent)
      return Object.assign(options.agent, { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS });
    const kept = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxFreeSockets: 4, timeout: FREE_SOCKET_MS };
    if (server.protocol === 'http:') return new HttpAgent(kept);
    const secureContext = toSecureContext({ ca, cert, key });
    return new HttpsAgent({ ...kept, ca, cert, key, servername, rejectUnauthorized, secureContext });
  };
  const agent = before?.agentKey === agentKey ? before.agent : makeAgent();
  const speaksHttp2 = agent instanceof HttpsAgent && proxyUrl === null;
  return ok({
    server,
    agent,
    http2: before?.agentKey === agentKey ? before.http2 : speaksHttp2 ? http2Connections(server, trustOf(agent)) : null,
    agentKey,
    headers: { ...toHeaders(options.headers), ...impersonation(access.user) },
    auth: options.auth ?? undefined,
    via: proxyUrl === null ? null : new URL(proxyUrl).host,
    secrets: secretsOf(access, credential, options),
  });
}

/** The agent's TLS material, without its ways with HTTP/1.1. */
function trustOf({ options: { ca, cert, key, servername, rejectUnauthorized, secureContext } }: HttpsAgent): ConnectionOptions {
  return { ca, cert, key, rejectUnauthorized, secureContext, ...(servername === undefined ? {} : { servername }) };
}

/**
 * One for all connections: with one each they take 14 MB for four clusters. Undefined where certificate and key do not fit together: who
 * connects is told why.
 */
function toSecureContext(material: SecureContextOptions): SecureContext | undefined {
  try {
    return createSecureContext(material);
  } catch {
    return undefined;
  }
}

function toKubeConfig({ cluster, user, clusterName, userName, context }: KubeAccess, credential: ExecCredential | null): KubeConfig {
  const status = credential?.status;
  const pem = (data: string | null | undefined): string | undefined =>
    data ? Buffer.from(data.replaceAll('\\n', '\n')).toString('base64') : undefined;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [
      {
        name: clusterName,
        server: cluster.server,
        caData: cluster['certificate-authority-data'] ?? undefined,
        caFile: cluster['certificate-authority'] ?? undefined,
        // client-node refuses http:// otherwise; there is no certificate to verify then.
        skipTLSVerify: cluster['insecure-skip-tls-verify'] === true || cluster.server.startsWith('http:'),
        tlsServerName: cluster['tls-server-name'] ?? undefined,
        proxyUrl: cluster['proxy-url'] || undefined,
      },
    ],
    users: [
      {
        name: userName,
        token: user.token || status?.token || undefined,
        certData: pem(status?.clientCertificateData) ?? user['client-certificate-data'] ?? undefined,
        certFile: status?.clientCertificateData ? undefined : (user['client-certificate'] ?? undefined),
        keyData: pem(status?.clientKeyData) ?? user['client-key-data'] ?? undefined,
        keyFile: status?.clientKeyData ? undefined : (user['client-key'] ?? undefined),
        username: user.username ?? undefined,
        password: user.password ?? undefined,
        impersonateUser: user.as ?? undefined,
        authProvider: user['auth-provider'] ?? undefined,
      },
    ],
    contexts: [{ name: context, cluster: clusterName, user: userName }],
    currentContext: context,
  });
  return kubeConfig;
}

/** client-node gives certificates and keys as Buffers. */
const pemText = (pem: unknown): string => (Buffer.isBuffer(pem) ? pem.toString('latin1') : '');

function toHeaders(headers: RequestOptions['headers']): Record<string, string> {
  if (!headers || Array.isArray(headers)) return {};
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

/** Who else is to be acted as, beside the name that client-node sends: kubectl's `--as-uid`, `--as-group` and its extra fields. */
function impersonation(user: KubeAccess['user']): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  if (user['as-uid']) headers['Impersonate-Uid'] = user['as-uid'];
  if (user['as-groups']?.length) headers['Impersonate-Group'] = user['as-groups'];
  for (const [key, values] of Object.entries(user['as-user-extra'] ?? {})) headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = values;
  return headers;
}

function secretsOf({ cluster, user }: KubeAccess, credential: ExecCredential | null, options?: RequestOptions): string[] {
  const bearer = toHeaders(options?.headers)['Authorization']?.replace(/^Bearer /, '');
  const proxyUrl = cluster['proxy-url'];
  const proxyPassword = proxyUrl ? decodeURIComponent(new URL(proxyUrl).password) : '';
  const config = Object.values(user['auth-provider']?.config ?? {}).filter((value) => typeof value === 'string');
  return [user.token, user.password, credential?.status.token, bearer, proxyPassword, ...config].filter(
    (secret): secret is string => typeof secret === 'string' && secret !== '',
  );
}
