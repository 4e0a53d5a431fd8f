/** Which object this is, and how new: `version` is its resource version as a number, NaN when it is none. */
export interface ObjectIdentity {
  /** `namespace/name`, or `name`. */
  readonly key: string;
  readonly uid: string;
  readonly version: number;
}

/** Reads an object's identity; undefined for what has no name. */
export function toIdentity(object: unknown): ObjectIdentity | undefined {
  const metadata = metadataOf(object);
  const name = metadata?.['name'];
  if (typeof name !== 'string' || name === '') return undefined;
  const namespace = metadata?.['namespace'];
  const uid = metadata?.['uid'];
  return {
    key: typeof namespace === 'string' && namespace !== '' ? `${namespace}/${name}` : name,
    uid: typeof uid === 'string' ? uid : '',
    version: versionNumber(metadata?.['resourceVersion']),
  };
}

export function metadataOf(object: unknown): Record<string, unknown> | undefined {
  return isRecord(object) && isRecord(object['metadata']) ? object['metadata'] : undefined;
}

/** Resource versions of one kind of object can be compared as numbers; anything else is NaN, older or newer than nothing. */
export function versionNumber(resourceVersion: unknown): number {
  return typeof resourceVersion === 'string' && /^\d+$/.test(resourceVersion) ? Number(resourceVersion) : NaN;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
