import { type Identity, MASTERS, isAllowed, rulesFor } from '../auth/rbac.ts';
import { type Json, at, isRecord, textAt } from '../fields.ts';
import type { Answer } from './answer.ts';
import type { KubeContext } from './context.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { parsed } from './patch.ts';
import { Refusal, badRequest, qualified } from './refusal.ts';
import type { Resource } from './resources.ts';

/** Refuses, in Kubernetes' words, what the asker's roles do not allow. */
export function authorize(context: KubeContext, identity: Identity, request: KubeRequest): void {
  const { resource, namespace, name, subresource, verb } = request;
  if (!resource) {
    if (isAllowed(context.store, identity, { verb, group: '', resource: '', path: request.path })) return;
    throw new Refusal(403, 'Forbidden', `forbidden: User "${identity.user}" cannot ${verb} path "${request.path}"`, { details: {} });
  }
  const wanted = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  // Since 1.35 a stream opened by GET (a WebSocket) needs what one by POST always needed.
  const isStream = subresource === 'exec' || subresource === 'portforward';
  const verbs = isStream && verb === 'get' && context.version.minor >= 35 ? ['get', 'create'] : [verb];
  for (const each of verbs) {
    if (isAllowed(context.store, identity, { verb: each, group: resource.group, resource: wanted, name, namespace })) continue;
    const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    const what = name === undefined ? qualified(resource) : `${qualified(resource)} "${name}"`;
    const why = `User "${identity.user}" cannot ${each} resource "${wanted}" in API group "${resource.group}" ${where}`;
    const details = {
      ...(name === undefined ? {} : { name }),
      ...(resource.group ? { group: resource.group } : {}),
      kind: resource.plural,
    };
    throw new Refusal(403, 'Forbidden', `${what} is forbidden: ${why}`, { details });
  }
}

/** SelfSubjectAccessReview and SelfSubjectRulesReview: what the asker may do. */
export function answerReview(context: KubeContext, identity: Identity, resource: Resource, body: string): Answer {
  const review = parsed(body);
  if (!isRecord(review)) throw badRequest('a review is an object');
  const status = resource.plural === 'selfsubjectaccessreviews' ? accessOf(context, identity, review) : rulesOf(context, identity, review);
  return {
    status: 201,
    body: { kind: resource.kind, apiVersion: 'authorization.k8s.io/v1', metadata: { creationTimestamp: null }, spec: review.spec, status },
  };
}

function accessOf({ store }: KubeContext, identity: Identity, review: Json): Json {
  const path = textAt(review, 'spec', 'nonResourceAttributes', 'path');
  const asked = at(review, 'spec', path === undefined ? 'resourceAttributes' : 'nonResourceAttributes');
  if (!isRecord(asked))
    throw badRequest('spec.resourceAttributes: exactly one of nonResourceAttributes or resourceAttributes must be specified');
  const part = (field: string): string | undefined => textAt(asked, field) || undefined;
  const resource = [part('resource') ?? '', part('subresource')].filter(Boolean).join('/');
  const attempt = {
    verb: part('verb') ?? '',
    group: part('group') ?? '',
    resource,
    name: part('name'),
    namespace: part('namespace'),
    path,
  };
  return isAllowed(store, identity, attempt) ? { allowed: true, reason: 'RBAC: allowed by the roles of the user' } : { allowed: false };
}

function rulesOf({ store }: KubeContext, identity: Identity, review: Json): Json {
  const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
  const rules = identity.groups.includes(MASTERS) ? [everything] : rulesFor(store, identity, textAt(review, 'spec', 'namespace'));
  const reviews = {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  };
  const paths = {
    verbs: ['get'],
    nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/api', '/api/*', '/apis', '/apis/*', '/openapi/*'],
  };
  return {
    resourceRules: [...rules.filter((rule) => rule.nonResourceURLs === undefined), reviews],
    nonResourceRules: [...rules.filter((rule) => rule.nonResourceURLs !== undefined), paths],
    incomplete: false,
  };
}
