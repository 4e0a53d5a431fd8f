import type { SshLogin } from '../transport/transport.ts';
import type { SystemsConfig } from './systems.ts';

/** A Mac as configured: `ssh` is null for this machine. */
export interface MacConfig {
  readonly name: string;
  readonly ssh: (SshLogin & { readonly host: string }) | null;
  readonly tart: { readonly command: string; readonly home: string | null; readonly resolver: 'dhcp' | 'arp' | 'agent' };
}

/** A cluster; one without a kubeconfig only names VMs that belong together, and is not watched. */
export interface ClusterConfig {
  readonly name: string;
  readonly kubeconfig: string | null;
  readonly context: string | null;
  readonly hubble: 'auto' | 'relay' | 'exec' | 'off';
  readonly hubbleNamespace: string;
  /** Of the account that may start load tests; absent where none was set. */
  readonly loadtestKubeconfig?: string;
  readonly vms: readonly string[];
}

/** An HTTP server that the proxy talks to. `headers` hold its login; certificates are PEM. */
export interface ServerConfig {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: {
    readonly ca: string | undefined;
    readonly cert: string | undefined;
    readonly key: string | undefined;
    readonly serverName: string | undefined;
    readonly verify: boolean;
  };
  readonly timeoutMs: number;
}

/** A Prometheus-compatible server. `match` are matchers, checked; `scrapeMs` is how often it scrapes us. */
export interface HistoryServer extends ServerConfig {
  readonly scrapeMs: number;
  readonly match: string;
}

/** The configuration, read once: durations in ms, paths absolute, secrets read from their files, every default filled in. */
export interface Config {
  /** Where it came from, for messages. */
  readonly source: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly token: string | null;
  readonly log: 'debug' | 'info' | 'warn' | 'error';
  readonly intervals: {
    readonly guestsMs: number;
    readonly inventoryMs: number;
    readonly portsMs: number;
    readonly disksMs: number;
    readonly podUsageMs: number;
  };
  readonly macs: readonly MacConfig[];
  readonly guests: {
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    readonly login: SshLogin;
    readonly overrides: ReadonlyMap<string, { readonly login: SshLogin; readonly address: string | null }>;
  };
  readonly clusters: readonly ClusterConfig[];
  readonly history: {
    readonly engine: 'sqlite' | 'memory' | 'prometheus';
    readonly path: string;
    readonly rawMs: number;
    readonly minuteMs: number;
    /** The server that answers instead of the file; null unless `engine` is prometheus. */
    readonly server: HistoryServer | null;
  };
  /** Where events are pushed to; null where they stay here. */
  readonly loki: ServerConfig | null;
  readonly stateDir: string;
  /** What `tart-lab check` tries beside the lab. */
  readonly check?: SystemsConfig;
}

/** How to log in to a VM: its override, or what holds for all guests. */
export function loginOf(config: Config, vm: string): SshLogin {
  return config.guests.overrides.get(vm)?.login ?? config.guests.login;
}
