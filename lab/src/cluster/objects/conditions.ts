import { recordsAt, textAt, type Json } from '../../kube/fields.ts';
import { toTime } from './time.ts';

export interface ConditionDraft {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

export const conditionOf = (object: unknown, type: string): Json | undefined =>
  recordsAt(object, 'status', 'conditions').find((condition) => condition.type === type);

export const isConditionTrue = (object: unknown, type: string): boolean => textAt(conditionOf(object, type), 'status') === 'True';

/** Conditions with some set: one keeps its transition time while its status stays. Others stay as they are. */
export function withConditions(before: readonly Json[], drafts: readonly ConditionDraft[], atMs: number): Json[] {
  const conditions = [...before];
  for (const draft of drafts) {
    const at = conditions.findIndex((condition) => condition.type === draft.type);
    const known = conditions[at];
    const same = known && known.status === draft.status;
    const { type, status, reason, message } = draft;
    const next: Json = {
      type,
      status,
      lastTransitionTime: same ? known.lastTransitionTime : toTime(atMs),
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    };
    if (at < 0) conditions.push(next);
    else conditions[at] = next;
  }
  return conditions;
}
