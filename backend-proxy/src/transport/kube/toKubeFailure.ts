import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';
import type { KubeFailure } from './kubeApi.ts';
import type { KubeAttempt } from './kubeAttempt.ts';
import { redact } from './redact.ts';

type Words = readonly [kind: ProblemKind, detail: string, advice: string];

/** Turns whatever ended a connection to an API server (a Node errno, a TLS error, our own deadline) into a failure without a status. */
export function toKubeFailure(error: unknown, attempt: KubeAttempt): KubeFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  const [kind, detail, advice] = tlsWords(code, message, attempt) ?? networkWords(code, message, attempt);
  return { problem: toProblem(kind, detail, advice, attempt), status: null, reason: null, retryAfterMs: null };
}

/** A failure of ours to read what came: `detail` says what it was. */
export function unreadable(detail: string, attempt: KubeAttempt, status: number | null = null): KubeFailure {
  const problem = toProblem(
    'cluster_unreadable',
    detail,
    'Check that server in the kubeconfig is the API server itself, and what stands between: a proxy, a load balancer, a login page.',
    attempt,
  );
  return { problem, status, reason: null, retryAfterMs: null };
}

export function toProblem(kind: ProblemKind, detail: string, advice: string, attempt: KubeAttempt): Problem {
  return {
    kind,
    target: attempt.cluster,
    doing: `${attempt.verb} ${attempt.resource}`,
    detail: redact(detail, attempt.secrets),
    advice: redact(advice, attempt.secrets),
  };
}

const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE|CERT_REJECTED|INVALID_CA)$/;

function tlsWords(code: string, message: string, { server }: KubeAttempt): Words | undefined {
  const where = server ?? 'the API server';
  if (UNTRUSTED.test(code))
    return [
      'cluster_tls_failed',
      `the certificate of ${where} is not signed by the kubeconfig’s authority (${code})`,
      'Get the kubeconfig again from the cluster, or put its authority into certificate-authority-data.',
    ];
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return [
      'cluster_tls_failed',
      `the certificate of ${where} ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}`,
      'Renew it (kubeadm certs renew all, or restart k3s), and check the clocks of both machines.',
    ];
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return [
      'cluster_tls_failed',
      `the certificate is for another name: ${message}`,
      'Use a name or address in server that the certificate holds, or set tls-server-name to one.',
    ];
  if (/CERTIFICATE_EXPIRED|BAD_CERTIFICATE|CERTIFICATE_REQUIRED|UNKNOWN_CA|CERTIFICATE_UNKNOWN/.test(code))
    return [
      'cluster_tls_failed',
      `${where} refuses the kubeconfig’s client certificate (${code})`,
      'Renew the client certificate: get the kubeconfig again from the cluster.',
    ];
  if (/^ERR_(SSL|TLS|OSSL)|^EPROTO$|^CERT_|^HOSTNAME_MISMATCH$/.test(code))
    return [
      'cluster_tls_failed',
      `no TLS with ${where}: ${message}`,
      'Check that server in the kubeconfig begins with the right one of https:// and http://, and the port.',
    ];
  return undefined;
}

function networkWords(code: string, message: string, { server, via }: KubeAttempt): Words {
  const where = via === null ? (server ?? 'the API server') : `${server ?? 'the API server'} through the proxy ${via}`;
  const kind: ProblemKind = 'cluster_unreachable';
  switch (code) {
    case 'ECONNREFUSED':
      return [
        kind,
        `nothing listens at ${via ?? where}`,
        'Start the cluster, or wait until its control plane has started; else correct server in the kubeconfig.',
      ];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [kind, `the name of ${via ?? where} has no address (${code})`, 'Check server in the kubeconfig, and the name server.'];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return [
        kind,
        `no route to ${where} (${code})`,
        'Check that the control plane’s VM runs. On macOS, allow the proxy’s program under Privacy & Security → Local Network.',
      ];
    case 'ETIMEDOUT':
      return [kind, `${where}: ${message}`, 'The control plane may hang or be overloaded, or its address has changed.'];
    case 'ABORT_ERR':
      return [kind, 'the request was ended because nobody waits for it', 'Nothing to do.'];
    default:
      return [kind, `${where}: ${message || code}`, 'It is tried again; if it lasts, look at the API server’s log.'];
  }
}
