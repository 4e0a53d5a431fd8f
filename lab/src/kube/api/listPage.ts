import { isRecord, numberAt, textAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import type { MemoryStore } from '../store/memoryStore.ts';
import type { Matcher } from '../store/selectors.ts';
import { badRequest, expired } from './refusal.ts';
import type { KubeRequest } from './kubeRequest.ts';
import type { Resource } from './resources.ts';
import { matcherOf } from './matcher.ts';

/** One page of a list; `continue` and `remainingItemCount` only when more follow. */
export interface ListPage {
  readonly items: readonly KubeObject[];
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
}

const PAGE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.';

/** Lists as the API does: all pages show the version of the first one, until that is compacted (410). */
export function listPage(store: MemoryStore, request: KubeRequest, resource: Resource): ListPage {
  const limit = Number(request.query.get('limit') ?? 0);
  const token = request.query.get('continue');
  const matches = matcherOf(request);
  const after = token ? parseToken(token) : undefined;
  const version = after?.version ?? store.resourceVersion;
  const objects = store.listAt(resource.stored, version, request.namespace);
  if (!objects) throw expired(PAGE_EXPIRED);
  return pageOf(objects, matches, { limit, version, after: after?.key, selective: isSelective(request) });
}

interface PageOptions {
  readonly limit: number;
  readonly version: number;
  readonly after: string | undefined;
  readonly selective: boolean;
}

function pageOf(objects: readonly KubeObject[], matches: Matcher, { limit, version, after, selective }: PageOptions): ListPage {
  const rest = objects.filter((object) => (after === undefined || keyOf(object) > after) && matches(object));
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const last = items.at(-1);
  const metadata = { resourceVersion: String(version) };
  if (items.length === rest.length || !last) return { items, metadata };
  const next = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: keyOf(last) })).toString('base64url');
  // With a selector the real server does not count what is left.
  const remaining = selective ? {} : { remainingItemCount: rest.length - items.length };
  return { items, metadata: { ...metadata, continue: next, ...remaining } };
}

function parseToken(token: string): { version: number; key: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    parsed = undefined; // refused below, as any other text that is no token of ours
  }
  const [version, key] = [numberAt(parsed, 'rv'), textAt(parsed, 'start')];
  if (!isRecord(parsed) || version === undefined || key === undefined) throw badRequest('continue key is not valid');
  return { version, key };
}

/** The order of the store. */
function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function isSelective({ query }: KubeRequest): boolean {
  return Boolean(query.get('labelSelector') ?? query.get('fieldSelector'));
}
