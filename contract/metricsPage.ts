import { FAMILY_PARTS } from './families.ts';
import { METRICS } from './metrics.ts';
import { READINGS } from './readings.ts';

const PART_TITLES = {
  guests: 'Guests, beside the readings above: made when the page is asked for, and kept in no history',
  vms: 'VMs',
  clusters: 'Clusters, beside the catalogue’s metrics of clusters, which have their own names there',
  flows: 'Flows',
  proxy: 'The proxy',
} as const;

/** The families of the page for Prometheus that stand in none of the tables above. */
function familyTables(): string {
  const known = new Set([...METRICS.map(({ id }) => id), ...READINGS.map(({ name }) => name)]);
  return Object.entries(PART_TITLES)
    .map(([part, title]) => {
      const families = Object.entries(FAMILY_PARTS).find(([name]) => name === part)?.[1] ?? [];
      const rows = families
        .filter(({ name }) => part === 'vms' || part === 'proxy' || !known.has(name))
        .map(({ name, type, labels, help }) => `| \`${name}\` | ${type} | ${labels.join(', ')} | ${help} |`);
      return `### ${title}\n\n| family | type | labels | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`;
    })
    .join('\n');
}

/** `docs/metrics.md`: the catalogue as a page, so that no fact of it is typed twice. */
export function toMetricsPage(): string {
  const groups = [...new Set(METRICS.map((metric) => metric.group))];
  const metricRows = groups.map((group) => {
    const rows = METRICS.filter((metric) => metric.group === group).map(
      ({ id, name, unit, labels, fold, help }) => `| \`${id}\` | ${name} | ${unit} | ${labels.join(', ')} | ${fold} | ${help} |`,
    );
    return `### ${group}\n\n| id | name | unit | labels | fold | meaning |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  const readingRows = READINGS.map(
    ({ name, kind, labels, collector, help }) => `| \`${name}\` | ${kind} | ${labels.join(', ')} | ${collector} | ${help} |`,
  );
  return `# Metrics

Written from \`contract/metrics.ts\` and \`contract/readings.ts\` by their test; do not edit.

Every series of a VM also carries \`vm\`, \`mac\` and, where it is known, \`cluster\`. \`unit\` is Grafana's unit id; \`fold\` is how
several points become one when a range is thinned out.

## What can be queried

${metricRows.join('\n')}
## What is read in the guests

| reading | kind | labels | collector | meaning |
|---|---|---|---|---|
${readingRows.join('\n')}

## What /metrics and /probe show to Prometheus

All readings above under their names, with \`instance\` and \`vm\` (the VM), \`mac\` and \`cluster\`; the catalogue’s metrics of clusters
except flows; and the families below. How they are scraped: [exposition.md](exposition.md).

${familyTables()}`;
}
