import { at, recordsAt, textAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';

/** The files of a container that somebody looks at first. */
export function containerFiles(pod: KubeObject, container: string): ReadonlyMap<string, string> {
  const { name, namespace = '' } = pod.metadata;
  const address = textAt(pod, 'status', 'podIP') ?? '127.0.0.1';
  const files = new Map([
    ['/etc/hostname', `${hostOf(pod)}\n`],
    ['/etc/hosts', `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n${address}\t${name}\n`],
    ['/etc/os-release', 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\n'],
    ['/etc/resolv.conf', `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`],
    ['/var/run/secrets/kubernetes.io/serviceaccount/namespace', namespace],
  ]);
  if (container === 'nginx') {
    files.set('/usr/share/nginx/html/index.html', '<!doctype html>\n<title>nginx-web</title>\n<h1>Welcome to nginx!</h1>\n');
    files.set(
      '/etc/nginx/nginx.conf',
      'worker_processes auto;\nevents { worker_connections 1024; }\nhttp { include /etc/nginx/conf.d/*.conf; }\n',
    );
  }
  return files;
}

export const hostOf = (pod: KubeObject): string =>
  at(pod, 'spec', 'hostNetwork') === true ? (textAt(pod, 'spec', 'nodeName') ?? '') : pod.metadata.name;

/** The environment that a kubelet gives a container. */
export function containerEnvironment(pod: KubeObject, container: string): [string, string][] {
  const spec = [...recordsAt(pod, 'spec', 'containers'), ...recordsAt(pod, 'spec', 'initContainers')].find(
    (each) => each.name === container,
  );
  const own = recordsAt(spec, 'env').map((each): [string, string] => [textAt(each, 'name') ?? '', textAt(each, 'value') ?? '']);
  return [
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', hostOf(pod)],
    ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
    ['KUBERNETES_SERVICE_PORT', '443'],
    ['HOME', '/root'],
    ...own,
  ];
}
