import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { besideLines, prom } from './beside.ts';

const JOB = 'job="tart-lab"';
const NOTHING = 'Prometheus does not scrape the proxy';

/** How Prometheus sees the proxy. Closed at first: it asks nothing until someone opens it. */
export const besideProxy = (): RowBuilder =>
  new RowBuilder('Beside it: how Prometheus scrapes it')
    .collapsed(true)
    .withPanel(
      besideLines(
        { title: 'Scrapes', description: 'How long a scrape of the proxy takes.' },
        { unit: 's', none: NOTHING },
        prom(`scrape_duration_seconds{${JOB}}`, '{{instance}}'),
      ).min(0),
    )
    .withPanel(
      besideLines(
        { title: 'Samples a scrape', description: 'Values on the page.' },
        { unit: 'short', none: NOTHING },
        prom(`scrape_samples_scraped{${JOB}}`, '{{instance}}'),
      ).min(0),
    )
    .withPanel(
      besideLines(
        {
          title: 'Series cut from the page',
          description: 'Left out because there were too many, by part of the page. None is a line at 0.',
        },
        { unit: 'short', none: NOTHING },
        prom(`tartlab_exposition_series_cut`, '{{part}}'),
      ).min(0),
    );
