import { numberAt } from '../fields.ts';
import { toKubeTime } from '../store/memoryStore.ts';
import type { Answer } from './answer.ts';
import type { KubeContext } from './context.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { parsed } from './patch.ts';
import { existing } from './read.ts';
import { notFound } from './refusal.ts';
import type { Resource } from './resources.ts';

const HOUR_SECONDS = 3600;

/** A service account's token. The lab gives the account's only one, and says when it would run out; it lives until tokens are renewed. */
export function answerToken(context: KubeContext, request: KubeRequest, resource: Resource, body: string): Answer {
  const { namespace = '', name } = existing(context, request, resource).metadata;
  const token = context.tokenOf(`system:serviceaccount:${namespace}:${name}`);
  if (token === undefined) throw notFound(resource, name);
  const expirationSeconds = numberAt(parsed(body), 'spec', 'expirationSeconds') ?? HOUR_SECONDS;
  const expirationTimestamp = toKubeTime(context.now() + expirationSeconds * 1000);
  return {
    status: 201,
    body: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace },
      spec: { expirationSeconds },
      status: { token, expirationTimestamp },
    },
  };
}
