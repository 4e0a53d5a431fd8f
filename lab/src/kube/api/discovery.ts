import { parseAccept } from './accept.ts';
import { type Answer, ok } from './answer.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { RESOURCES, type Resource, type Subresource, groupVersionOf } from './resources.ts';

const SHOWN = RESOURCES.filter(({ hidden }) => !hidden);
const GROUPS = [...new Set(SHOWN.map(({ group }) => group))];
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList';

/** What kinds there are: /api, /apis, /apis/GROUP and /apis/GROUP/VERSION; undefined for other paths. */
export function answerDiscovery(request: KubeRequest): Answer | undefined {
  const [root, ...rest] = request.path.split('/').filter(Boolean);
  const shape = parseAccept(request.headers.accept);
  if (root === 'api' && rest.length === 0) {
    if (shape.as === 'discovery') return aggregated([''], shape.version);
    const addresses = [{ clientCIDR: '0.0.0.0/0', serverAddress: request.headers.host ?? '' }];
    return ok({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses });
  }
  if (root === 'api') return rest.length === 1 ? resourceList('', rest[0] ?? '') : undefined;
  if (root !== 'apis') return undefined;
  const named = GROUPS.filter((group) => group !== '');
  if (rest.length === 0) {
    if (shape.as === 'discovery') return aggregated(named, shape.version);
    return ok({ kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(groupInfo) });
  }
  const [group = '', version] = rest;
  if (!named.includes(group) || rest.length > 2) return undefined;
  return version === undefined ? ok({ kind: 'APIGroup', apiVersion: 'v1', ...groupInfo(group) }) : resourceList(group, version);
}

function versionsOf(group: string): string[] {
  return [...new Set(SHOWN.filter((each) => each.group === group).map(({ version }) => version))];
}

function groupInfo(group: string): { name: string; versions: object[]; preferredVersion: object | undefined } {
  const versions = versionsOf(group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function resourceList(group: string, version: string): Answer | undefined {
  const resources = SHOWN.filter((each) => each.group === group && each.version === version);
  if (resources.length === 0) return undefined;
  const entries = resources.flatMap((each) => [
    {
      name: each.plural,
      singularName: each.singular,
      namespaced: each.namespaced,
      kind: each.kind,
      verbs: each.verbs,
      ...(each.shortNames.length > 0 ? { shortNames: each.shortNames } : {}),
      ...(each.categories.length > 0 ? { categories: each.categories } : {}),
    },
    ...each.subresources.map(({ name, kind, verbs, group, version }) => ({
      name: `${each.plural}/${name}`,
      singularName: '',
      namespaced: each.namespaced,
      ...(group === undefined ? {} : { group, version }),
      kind,
      verbs,
    })),
  ]);
  return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: groupVersionOf({ group, version }), resources: entries });
}

/** Everything in two answers, as clients since 1.26 ask. */
function aggregated(groups: readonly string[], version: string): Answer {
  const items = groups.map((name) => ({
    metadata: { name, creationTimestamp: null },
    versions: versionsOf(name).map((each) => ({
      version: each,
      freshness: 'Current',
      resources: SHOWN.filter((resource) => resource.group === name && resource.version === each).map(toAggregated),
    })),
  }));
  const body = { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
  return { ...ok(body), contentType: `${AGGREGATED};v=${version}` };
}

function toAggregated(resource: Resource): object {
  const { plural, singular, kind, group, version, namespaced, verbs, shortNames, categories, subresources } = resource;
  return {
    resource: plural,
    singularResource: singular,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    verbs,
    shortNames,
    categories,
    subresources: subresources.map((each: Subresource) => ({
      subresource: each.name,
      responseKind: { group: each.group ?? group, version: each.version ?? version, kind: each.kind },
      verbs: each.verbs,
    })),
  };
}
