import { stringify } from 'yaml';

export interface KubeconfigCluster {
  readonly name: string;
  readonly url: string;
  readonly caPem: string;
}
export interface KubeconfigUser {
  readonly name: string;
  readonly token?: string;
  readonly certPem?: string;
  readonly keyPem?: string;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig with one cluster, one user and one context, which has the cluster's name. It holds credentials: write it with mode 0600. */
export function toKubeconfig(cluster: KubeconfigCluster, user: KubeconfigUser, namespace?: string): string {
  const credentials = {
    ...(user.token === undefined ? {} : { token: user.token }),
    ...(user.certPem === undefined ? {} : { 'client-certificate-data': base64(user.certPem) }),
    ...(user.keyPem === undefined ? {} : { 'client-key-data': base64(user.keyPem) }),
  };
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: cluster.name, cluster: { server: cluster.url, 'certificate-authority-data': base64(cluster.caPem) } }],
      users: [{ name: user.name, user: credentials }],
      contexts: [{ name: cluster.name, context: { cluster: cluster.name, user: user.name, ...(namespace ? { namespace } : {}) } }],
      'current-context': cluster.name,
    },
    { lineWidth: 0 },
  );
}
