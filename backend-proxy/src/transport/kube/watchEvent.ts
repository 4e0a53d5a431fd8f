import { isRecord, metadataOf } from './objectIdentity.ts';
import { KubeStatus } from './toStatusFailure.ts';

/** One line of a watch. `version` is the place in the server's history after it; undefined when the object does not say. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: unknown; readonly version: string | undefined }
  | { readonly type: 'BOOKMARK'; readonly version: string | undefined }
  | { readonly type: 'ERROR'; readonly status: KubeStatus };

/** Reads a line of a watch; undefined for anything else than an event. */
export function parseWatchEvent(line: string): WatchEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { type, object } = value;
  const resourceVersion = metadataOf(object)?.['resourceVersion'];
  const version = typeof resourceVersion === 'string' && resourceVersion !== '' ? resourceVersion : undefined;
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') return { type, object, version };
  if (type === 'BOOKMARK') return { type, version };
  if (type !== 'ERROR') return undefined;
  const status = KubeStatus.safeParse(object);
  return { type, status: status.success ? status.data : { kind: 'Status' } };
}
