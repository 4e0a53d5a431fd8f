import { isDeepStrictEqual } from 'node:util';
import { type Json, at, isRecord, textAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { toKubeTime } from '../store/memoryStore.ts';
import { type Answer, ok } from './answer.ts';
import type { KubeContext } from './context.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { matcherOf } from './matcher.ts';
import { applyPatch, parsed } from './patch.ts';
import { existing } from './read.ts';
import { Refusal, alreadyExists, badRequest, conflict, methodNotAllowed, notFound, qualified } from './refusal.ts';
import { type Resource, groupVersionOf } from './resources.ts';
import { toServed } from './shapes.ts';

/** Answers create, update, patch and delete; with `dryRun=All` nothing is stored. */
export function answerWrite(context: KubeContext, request: KubeRequest, resource: Resource, body: string): Answer {
  switch (request.verb) {
    case 'create':
      return answerCreate(context, request, resource, body);
    case 'update':
    case 'patch':
      return answerChange(context, request, resource, body);
    case 'delete':
      return answerDelete(context, request, resource, existing(context, request, resource), body);
    case 'deletecollection': {
      const matches = matcherOf(request);
      const doomed = context.store.list(resource.stored, request.namespace).filter(matches);
      for (const object of doomed) answerDelete(context, request, resource, object, body);
      return ok({ kind: `${resource.kind}List`, apiVersion: groupVersionOf(resource), metadata: {}, items: [] });
    }
    default:
      throw methodNotAllowed();
  }
}

function answerCreate(context: KubeContext, request: KubeRequest, resource: Resource, body: string): Answer {
  if (request.name !== undefined) throw methodNotAllowed();
  const object = toObject(parsed(body), request, resource);
  return { status: 201, body: toServed(resource, create(context, request, resource, object)) };
}

function create(context: KubeContext, request: KubeRequest, resource: Resource, object: KubeObject): KubeObject {
  const { name, namespace } = object.metadata;
  if (namespace !== undefined && !context.store.get('core/namespaces', namespace))
    throw notFound({ group: '', plural: 'namespaces' }, namespace);
  if (context.store.get(resource.stored, name, namespace)) throw alreadyExists(resource, name);
  return keep(context, request, resource, object);
}

function answerChange(context: KubeContext, request: KubeRequest, resource: Resource, body: string): Answer {
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('application/apply-patch') && !context.store.get(resource.stored, request.name ?? '', request.namespace)) {
    return { status: 201, body: toServed(resource, create(context, request, resource, toObject(parsed(body), request, resource))) };
  }
  const before = existing(context, request, resource);
  const wanted = request.verb === 'patch' ? applyPatch(before, contentType, body) : parsed(body);
  const asked = toObject(wanted, request, resource);
  const { resourceVersion, deletionTimestamp } = before.metadata;
  if (asked.metadata.resourceVersion && asked.metadata.resourceVersion !== resourceVersion) throw conflict(resource, before.metadata.name);
  const hasStatus = resource.subresources.some(({ name }) => name === 'status');
  const after =
    request.subresource === 'status'
      ? { ...before, status: asked.status }
      : {
          ...asked,
          metadata: { ...asked.metadata, deletionTimestamp },
          ...(hasStatus && before.status !== undefined ? { status: before.status } : {}),
        };
  const { deletionTimestamp: _none, ...metadata } = after.metadata;
  const clean: KubeObject = deletionTimestamp === undefined ? { ...after, metadata } : after;
  // What changes nothing makes no new version and no event.
  const same = isDeepStrictEqual({ ...clean, metadata: { ...clean.metadata, resourceVersion } }, before);
  return ok(toServed(resource, same ? before : keep(context, request, resource, clean)));
}

function answerDelete(context: KubeContext, request: KubeRequest, resource: Resource, object: KubeObject, body: string): Answer {
  const { name, namespace, uid } = object.metadata;
  const options = body === '' ? {} : parsed(body);
  const precondition = textAt(options, 'preconditions', 'uid');
  if (precondition !== undefined && precondition !== uid) throw conflict(resource, name);
  const dry = isDryRun(request) || (Array.isArray(at(options, 'dryRun')) && at(options, 'dryRun', 0) === 'All');
  const handled = !dry && (context.hooks.onDelete?.(resource.stored, object) ?? false);
  if (!dry && !handled) context.store.remove(resource.stored, name, namespace);
  if (resource.plural === 'pods') {
    const now = context.store.get(resource.stored, name, namespace) ?? object;
    const deletionTimestamp = now.metadata.deletionTimestamp ?? toKubeTime(context.now());
    return ok(toServed(resource, { ...now, metadata: { ...now.metadata, deletionTimestamp } }));
  }
  const { group, plural } = resource;
  return ok({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group ? { group } : {}), kind: plural, uid },
  });
}

function keep(context: KubeContext, request: KubeRequest, resource: Resource, object: KubeObject): KubeObject {
  if (!isDryRun(request)) return context.store.put(resource.stored, object);
  const filled = { uid: '00000000-0000-4000-a000-000000000000', creationTimestamp: toKubeTime(context.now()), ...object.metadata };
  return { ...object, metadata: filled };
}

/** Checks a body as far as the lab's parts rely on it. Versions other than the stored one are not converted, but refused. */
function toObject(value: unknown, request: KubeRequest, resource: Resource): KubeObject {
  if (!isRecord(value)) throw badRequest('the object provided is unrecognized (must be of type JSON or YAML)');
  const metadata: Json = isRecord(value.metadata) ? value.metadata : {};
  const given = { apiVersion: groupVersionOf(resource), kind: resource.kind, ...value };
  if (given.apiVersion !== groupVersionOf(resource) || given.kind !== resource.kind) {
    throw badRequest(`${String(given.kind)} in version "${String(given.apiVersion)}" cannot be handled as a ${resource.kind}`);
  }
  if (resource.group === 'events.k8s.io' || (resource.group === 'autoscaling' && resource.version === 'v1')) throw methodNotAllowed();
  const generated = textAt(metadata, 'generateName');
  const name =
    request.name ?? textAt(metadata, 'name') ?? (generated === undefined ? '' : `${generated}${Math.random().toString(36).slice(2, 7)}`);
  if (!/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/.test(name)) {
    throw new Refusal(
      422,
      'Invalid',
      `${resource.kind}.${qualified(resource)} "${name}" is invalid: metadata.name: Required value: name or generateName is required`,
    );
  }
  const inBody = textAt(metadata, 'namespace');
  if (inBody !== undefined && resource.namespaced && inBody !== request.namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  const place = resource.namespaced ? { namespace: request.namespace ?? 'default' } : {};
  return { ...given, apiVersion: groupVersionOf(resource), kind: resource.kind, metadata: { ...metadata, name, ...place } };
}

export function isDryRun({ query }: KubeRequest): boolean {
  return query.get('dryRun') === 'All';
}
