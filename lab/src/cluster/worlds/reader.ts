import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { RESOURCES } from '../../kube/api/resources.ts';
import { isRecord } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { Applied } from './draft.ts';

/** The account with which the proxy reads a cluster. */
export const READER = { namespace: 'tart-lab', name: 'tart-lab' } as const;

/** The account that may start load tests, where there is something to load. */
export const LOADTESTER = { namespace: 'tart-lab', name: 'tart-lab-loadtest' } as const;

const manifest = (file: string): URL => new URL(`../../../../manifests/rbac/${file}`, import.meta.url);
const DAYS_AGO = 5;

/**
 * What users apply for those accounts, as they apply it: the lab refuses whatever the manifests do not allow. `demo`: the cluster has the
 * namespace in which load tests run.
 */
export function readerWorld(demo: boolean): Applied[] {
  return [...applied('tart-lab.yaml'), ...(demo ? applied('tart-lab-loadtest.yaml') : [])];
}

function applied(file: string): Applied[] {
  const path = manifest(file);
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => {
    const object: unknown = document.toJS();
    if (!isKubeObject(object)) throw new Error(`${path.pathname} holds what is no Kubernetes object`);
    const resource = RESOURCES.find(({ kind }) => kind === object.kind)?.stored;
    if (resource === undefined) throw new Error(`${path.pathname} holds a ${object.kind}, which the lab does not know`);
    return { resource, object: object.kind === 'Namespace' ? { ...object, status: { phase: 'Active' } } : object, daysAgo: DAYS_AGO };
  });
}

function isKubeObject(object: unknown): object is KubeObject {
  return isRecord(object) && typeof object.apiVersion === 'string' && typeof object.kind === 'string' && isRecord(object.metadata);
}
