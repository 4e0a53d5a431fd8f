import { isRecord, numberAt, textAt, textMapAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { type Answer, ok } from './answer.ts';
import type { KubeContext } from './context.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { applyPatch, parsed } from './patch.ts';
import { existing } from './read.ts';
import { badRequest, conflict } from './refusal.ts';
import type { Resource } from './resources.ts';
import { isDryRun } from './write.ts';

/** The `scale` subresource of what has replicas: how many there are, and how many are wanted. */
export function answerScale(context: KubeContext, request: KubeRequest, resource: Resource, body: string): Answer {
  const object = existing(context, request, resource);
  if (request.verb === 'get') return ok(toScale(object));
  const wanted = request.verb === 'patch' ? applyPatch(toScale(object), request.headers['content-type'] ?? '', body) : parsed(body);
  const version = textAt(wanted, 'metadata', 'resourceVersion');
  if (version !== undefined && version !== object.metadata.resourceVersion) throw conflict(resource, object.metadata.name);
  const replicas = numberAt(wanted, 'spec', 'replicas') ?? 0;
  if (!Number.isInteger(replicas) || replicas < 0) throw badRequest('spec.replicas must be a whole number of 0 or more');
  const changed: KubeObject = { ...object, spec: { ...(isRecord(object.spec) ? object.spec : {}), replicas } };
  return ok(toScale(isDryRun(request) ? changed : context.store.put(resource.stored, changed)));
}

function toScale(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = Object.entries(textMapAt(object, 'spec', 'selector', 'matchLabels')).map(([key, value]) => `${key}=${value}`);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: numberAt(object, 'spec', 'replicas') ?? 1 },
    status: { replicas: numberAt(object, 'status', 'replicas') ?? 0, selector: selector.join(',') },
  };
}
