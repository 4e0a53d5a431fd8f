/** What was asked of an API server, for the words of a failure. */
export interface KubeAttempt {
  readonly cluster: string;
  /** `list`, `watch`, `create`, `get`: as in a role's verbs. */
  readonly verb: string;
  /** `pods`, `deployments.apps`, `pods/exec`: as in `kubectl auth can-i`. */
  readonly resource: string;
  /** `host:port`; null when the kubeconfig could not be read. */
  readonly server: string | null;
  readonly via: string | null;
  readonly secrets: readonly string[];
}

/** The resource that a path of the API names, with its group: `/apis/apps/v1/deployments` is `deployments.apps`. */
export function resourceOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const [root, group] = parts;
  if (root !== 'api' && root !== 'apis') return parts.join('/');
  const rest = parts.slice(root === 'api' ? 2 : 3);
  // namespaces/NAME/pods/NAME/exec: without the namespace, then the kind and, behind the object's name, its part.
  const [kind, , part] = rest[0] === 'namespaces' && rest.length > 2 ? rest.slice(2) : rest;
  const name = kind === undefined ? parts.join('/') : part === undefined ? kind : `${kind}/${part}`;
  return root === 'apis' && kind !== undefined && group !== undefined ? `${name}.${group}` : name;
}
