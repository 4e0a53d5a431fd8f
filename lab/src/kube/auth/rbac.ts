import { type Json, at, recordsAt, textAt, textsAt } from '../fields.ts';
import type { ObjectStore } from '../objectStore.ts';

export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

/** What somebody wants to do: on a resource (`pods`, `pods/exec`) or, with `path`, on a path that is none. */
export interface Attempt {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly path?: string;
}

export const MASTERS = 'system:masters';
export const AUTHENTICATED = 'system:authenticated';

/** Paths that everybody may read (system:public-info-viewer), and those for who has logged in (system:discovery). */
const PUBLIC_PATHS = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY_PATHS = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'];

/**
 * Whether the roles in the store allow an attempt, as Kubernetes' RBAC decides: ClusterRoles bound for all, Roles and ClusterRoles
 * bound within a namespace; nothing is allowed that no rule names. Members of system:masters may do everything.
 */
export function isAllowed(store: ObjectStore, identity: Identity, attempt: Attempt): boolean {
  if (identity.groups.includes(MASTERS)) return true;
  const { path } = attempt;
  if (path !== undefined) {
    const open = identity.groups.includes(AUTHENTICATED) ? [...PUBLIC_PATHS, ...DISCOVERY_PATHS] : PUBLIC_PATHS;
    if (attempt.verb === 'get' && open.some((each) => pathMatches(each, path))) return true;
  } else if (attempt.group === 'authorization.k8s.io' && attempt.verb === 'create' && identity.groups.includes(AUTHENTICATED)) {
    return true; // system:basic-user: everybody may ask what they may
  }
  return rulesFor(store, identity, attempt.namespace).some((rule) => ruleAllows(rule, attempt));
}

/** Every rule that holds for somebody, in a namespace (and in the whole cluster), or in the whole cluster alone. */
export function rulesFor(store: ObjectStore, identity: Identity, namespace: string | undefined): Json[] {
  const group = 'rbac.authorization.k8s.io';
  const bindings = store.list(`${group}/clusterrolebindings`);
  if (namespace !== undefined) bindings.push(...store.list(`${group}/rolebindings`, namespace));
  return bindings.flatMap((binding) => {
    if (!recordsAt(binding, 'subjects').some((subject) => isSubject(subject, identity, binding.metadata.namespace))) return [];
    const name = textAt(binding, 'roleRef', 'name') ?? '';
    const role =
      textAt(binding, 'roleRef', 'kind') === 'Role'
        ? store.get(`${group}/roles`, name, binding.metadata.namespace)
        : store.get(`${group}/clusterroles`, name);
    return recordsAt(role, 'rules');
  });
}

function isSubject(subject: Json, { user, groups }: Identity, namespace: string | undefined): boolean {
  const name = textAt(subject, 'name') ?? '';
  const kind = textAt(subject, 'kind');
  if (kind === 'User') return name === user;
  if (kind === 'Group') return groups.includes(name);
  return kind === 'ServiceAccount' && user === `system:serviceaccount:${textAt(subject, 'namespace') ?? namespace ?? ''}:${name}`;
}

function ruleAllows(rule: Json, { verb, group, resource, name, path }: Attempt): boolean {
  if (!has(textsAt(rule, 'verbs'), verb)) return false;
  if (path !== undefined) return textsAt(rule, 'nonResourceURLs').some((each) => pathMatches(each, path));
  const resources = textsAt(rule, 'resources');
  const names = at(rule, 'resourceNames') === undefined ? [] : textsAt(rule, 'resourceNames');
  const subresource = resource.split('/')[1];
  return (
    has(textsAt(rule, 'apiGroups'), group) &&
    (has(resources, resource) || (subresource !== undefined && resources.includes(`*/${subresource}`))) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  );
}

function has(allowed: readonly string[], wanted: string): boolean {
  return allowed.includes('*') || allowed.includes(wanted);
}

function pathMatches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
