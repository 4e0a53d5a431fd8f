import { toPartial, toTable } from '../print/table.ts';
import { parseAccept } from './accept.ts';
import { type Answer, ok } from './answer.ts';
import type { KubeContext } from './context.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { listPage } from './listPage.ts';
import { malformedAt } from './malformed.ts';
import { notFound } from './refusal.ts';
import { type Resource, groupVersionOf } from './resources.ts';
import { toListItem, toServed } from './shapes.ts';
import type { KubeObject } from '../objectStore.ts';

/** Answers get and list in the shape that the client asks for: objects, a table, or metadata alone. */
export function answerRead(context: KubeContext, request: KubeRequest, resource: Resource): Answer {
  return request.name === undefined ? answerList(context, request, resource) : answerGet(context, request, resource);
}

export function existing(context: KubeContext, request: KubeRequest, resource: Resource): KubeObject {
  const name = request.name ?? '';
  const object = context.store.get(resource.stored, name, resource.namespaced ? (request.namespace ?? '') : undefined);
  if (!object) throw notFound(resource, name);
  return object;
}

function answerGet(context: KubeContext, request: KubeRequest, resource: Resource): Answer {
  const object = existing(context, request, resource);
  const shape = parseAccept(request.headers.accept);
  if (shape.as === 'table') {
    return ok(tableOf(context, request, resource, [object], { resourceVersion: object.metadata.resourceVersion }, shape.version));
  }
  const served = toServed(resource, object);
  return ok(shape.as === 'partial' ? toPartial(served) : served);
}

function answerList(context: KubeContext, request: KubeRequest, resource: Resource): Answer {
  const { items, metadata } = listPage(context.store, request, resource);
  const shape = parseAccept(request.headers.accept);
  if (shape.as === 'table') {
    return { ...ok(tableOf(context, request, resource, items, metadata, shape.version)), isList: true };
  }
  if (shape.as === 'partial') {
    const body = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: items.map(toPartial) };
    return { ...ok(body), isList: true };
  }
  const every = context.conditions().malformedEvery;
  const body = {
    kind: `${resource.kind}List`,
    apiVersion: groupVersionOf(resource),
    metadata,
    items: items.map((object, index) => malformedAt(index, every, toListItem(toServed(resource, object)))),
  };
  return { ...ok(body), isList: true };
}

function tableOf(
  context: KubeContext,
  request: KubeRequest,
  resource: Resource,
  objects: readonly KubeObject[],
  metadata: Readonly<Record<string, unknown>>,
  version: string,
): unknown {
  return toTable(resource.stored, objects, metadata, {
    nowMs: context.now(),
    includeObject: includeObjectOf(request),
    served: (object) => toServed(resource, object),
    version,
  });
}

export function includeObjectOf({ query }: KubeRequest): 'None' | 'Metadata' | 'Object' {
  const asked = query.get('includeObject');
  return asked === 'None' || asked === 'Object' ? asked : 'Metadata';
}
