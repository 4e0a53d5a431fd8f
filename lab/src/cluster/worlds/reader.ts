import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { RESOURCES } from '../../kube/api/resources.ts';
import { isRecord } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { Applied } from './draft.ts';

/** The account with which the proxy reads a cluster. */
export const READER = { namespace: 'tart-lab', name: 'tart-lab' } as const;

const MANIFEST = new URL('../../../../manifests/rbac/tart-lab.yaml', import.meta.url);
const DAYS_AGO = 5;

/** What users apply for that account, as they apply it: the lab refuses the proxy whatever the manifest does not allow. */
export function readerWorld(): Applied[] {
  return parseAllDocuments(readFileSync(MANIFEST, 'utf8')).map((document) => {
    const object: unknown = document.toJS();
    if (!isKubeObject(object)) throw new Error(`${MANIFEST.pathname} holds what is no Kubernetes object`);
    const resource = RESOURCES.find(({ kind }) => kind === object.kind)?.stored;
    if (resource === undefined) throw new Error(`${MANIFEST.pathname} holds a ${object.kind}, which the lab does not know`);
    return { resource, object: object.kind === 'Namespace' ? { ...object, status: { phase: 'Active' } } : object, daysAgo: DAYS_AGO };
  });
}

function isKubeObject(object: unknown): object is KubeObject {
  return isRecord(object) && typeof object.apiVersion === 'string' && typeof object.kind === 'string' && isRecord(object.metadata);
}
