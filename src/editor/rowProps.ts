import type { ProxyClient } from '../client/proxyClient.ts';
import type { Templates } from '../query/interpolate.ts';
import type { FilledQuery } from '../query/types.ts';

/** What every row of the query editor is given. `change` saves the fields and asks the query; `id` makes an input's unique id. */
export interface RowProps {
  readonly query: FilledQuery;
  readonly change: (fields: Partial<FilledQuery>) => void;
  readonly datasource: { readonly client: ProxyClient; readonly templates: Templates };
  readonly id: (name: string) => string;
}
