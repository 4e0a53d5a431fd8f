import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';
import type { HostKeyRefusal } from './hostKeys.ts';

/** What was tried, for the words of the problem. `secrets` are cut out of whatever came from outside. */
export interface ConnectAttempt {
  /** The VM or Mac, as shown. */
  readonly target: string;
  readonly doing: string;
  readonly address: string;
  readonly port: number;
  readonly user?: string;
  /** The platform of the machine that dials. */
  readonly platform?: NodeJS.Platform;
  /** Methods the guest offered, methods we tried. */
  readonly offered?: readonly string[];
  readonly tried?: readonly string[];
  /** Why a configured key or agent could not be used, when another method was left. */
  readonly unusable?: string;
  readonly refusal?: HostKeyRefusal;
  readonly secrets: readonly string[];
}

type Words = readonly [kind: ProblemKind, detail: string, advice: string];

const LOCAL_NETWORK =
  'macOS keeps programs off the local network until they are allowed: System Settings → Privacy & Security → Local Network, ' +
  'switch on the program that started the proxy, or run the proxy as a LaunchDaemon.';

/**
 * Turns whatever ended an attempt to connect (a Node errno, an ssh2 error, a refused channel) into a problem.
 * Pure; never fails: an error nobody has met yet becomes `ssh_failed` with its message as detail.
 */
export function toConnectProblem(error: unknown, attempt: ConnectAttempt): Problem {
  const [kind, detail, advice] = toWords(toFacts(error, attempt.secrets), attempt);
  return { kind, target: attempt.target, doing: attempt.doing, detail, advice };
}

/** `level` is ssh2's word for where it failed. */
interface Facts {
  readonly code: string;
  readonly level: string;
  readonly message: string;
}

function toFacts(error: unknown, secrets: readonly string[]): Facts {
  const message = error instanceof Error ? error.message : String(error);
  const field = (name: 'code' | 'level'): string => {
    const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: field('code'), level: field('level'), message: withoutSecrets(message, secrets) };
}

/** `text` with every secret replaced, longest first. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '•••'), text);
}

function toWords(facts: Facts, attempt: ConnectAttempt): Words {
  if (attempt.refusal) return hostKeyWords(attempt.refusal, attempt);
  if (facts.level === 'client-authentication') return authWords(attempt);
  return networkWords(facts, attempt) ?? sshWords(facts, attempt);
}

function hostKeyWords(refusal: HostKeyRefusal, { target }: ConnectAttempt): Words {
  if (refusal.kind === 'host_key_changed')
    return [
      'host_key_changed',
      `the guest shows the host key ${refusal.offered}, but ${refusal.trusted ?? 'another one'} is trusted for this name`,
      `If the VM was re-created, run: tart-lab trust ${target}. If not, find out who answers at this address.`,
    ];
  if (refusal.detail !== undefined)
    return ['host_key_unknown', refusal.detail, 'Repair or remove the file of known host keys; it is made anew with the first connection.'];
  return [
    'host_key_unknown',
    `the guest shows the host key ${refusal.offered}; none is trusted for this name, and hostKeys is strict`,
    `Compare it with ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the guest, then run: tart-lab trust ${target}`,
  ];
}

function authWords({ user, offered = [], tried = [], unusable }: ConnectAttempt): Words {
  const list = (methods: readonly string[], none: string): string => (methods.length > 0 ? methods.join(', ') : none);
  const detail =
    `the guest offers ${list(offered, 'no method')} to user ${user ?? 'unknown'}; ` +
    (tried.length > 0 ? `it refused our ${tried.join(', ')}` : 'nothing we have fits') +
    (unusable === undefined ? '' : `; ${unusable}`);
  const wanted = offered.includes('password') || offered.includes('keyboard-interactive');
  const advice = wanted
    ? 'Correct ssh.user, ssh.password or ssh.identityFile.'
    : `Add the proxy's public key to ~${user ?? 'user'}/.ssh/authorized_keys on the guest and set ssh.identityFile.`;
  return ['ssh_auth_failed', detail, `${advice} Changed settings are tried when the proxy starts again, unchanged ones after 10 minutes.`];
}

function networkWords({ code, message, level }: Facts, { address, port, platform }: ConnectAttempt): Words | undefined {
  const where = `${address}:${port}`;
  const says = code || message;
  if (
    /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/.test(code) ||
    /no route to host|network is unreachable/i.test(message)
  )
    return [
      'no_route',
      `${where}: ${says}`,
      platform === 'darwin' && code === 'EHOSTUNREACH'
        ? LOCAL_NETWORK
        : 'Check that the VM runs, that its address is right, and the route to its network.',
    ];
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || /name or service not known|nodename nor servname|unknown host/i.test(message))
    return [
      'no_route',
      `the name ${address} has no address (${says})`,
      'Check the spelling of the address or host name, and the name server.',
    ];
  if (code === 'EACCES' || code === 'EPERM')
    return ['no_route', `${where}: ${says}`, 'A firewall on the machine that dials refuses this connection; allow it.'];
  if (code === 'ECONNREFUSED' || /connection refused/i.test(message))
    return [
      'connection_refused',
      `nothing listens at ${where}`,
      'Wait until the VM has booted; else start its SSH server (on macOS: Remote Login), or correct ssh.port.',
    ];
  if (code === 'ETIMEDOUT' || /timed out/i.test(message) || (level === 'client-timeout' && !/keepalive/i.test(message)))
    return [
      'connect_timed_out',
      `${where}: ${message}`,
      'The VM may hang, sleep or be overloaded, or the address may belong to a VM that is gone: look at it with tart list.',
    ];
  if (
    /^(ECONNRESET|EPIPE|ECONNABORTED)$/.test(code) ||
    /keepalive timeout|connection lost|no response from server|not connected|closed/i.test(message)
  )
    return [
      'connection_lost',
      `${where}: ${message}`,
      'If it repeats: sshd may be refusing this machine for a while after failed logins (PerSourcePenalties, MaxStartups); see its log.',
    ];
  return undefined;
}

function sshWords({ message }: Facts, { address, port }: ConnectAttempt): Words {
  if (/administratively prohibited/i.test(message))
    return ['ssh_failed', message, 'The Mac’s sshd forbids forwarding: set AllowTcpForwarding yes in its sshd_config.'];
  if (/no matching/i.test(message))
    return ['ssh_failed', message, 'The SSH servers’ algorithms and ours do not meet: update the SSH server.'];
  if (/open failed/i.test(message))
    return [
      'ssh_failed',
      message,
      'The SSH server allows no more channels (MaxSessions), or cannot reach the address; the connection is opened anew.',
    ];
  return [
    'ssh_failed',
    `${address}:${port}: ${message}`,
    'See the SSH server’s log on the other side, and that the port belongs to an SSH server.',
  ];
}
