import { type Matcher, SelectorError, parseFieldSelector, parseLabelSelector } from '../store/selectors.ts';
import { badRequest } from './refusal.ts';
import type { KubeRequest } from './kubeRequest.ts';

/** What a list or a watch is about: namespace, name, labels and fields together. */
export function matcherOf({ namespace, name, query }: KubeRequest): Matcher {
  try {
    const byLabel = parseLabelSelector(query.get('labelSelector') ?? '');
    const byField = parseFieldSelector(query.get('fieldSelector') ?? '');
    return (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      (name === undefined || object.metadata.name === name) &&
      byLabel(object) &&
      byField(object);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}
