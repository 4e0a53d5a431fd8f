import { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorHelpProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Card, Field, Input, useStyles2 } from '@grafana/ui';
import { TartLabDataSource } from '../../datasource.ts';
import { parseText } from '../../query/text/parseText.ts';
import type { TartLabQuery } from '../../query/types.ts';
import type { ProxyClient } from '../../client/proxyClient.ts';
import { useCatalog } from '../hooks/useCatalog.ts';
import { examples } from './examples.ts';
import { findMetrics } from './findMetrics.ts';
import { runQuery } from './runners.ts';

/** What can be asked: a search over the metrics, and queries to try. A click runs one. */
export default function QueryHelp({ datasource, query, onClickExample }: QueryEditorHelpProps<TartLabQuery>) {
  const styles = useStyles2(getStyles);
  const run = (text: string): void => {
    const parsed = parseText(text);
    if (!parsed.ok) return;
    const { refId, key } = query;
    onClickExample({ refId, ...(key === undefined ? {} : { key }), ...parsed.value });
    runQuery(query);
  };
  return (
    <div className={styles.help}>
      {datasource instanceof TartLabDataSource && <MetricSearch client={datasource.client} run={run} />}
      {examples().map(({ heading, examples: all }) => (
        <section key={heading} aria-label={heading}>
          <h4>{heading}</h4>
          <div className={styles.list}>
            {all.map(({ title, text }) => (
              <Example key={text} title={title} text={text} run={run} />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

function MetricSearch({ client, run }: { readonly client: ProxyClient; readonly run: (text: string) => void }) {
  const styles = useStyles2(getStyles);
  const catalog = useCatalog(client);
  const [search, setSearch] = useState('');
  const found = findMetrics(catalog.value ?? [], search);
  return (
    <section>
      <Field label={t('help.find', 'Find a metric')} description={t('help.find-help', 'Words of its name or of what it means')} noMargin>
        <Input
          id="tartlab-help-search"
          width={44}
          placeholder={t('help.find-example', 'disk, restarts, latency …')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Field>
      <div className={styles.list} role="status">
        {found.map(({ id, name, help }) => (
          <Example key={id} title={`${name}: ${help}`} text={id} run={run} />
        ))}
        {search.trim() !== '' && found.length === 0 && !catalog.loading && t('help.none', 'No metric has these words')}
      </div>
    </section>
  );
}

function Example({ title, text, run }: { readonly title: string; readonly text: string; readonly run: (text: string) => void }) {
  return (
    <Card isCompact noMargin onClick={() => run(text)}>
      <Card.Heading>{title}</Card.Heading>
      <Card.Description>
        <code>{text}</code>
      </Card.Description>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  help: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), marginTop: theme.spacing(1) }),
});
