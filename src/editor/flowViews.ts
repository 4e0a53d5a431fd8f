import { t } from '@grafana/i18n';
import type { FlowView } from '@tart-lab/contract/query.ts';

/** Each way to look at flows: its name, what it shows, and what its limit counts (null: it has none). */
export const flowViews = (): Record<FlowView, { readonly label: string; readonly description: string; readonly limit: string | null }> => ({
  graph: {
    label: t('flows.graph', 'Graph'),
    description: t('flows.graph-help', 'Who talks to whom, as a node graph'),
    limit: t('flows.graph-limit', 'The connections with the most traffic, as many as this. Without a number: 200.'),
  },
  connections: {
    label: t('flows.connections', 'Top connections'),
    description: t('flows.connections-help', 'The pairs with the most connections'),
    limit: t('flows.connections-limit', 'As many rows as this. Without a number: 200.'),
  },
  list: {
    label: t('flows.list', 'Latest flows'),
    description: t('flows.list-help', 'Single flows, the newest first'),
    limit: t('flows.list-limit', 'As many flows as this. Without a number: 200.'),
  },
  rates: {
    label: t('flows.rates', 'Rates'),
    description: t('flows.rates-help', 'Flows a second by verdict, over time'),
    limit: null,
  },
});
