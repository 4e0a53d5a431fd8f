import { expect, it } from 'vitest';
import { findMetric } from '@tart-lab/contract/metrics.ts';
import { Query } from '@tart-lab/contract/query.ts';
import { toProxyQuery } from '../../query/toProxyQuery.ts';
import { parseText } from '../../query/text/parseText.ts';
import { toText } from '../../query/text/toText.ts';
import { withDefaults } from '../../query/withDefaults.ts';
import { examples } from './examples.ts';

it.each(examples().flatMap((group) => group.examples.map(({ text }) => text)))('%s is a query that the proxy takes', (text) => {
  const parsed = parseText(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const query = withDefaults({ refId: 'A', ...parsed.value });
  expect(toText(query)).toBe(text);
  expect(Query.safeParse(toProxyQuery(query)).error).toBeUndefined();
  if (query.kind === 'metric') expect(findMetric(query.metric)).toBeDefined();
});
