import { METRICS } from './metrics.ts';
import { READINGS } from './readings.ts';

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
`;
}
