import type { Problem } from '@tart-lab/contract/problem.ts';
import { fail, ok, type Result } from '../../result.ts';
import { runExecPlugin } from './execCredential.ts';
import { fileStamp } from './fileStamp.ts';
import type { ExecCredential } from './kubeconfigSchema.ts';
import { toSession, type KubeSession } from './kubeSession.ts';
import { readKubeconfig, type KubeAccess, type KubeTarget } from './readKubeconfig.ts';

export interface KubeSessions {
  /** The session to use now: the kubeconfig read again when one of its files changed, credentials asked for again when they ran out. */
  current(): Promise<Result<KubeSession, Problem>>;
  /** The server refused this session's credentials: others when there are any (a changed file, the exec plugin), else null. */
  renewed(refused: KubeSession): Promise<Result<KubeSession | null, Problem>>;
  /** The session used last, for messages. */
  last(): KubeSession | undefined;
  close(): void;
}

export interface KubeSessionOptions {
  readonly now: () => number;
  readonly execTimeoutMs: number;
  /** Called when other credentials than before are in use: the kubeconfig changed, or the exec plugin was asked again. */
  readonly onCredentials?: (why: 'kubeconfig' | 'exec') => void;
}

/** Credentials of an exec plugin count as run out so long before they do: a request under way should still be heard. */
const EXPIRY_MARGIN_MS = 5000;
/** A plugin that failed, or whose credentials were refused, is not asked again sooner: it may open a browser or be rate limited. */
const EXEC_PAUSE_MS = 10_000;

interface Opened {
  readonly stamp: string;
  readonly access: KubeAccess;
  readonly session: KubeSession;
  readonly expiresAtMs: number;
}

/** Keeps one cluster's kubeconfig and credentials fresh. Requests at the same time share one reading and one run of the plugin. */
export function openKubeSessions(target: KubeTarget, { now, execTimeoutMs, onCredentials }: KubeSessionOptions): KubeSessions {
  const stop = new AbortController();
  let opened: Opened | undefined;
  let opening: Promise<Result<KubeSession, Problem>> | undefined;
  /** The server refused what the files say: they are read again even if their stamp is the same. */
  let suspect = false;
  let plugin: { stamp: string; credential: Result<ExecCredential, Problem>; askedAtMs: number } | undefined;

  const askPlugin = async (access: KubeAccess, stamp: string): Promise<Result<ExecCredential | null, Problem>> => {
    const { exec, token } = access.user;
    if (!exec || token) return ok(null);
    const known = plugin?.stamp === stamp ? plugin : undefined;
    if (known?.credential.ok && expiryOf(known.credential.value) > now()) return known.credential;
    if (known && !known.credential.ok && now() - known.askedAtMs < EXEC_PAUSE_MS) return known.credential;
    const credential = await runExecPlugin(target.name, exec, access, { timeoutMs: execTimeoutMs, signal: stop.signal });
    plugin = { stamp, credential, askedAtMs: now() };
    if (known && credential.ok) onCredentials?.('exec');
    return credential;
  };

  const open = async (): Promise<Result<KubeSession, Problem>> => {
    // The stamp is taken before the reading: a change in between is found with the next request. The files' names may change too.
    const files = opened?.access.files ?? [target.kubeconfig ?? ''];
    const stamp = await fileStamp(files);
    const asks = opened?.access.user['auth-provider'] !== undefined && opened.access.user['auth-provider'] !== null;
    if (opened && opened.stamp === stamp && opened.expiresAtMs > now() && !asks && !suspect) return ok(opened.session);
    const access = opened?.stamp === stamp && !suspect ? ok(opened.access) : await readKubeconfig(target);
    if (!access.ok) return access;
    suspect = false;
    const freshStamp = access.value.files.join() === files.join() ? stamp : await fileStamp(access.value.files);
    const credential = await askPlugin(access.value, freshStamp);
    if (!credential.ok) return credential;
    const session = await toSession(target.name, access.value, credential.value, opened?.session);
    if (!session.ok) return session;
    if (stop.signal.aborted) destroy(session.value);
    const before = opened;
    opened = {
      stamp: freshStamp,
      access: access.value,
      session: session.value,
      expiresAtMs: credential.value ? expiryOf(credential.value) : Infinity,
    };
    if (before) leave(before.session, session.value);
    if (before && before.stamp !== freshStamp) onCredentials?.('kubeconfig');
    return session;
  };

  const current = (): Promise<Result<KubeSession, Problem>> => {
    opening ??= open().finally(() => (opening = undefined));
    return opening;
  };

  return {
    current,
    async renewed(refused) {
      // A file's change may be too small for its stamp (same second, same size): it is read in any case.
      if (opened?.session === refused) {
        if (plugin && now() - plugin.askedAtMs < EXEC_PAUSE_MS) return ok(null);
        if (plugin) plugin = { ...plugin, credential: fail(STALE), askedAtMs: -Infinity };
        suspect = true;
      }
      const session = await current();
      if (!session.ok) return session;
      return ok(isSameLogin(session.value, refused) ? null : session.value);
    },
    last: () => opened?.session,
    close() {
      stop.abort();
      if (opened) destroy(opened.session);
    },
  };
}

/** Stands for credentials that were refused; never shown, because the plugin is asked at once. */
const STALE: Problem = { kind: 'cluster_auth_failed', target: '', doing: '', detail: '', advice: '' };

function expiryOf({ status }: ExecCredential): number {
  return status.expirationTimestamp ? Date.parse(status.expirationTimestamp) - EXPIRY_MARGIN_MS : Infinity;
}

const isSameLogin = (a: KubeSession, b: KubeSession): boolean =>
  a.agentKey === b.agentKey && a.auth === b.auth && JSON.stringify(a.headers) === JSON.stringify(b.headers);

/**
 * Gives up the connections of a session that another one follows. To the same server, answers under way are read to their end;
 * to another one, watches would show the wrong cluster.
 */
function leave(before: KubeSession, after: KubeSession): void {
  if (before.agent === after.agent) return;
  if (before.server.href !== after.server.href) return destroy(before);
  before.http2?.leave();
  for (const sockets of Object.values(before.agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  Object.assign(before.agent, { keepAlive: false, maxFreeSockets: 0 });
}

function destroy({ agent, http2 }: KubeSession): void {
  agent.destroy();
  http2?.destroy();
}
