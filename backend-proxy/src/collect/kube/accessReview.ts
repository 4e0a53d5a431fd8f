import { z } from 'zod';
import { fail, ok, type ParseFailure, type Result } from '../../result.ts';
import type { Permission } from './permissions.ts';

export const ACCESS_REVIEW_PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** The question "may I do this?", as the API server wants it. */
export const toAccessReview = ({ group, resource, subresource, verb, namespace }: Permission): object => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind: 'SelfSubjectAccessReview',
  spec: { resourceAttributes: { group, resource, verb, ...(subresource ? { subresource } : {}), ...(namespace ? { namespace } : {}) } },
});

const Review = z.object({ status: z.object({ allowed: z.boolean() }) });

/** Whether the answer to an access review says yes. */
export function parseAccessReview(body: unknown): Result<boolean, ParseFailure> {
  const review = Review.safeParse(body);
  return review.success
    ? ok(review.data.status.allowed)
    : fail({ format: 'SelfSubjectAccessReview', line: review.error.issues[0]?.path.join('.') ?? '' });
}

/** `list and watch nodes, list pods.metrics.k8s.io`: permissions as a person reads them. */
export function permissionText(permissions: readonly Permission[]): string {
  const verbs = new Map<string, string[]>();
  for (const { group, resource, subresource, verb, namespace } of permissions) {
    const what = `${resource}${subresource ? `/${subresource}` : ''}${group ? `.${group}` : ''}${namespace ? ` in ${namespace}` : ''}`;
    verbs.set(what, [...(verbs.get(what) ?? []), verb]);
  }
  return [...verbs].map(([what, list]) => `${list.join(' and ')} ${what}`).join(', ');
}
