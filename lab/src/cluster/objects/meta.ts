import type { KubeObject, OwnerReference } from '../../kube/objectStore.ts';
import type { Random } from '../../random.ts';
import { fraction } from '../../random.ts';
import { textMapAt } from '../../kube/fields.ts';

/** `namespace/name`, or the name of what has no namespace. */
export const keyOf = ({ metadata: { namespace, name } }: KubeObject): string => (namespace === undefined ? name : `${namespace}/${name}`);

/** Takes a key apart again. */
export function fromKey(key: string): { namespace: string | undefined; name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: undefined, name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The owner reference that a controller puts into what it makes. */
export function ownedBy({ apiVersion, kind, metadata }: KubeObject): OwnerReference[] {
  return [{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true }];
}

/** Kubernetes' letters of generated names: none that could make a word. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

export function nameSuffix(random: Random, length = 5): string {
  let suffix = '';
  while (suffix.length < length) suffix += LETTERS[random.integer(0, LETTERS.length - 1)] ?? 'x';
  return suffix;
}

/** The hash that names a ReplicaSet after its template: the same template has the same one. */
export function templateHash(template: unknown): string {
  const text = JSON.stringify(template);
  let hash = '';
  for (let at = 0; at < 9; at++) hash += LETTERS[Math.floor(fraction(`${at}/${text}`) * LETTERS.length)] ?? 'x';
  return hash;
}

/** Whether an object's labels have all that a selector wants; an empty selector matches nothing here. */
export function matches(selector: Readonly<Record<string, string>>, object: KubeObject): boolean {
  const wanted = Object.entries(selector);
  const labels = textMapAt(object, 'metadata', 'labels');
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** The object with fields of its status changed; the same object when nothing differs, so that nothing is written in vain. */
export function withStatus(object: KubeObject, status: Readonly<Record<string, unknown>>): KubeObject {
  const next = { ...object, status };
  return JSON.stringify(object.status) === JSON.stringify(status) ? object : next;
}
