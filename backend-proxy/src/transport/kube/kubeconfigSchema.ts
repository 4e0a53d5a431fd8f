import { z } from 'zod';

const text = z.string().min(1).nullish();

/** A kubeconfig as a whole: only names are looked at, because an entry that is not used may be as wrong as it likes. */
export const KubeconfigFile = z.looseObject({
  clusters: z.array(z.looseObject({ name: z.string(), cluster: z.unknown() })).nullish(),
  contexts: z.array(z.looseObject({ name: z.string(), context: z.unknown() })).nullish(),
  users: z.array(z.looseObject({ name: z.string(), user: z.unknown() })).nullish(),
  'current-context': z.string().nullish(),
});

export const KubeconfigContext = z.looseObject({ cluster: z.string().min(1), user: z.string().nullish() });

export const KubeconfigCluster = z.looseObject({
  server: z.url({ protocol: /^https?$/, error: 'must be a URL that begins with https:// or http://' }),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': z.boolean().nullish(),
  'tls-server-name': text,
  'proxy-url': z
    .url({ protocol: /^(https?|socks\w*)$/, error: 'must be a URL that begins with http://, https:// or socks5://' })
    .nullish()
    .or(z.literal('')),
});
export type KubeconfigCluster = z.infer<typeof KubeconfigCluster>;

/** A program that prints credentials (client.authentication.k8s.io). */
export const ExecPlugin = z.looseObject({
  apiVersion: z.string().default('client.authentication.k8s.io/v1'),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().nullish(),
  interactiveMode: z.enum(['Never', 'IfAvailable', 'Always']).nullish(),
  provideClusterInfo: z.boolean().nullish(),
});
export type ExecPlugin = z.infer<typeof ExecPlugin>;

export const KubeconfigUser = z.looseObject({
  token: text.or(z.literal('')),
  tokenFile: text.or(z.literal('')),
  username: z.string().nullish(),
  password: z.string().nullish(),
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  as: text,
  'as-uid': text,
  'as-groups': z.array(z.string()).nullish(),
  'as-user-extra': z.record(z.string(), z.array(z.string())).nullish(),
  exec: ExecPlugin.nullish(),
  'auth-provider': z.looseObject({ name: z.string(), config: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});
export type KubeconfigUser = z.infer<typeof KubeconfigUser>;

/** What an exec plugin prints. */
export const ExecCredential = z.looseObject({
  status: z.looseObject({
    token: text,
    clientCertificateData: text,
    clientKeyData: text,
    expirationTimestamp: z.iso.datetime({ offset: true }).nullish(),
  }),
});
export type ExecCredential = z.infer<typeof ExecCredential>;
