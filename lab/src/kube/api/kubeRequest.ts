import type { Incoming } from './exchange.ts';
import { type Resource, findResource } from './resources.ts';

/** What a request asks for, read from its method and URL. */
export interface KubeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Incoming['headers'];
  /** As access rules name it: get, list, watch, create, update, patch, delete, deletecollection. */
  readonly verb: string;
  /** Undefined for paths that are no resource (`/version`). */
  readonly resource: Resource | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

const WRITE_VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** Reads `/api/v1/namespaces/NS/pods/NAME/log?…` and its like. */
export function parseKubeRequest(request: Pick<Incoming, 'method' | 'url' | 'headers'>): KubeRequest {
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', 'https://kubernetes');
  const place = placeOf(url.pathname);
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    verb: place.resource ? verbOf(method, place.name, url.searchParams) : method.toLowerCase(),
    ...place,
  };
}

type Place = Pick<KubeRequest, 'resource' | 'namespace' | 'name' | 'subresource'>;
const NOWHERE: Place = { resource: undefined, namespace: undefined, name: undefined, subresource: undefined };

function placeOf(path: string): Place {
  const words = path.split('/').filter(Boolean).map(decoded);
  const [group, version, rest] =
    words[0] === 'api' ? ['', words[1], words.slice(2)] : words[0] === 'apis' ? [words[1], words[2], words.slice(3)] : [];
  if (group === undefined || version === undefined || !rest || rest.length === 0) return NOWHERE;
  // `/namespaces/NS/status` is the namespace's own; `/namespaces/NS/pods` is a kind within it.
  const within = rest[0] === 'namespaces' && rest.length > 2 && !(group === '' && rest[2] === 'status');
  const [plural = '', name, ...subresource] = within ? rest.slice(2) : rest;
  const resource = findResource(group, version, plural);
  if (!resource || (within && !resource.namespaced)) return NOWHERE;
  return {
    resource,
    namespace: within ? rest[1] : undefined,
    name,
    subresource: subresource.length > 0 ? subresource.join('/') : undefined,
  };
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): string {
  if (method === 'DELETE' && name === undefined) return 'deletecollection';
  if (method !== 'GET' && method !== 'HEAD') return WRITE_VERBS[method] ?? method.toLowerCase();
  if (['1', 'true'].includes(query.get('watch') ?? '')) return 'watch';
  return name === undefined ? 'list' : 'get';
}

/** A broken escape stays as it is: it will be no name of anything. */
function decoded(word: string): string {
  return /%(?![0-9a-f]{2})/i.test(word) ? word : decodeURIComponent(word);
}
