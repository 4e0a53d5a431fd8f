import type { Identity } from '../auth/rbac.ts';
import { answerReview, authorize } from './access.ts';
import { type Answer, ok } from './answer.ts';
import type { KubeContext } from './context.ts';
import { answerDiscovery } from './discovery.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { answerEviction } from './eviction.ts';
import { answerMetrics } from './metrics.ts';
import { answerOpenApi } from './openapi.ts';
import { answerRead } from './read.ts';
import { methodNotAllowed, noSuchPath } from './refusal.ts';
import type { Resource } from './resources.ts';
import { answerScale } from './scale.ts';
import { answerToken } from './token.ts';
import { answerWrite } from './write.ts';

/** Answers everything that has an end: all but watches, logs and streams. Throws a Refusal for what is refused. */
export function answerRequest(context: KubeContext, identity: Identity, request: KubeRequest, body: string): Answer {
  authorize(context, identity, request);
  const { resource } = request;
  return resource ? answerResource(context, identity, request, resource, body) : answerPath(context, request);
}

function answerResource(context: KubeContext, identity: Identity, request: KubeRequest, resource: Resource, body: string): Answer {
  const { subresource, verb } = request;
  if (resource.group === 'authorization.k8s.io') {
    if (verb !== 'create') throw methodNotAllowed();
    return answerReview(context, identity, resource, body);
  }
  if (subresource === undefined) {
    if (!resource.verbs.includes(verb)) throw methodNotAllowed();
    if (resource.group === 'metrics.k8s.io') return answerMetrics(context, request, resource);
    return verb === 'get' || verb === 'list' ? answerRead(context, request, resource) : answerWrite(context, request, resource, body);
  }
  const known = resource.subresources.find(({ name }) => name === subresource);
  if (!known) throw noSuchPath();
  if (!known.verbs.includes(verb)) throw methodNotAllowed();
  if (subresource === 'scale') return answerScale(context, request, resource, body);
  if (subresource === 'token') return answerToken(context, request, resource, body);
  if (subresource === 'eviction') return answerEviction(context, request, resource);
  return verb === 'get' ? answerRead(context, request, resource) : answerWrite(context, request, resource, body);
}

function answerPath(context: KubeContext, request: KubeRequest): Answer {
  switch (request.path.replace(/\/$/, '')) {
    case '/version':
      return ok(versionInfo(context));
    case '/healthz':
    case '/livez':
    case '/readyz':
      return { status: 200, body: 'ok', contentType: 'text/plain; charset=utf-8' };
    case '/openapi/v2':
      return answerOpenApi();
    default: {
      const found = answerDiscovery(request);
      if (!found) throw noSuchPath();
      return found;
    }
  }
}

function versionInfo({ version: { major, minor, patch } }: KubeContext): object {
  return {
    major: String(major),
    minor: String(minor),
    gitVersion: `v${major}.${minor}.${patch}`,
    gitTreeState: 'clean',
    goVersion: 'go1.24.6',
    compiler: 'gc',
    platform: 'linux/arm64',
  };
}
