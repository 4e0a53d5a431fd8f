import { getDataSourceSrv } from '@grafana/runtime';
import { LINKED_KINDS, toLinkedSource, type LinkedKind, type LinkedSource } from './linkedSource.ts';
import type { LinkTarget } from './withLinks.ts';

/** The linked sources that are in this Grafana, with their names; one that was deleted since is left out. */
export function linkTargets(settings: Partial<Record<LinkedKind, Partial<LinkedSource>>>): LinkTarget[] {
  return LINKED_KINDS.flatMap((kind) => {
    const source = toLinkedSource(kind, settings[kind]);
    const found = source && getDataSourceSrv().getInstanceSettings(source.uid);
    return source && found ? [{ ...source, kind, name: found.name }] : [];
  });
}
