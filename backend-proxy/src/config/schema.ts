import { z } from 'zod';
import { SystemsSettings } from './systems.ts';

const DURATION_UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration as people write it, `5s`, `1500ms`, `24h`, `30d`; the parsed value is milliseconds. */
export const DurationMs = z.string().transform((text, context) => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match) {
    context.addIssue({
      code: 'custom',
      message: `"${text}" is no duration; write a number and a unit, such as 500ms, 5s, 15m, 24h or 30d`,
    });
    return z.NEVER;
  }
  return Number(match[1]) * DURATION_UNITS_MS[match[2] as keyof typeof DURATION_UNITS_MS];
});

/** What a login may say. A secret is given by value (usually `${VARIABLE}`) or by a file that holds it. */
const SshSettings = z.strictObject({
  user: z.string().min(1).optional(),
  port: z.int().min(1).max(65535).optional(),
  password: z.string().optional(),
  passwordFile: z.string().optional(),
  identityFile: z.string().optional(),
  passphrase: z.string().optional(),
  passphraseFile: z.string().optional(),
  agent: z.union([z.boolean(), z.string()]).optional(),
  hostKeys: z.enum(['accept-new', 'strict', 'off']).optional(),
});
export type SshSettings = z.infer<typeof SshSettings>;

const TartSettings = z.strictObject({
  command: z.string().default('tart'),
  home: z.string().optional(),
  resolver: z.enum(['dhcp', 'arp', 'agent']).default('dhcp'),
});

const MacSettings = z.strictObject({
  name: z.string().min(1),
  ssh: SshSettings.extend({ host: z.string().min(1) }).optional(),
  tart: TartSettings.prefault({}),
});

const GuestOverride = z.strictObject({
  ssh: SshSettings.optional(),
  address: z.string().optional(),
});

const ClusterSettings = z.strictObject({
  name: z.string().min(1),
  kubeconfig: z.string().optional(),
  context: z.string().optional(),
  /** `auto` (or true) asks Relay where there is one, else every cilium agent; `off` (or false) asks nobody. */
  hubble: z
    .union([z.boolean(), z.enum(['auto', 'relay', 'exec', 'off'])])
    .default('auto')
    .transform((mode) => (mode === true ? 'auto' : mode === false ? 'off' : mode)),
  hubbleNamespace: z.string().min(1).default('kube-system'),
  /** For `tart-lab loadtest` alone: an account that may create Jobs. */
  loadtestKubeconfig: z.string().optional(),
  vms: z.array(z.string()).default([]),
});

/** An HTTP server that the proxy talks to. Secrets are given by value (usually `${VARIABLE}`) or by a file. */
const ServerSettings = {
  url: z.string().optional(),
  auth: z
    .strictObject({
      user: z.string().min(1).optional(),
      password: z.string().optional(),
      passwordFile: z.string().optional(),
      token: z.string().optional(),
      tokenFile: z.string().optional(),
    })
    .optional(),
  headers: z.record(z.string(), z.string()).optional(),
  tls: z
    .strictObject({
      ca: z.string().optional(),
      cert: z.string().optional(),
      key: z.string().optional(),
      serverName: z.string().optional(),
      verify: z.boolean().default(true),
    })
    .optional(),
  timeout: DurationMs.optional(),
};
const Server = z.strictObject(ServerSettings);
export type ServerSettings = z.infer<typeof Server>;

/** Keys of `history` that only `engine: prometheus` has. */
export const HistoryServerSettings = { ...ServerSettings, match: z.string().optional(), scrape: DurationMs.optional() };

/** `tart-lab.yaml` after `${VARIABLE}`s were filled in. Every key has a default but the guests' login. */
export const ConfigFile = z.strictObject({
  listen: z.string().default('127.0.0.1:4100'),
  token: z.string().optional(),
  tokenFile: z.string().optional(),
  log: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  intervals: z
    .strictObject({
      guests: DurationMs.prefault('5s'),
      inventory: DurationMs.prefault('5s'),
      ports: DurationMs.prefault('15s'),
      disks: DurationMs.prefault('30s'),
      podUsage: DurationMs.prefault('15s'),
    })
    .prefault({}),
  macs: z
    .array(MacSettings)
    .min(1)
    .prefault([{ name: 'local' }]),
  guests: z
    .strictObject({
      ssh: SshSettings.prefault({}),
      include: z.array(z.string()).default(['*']),
      exclude: z.array(z.string()).default([]),
      overrides: z.record(z.string(), GuestOverride).default({}),
    })
    .prefault({}),
  clusters: z.array(ClusterSettings).default([]),
  history: z
    .strictObject({
      engine: z.enum(['sqlite', 'memory', 'prometheus']).default('sqlite'),
      path: z.string().default('./data/history.db'),
      raw: DurationMs.prefault('24h'),
      minute: DurationMs.prefault('30d'),
      ...HistoryServerSettings,
    })
    .prefault({}),
  loki: Server.optional(),
  stateDir: z.string().default('./data'),
  check: SystemsSettings.prefault({}),
});
export type ConfigFile = z.infer<typeof ConfigFile>;
