import type { Pod } from './pod.ts';
import type { Workload } from './rows.ts';

/** 2020 in minutes: a Job's number below that is somebody's own (20261001), not the minute for which a CronJob made it. */
const FIRST_MINUTE = 26_297_280;

/** The CronJob behind `backup-29384640`: Kubernetes puts the scheduled minute since 1970 behind its name. */
function cronJobOf(job: string, createdAtMs: number | null): string | null {
  const [, name, minutes] = /^(.+)-(\d{8,9})$/.exec(job) ?? [];
  const dayAfterMinutes = (createdAtMs ?? Infinity) / 60_000 + 1440;
  return name !== undefined && Number(minutes) >= FIRST_MINUTE && Number(minutes) <= dayAfterMinutes ? name : null;
}

/**
 * What owns a pod, by its controller reference: a ReplicaSet is its Deployment where the pod's template hash ends its name, a Job
 * its CronJob where its name ends with a scheduled minute. A static pod is its Node's own; a pod that nothing controls is itself.
 */
export function toWorkload({ metadata }: Pod): Workload {
  const owner = metadata.ownerReferences.find(({ controller }) => controller === true);
  if (!owner) return { kind: 'Pod', name: metadata.name };
  const hash = metadata.labels['pod-template-hash'];
  if (owner.kind === 'ReplicaSet' && hash && owner.name.length > hash.length + 1 && owner.name.endsWith(`-${hash}`)) {
    return { kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) };
  }
  const cronJob = owner.kind === 'Job' ? cronJobOf(owner.name, metadata.creationTimestamp) : null;
  return cronJob === null ? { kind: owner.kind, name: owner.name } : { kind: 'CronJob', name: cronJob };
}
